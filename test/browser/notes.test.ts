/** Notes of two users, who see what the other one writes, and of a visitor who only reads. */
import type { BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { client, startIssuer } from '../integration/issuer.ts';
import { seriousViolations } from './axe.ts';
import { hdqmSite } from './site.ts';

let issuer: Awaited<ReturnType<typeof startIssuer>>;
const site = hdqmSite({
  environment: async () => {
    issuer = await startIssuer();
    return {
      OIDC_ISSUER: issuer.url,
      OIDC_CLIENT_ID: client.clientId,
      OIDC_CLIENT_SECRET: client.clientSecret,
      NOTES_ROLE: 'hdqm-writer',
    };
  },
});
beforeAll(() => issuer.register([`${site.base}/login/callback`]));
afterAll(() => issuer.close());

/** Logs a user in, and opens an address. */
async function openAs(
  name: string,
  address: string,
  { roles = ['hdqm-writer'], ...options }: BrowserContextOptions & { roles?: string[] } = {},
): Promise<Page> {
  issuer.account = { sub: name, name, cern_roles: roles };
  const page = await site.open(`/login?to=${encodeURIComponent(address)}`, options);
  await page.getByText(name, { exact: true }).waitFor();
  return page;
}

const config = 'NumberOfTrack_mean';
const pointOf = (run: number, of = config): string =>
  `/trends/Tracker/${of}?pd=ZeroBias&ps=PromptReco&latest=all&point=${of},${run}`;
const notes = (page: Page): Locator => page.getByRole('region', { name: 'Notes' });
const noteWith = (page: Page, text: string | RegExp): Locator => page.locator('[data-note]', { hasText: text });
const dialog = (page: Page, name: RegExp): Locator => page.getByRole('dialog', { name });

/** Opens the dialog of a new note, and returns it. */
async function startNote(page: Page): Promise<Locator> {
  await notes(page).getByRole('button', { name: 'Add note…' }).click();
  const form = dialog(page, /^Add a note$/);
  await form.waitFor();
  return form;
}

/** Writes a note on what the dialog offers, and adds it. */
async function addNote(page: Page, text: string): Promise<void> {
  const form = await startNote(page);
  await form.getByRole('textbox', { name: 'Text' }).fill(text);
  await form.getByRole('button', { name: 'Add note' }).click();
  await noteWith(page, text).first().waitFor();
  await form.waitFor({ state: 'detached' });
}

describe('a note on a point', () => {
  it('is written by one user; another one sees, edits, retires and restores it, with its history', async () => {
    const ada = await openAs('Ada Author', pointOf(370298));
    await notes(ada).getByText('No notes on this run.').waitFor();
    const form = await startNote(ada);
    expect(await form.getByRole('textbox', { name: 'Run' }).inputValue()).toBe('370298');
    expect(await form.getByRole('textbox', { name: 'Config' }).inputValue()).toBe(config);
    const add = form.getByRole('button', { name: 'Add note' });
    expect(await add.isDisabled()).toBe(true);
    await form.getByRole('textbox', { name: 'Text' }).fill('HV **raised** to 400 V');
    await form.getByRole('region', { name: 'Preview' }).locator('strong', { hasText: 'raised' }).waitFor();
    await form.getByRole('textbox', { name: 'Link' }).fill('javascript:alert(1)');
    await form.getByText('an address that begins with https:// or http://').waitFor();
    expect(await add.isDisabled()).toBe(true);
    await form.getByRole('textbox', { name: 'Link' }).fill('https://elog.example/77');
    expect(await seriousViolations(ada)).toEqual([]);
    await add.click();
    await noteWith(ada, 'HV raised to 400 V').waitFor();

    const bob = await openAs('Bob Editor', pointOf(370298));
    const note = noteWith(bob, 'HV raised to 400 V');
    await note.locator('strong', { hasText: 'raised' }).waitFor();
    expect(await note.innerText()).toMatch(/REMARK\s+run 370298\s+Tracker \/ NumberOfTrack_mean, ZeroBias PromptReco/i);
    expect(await note.innerText()).toMatch(/Ada Author, \d{4}-\d\d-\d\d \d\d:\d\d UTC/);
    const link = note.getByRole('link', { name: /elog/ });
    expect(await link.getAttribute('href')).toBe('https://elog.example/77');
    expect(await link.getAttribute('rel')).toContain('noopener');
    await note.getByRole('button', { name: 'Edit…' }).click();
    const edit = dialog(bob, /^Edit the note on run 370298$/);
    await edit.getByRole('textbox', { name: 'Text' }).fill('HV lowered to 300 V');
    await edit.getByRole('button', { name: 'Save' }).click();
    const edited = noteWith(bob, 'HV lowered to 300 V');
    await edited.getByText('History (1)').click();
    expect(await edited.innerText()).toMatch(/edited by Bob Editor/);
    expect(await edited.locator('details').innerText()).toMatch(
      /Bob Editor: edited, before:\s+text\s+HV \*\*raised\*\* to 400 V/,
    );
    expect(await seriousViolations(bob)).toEqual([]);

    // Ada's page has the note as it was: her edit would undo his.
    await noteWith(ada, 'HV raised').getByRole('button', { name: 'Edit…' }).click();
    const late = dialog(ada, /^Edit the note/);
    await late.getByRole('textbox', { name: 'Text' }).fill('HV off');
    await late.getByRole('button', { name: 'Save' }).click();
    await late.getByText('the note was changed by Bob Editor meanwhile: reload it and edit it again').waitFor();

    await edited.getByRole('button', { name: 'Retire…' }).click();
    const retire = dialog(bob, /^Retire the note/);
    expect(await retire.getByRole('button', { name: 'Retire' }).isDisabled()).toBe(true);
    await retire.getByRole('textbox', { name: 'Reason' }).fill('it was another run');
    await retire.getByRole('button', { name: 'Retire' }).click();
    await notes(bob).getByText('No notes on this run.').waitFor();
    await ada.goto(pointOf(370298));
    await notes(ada).getByText('No notes on this run.').waitFor();
  });

  it('is listed with the trends in its scope only', async () => {
    const page = await openAs('Ada Author', pointOf(370295));
    await addNote(page, 'only this trend');
    await page.goto(pointOf(370295, 'TrackPt_mean'));
    await notes(page).getByText('No notes on this run.').waitFor();
    const form = await startNote(page);
    for (const field of ['Subsystem', 'Primary dataset', 'Processing'])
      await form.locator('.mantine-Select-root', { hasText: field }).locator('button').click();
    await form.getByRole('textbox', { name: 'Text' }).fill('everything');
    await form.getByRole('button', { name: 'Add note' }).click();
    await noteWith(page, 'everything').waitFor();
    expect(await noteWith(page, 'everything').innerText()).toMatch(/run 370295\s+everywhere/);
    await page.goto(pointOf(370295));
    await noteWith(page, 'everything').waitFor();
    await noteWith(page, 'only this trend').waitFor();
  });

  it('can be read but not written without the role, with the reason', async () => {
    for (const [page, reason] of [
      [await site.open(pointOf(370298)), 'you are not logged in: notes require a login'],
      [
        await openAs('Eve Reader', pointOf(370298), { roles: [] }),
        'you are logged in as Eve Reader, without the role hdqm-writer, which notes require',
      ],
    ] as const) {
      const add = notes(page).getByRole('button', { name: 'Add note…' });
      await add.waitFor();
      await expect.poll(() => add.getAttribute('title')).toBe(reason);
      expect(await add.isDisabled()).toBe(true);
    }
  });
});
