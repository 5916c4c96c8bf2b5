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

describe('a note in plots', () => {
  const plotPage = `/trends/Tracker/${config}?pd=ZeroBias&ps=PromptReco&latest=all`;
  const plot = (page: Page): Locator => page.getByRole('application').first();

  it('is made by dragging over runs, and is in the tooltip of its runs and behind its flag', async () => {
    const page = await openAs('Ada Author', plotPage);
    await plot(page).hover();
    await page.getByRole('tooltip').waitFor(); // the chart is drawn
    await page.getByRole('button', { name: 'View' }).click();
    await page.getByRole('button', { name: 'Add note by dragging' }).click();
    await page.getByRole('status').filter({ hasText: 'Drag over the runs of the note' }).waitFor();
    await page.getByRole('dialog', { name: 'Plot options' }).waitFor({ state: 'detached' });
    await page.locator('[aria-label="Plot options"]').waitFor({ state: 'hidden' }); // the menu covers the plot
    const box = await plot(page).boundingBox();
    if (!box) throw new Error('no plot');
    const height = box.y + box.height / 2;
    await page.mouse.move(box.x + box.width * 0.5, height);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.8, height, { steps: 4 });
    await plot(page).locator('.plot-area-selection').waitFor();
    await page.mouse.up();
    const form = dialog(page, /^Add a note$/);
    await form.waitFor();
    const [first, last] = [
      Number(await form.getByRole('textbox', { name: 'First run' }).inputValue()),
      Number(await form.getByRole('textbox', { name: 'Last run' }).inputValue()),
    ];
    expect(first).toBeGreaterThan(366_000);
    expect(last).toBeGreaterThan(first);
    expect(await form.getByRole('textbox', { name: 'Config' }).inputValue()).toBe(config);
    expect(new URL(page.url()).searchParams.has('zoom')).toBe(false);
    await form.getByRole('textbox', { name: 'Text' }).fill('new *cooling*');
    await form.getByRole('button', { name: 'Add note' }).click();
    await form.waitFor({ state: 'detached' });

    const bob = await site.open(plotPage);
    await plot(bob).locator('canvas').waitFor();
    await plot(bob).hover({ position: { x: box.width * 0.65, y: box.height / 2 } });
    const tooltip = bob.getByRole('tooltip');
    await expect.poll(() => tooltip.innerText()).toMatch(/remark\s+new cooling \(Ada Author\)/);
    await plot(bob).hover({ position: { x: box.width * 0.3, y: box.height / 2 } });
    await expect.poll(() => tooltip.innerText()).not.toContain('new cooling');
    await bob.goto(`${plotPage}&notes=0`);
    await plot(bob).locator('canvas').waitFor();
    await plot(bob).hover({ position: { x: box.width * 0.65, y: box.height / 2 } });
    await tooltip.waitFor();
    expect(await tooltip.innerText()).not.toContain('new cooling');
    await bob.goto(pointOf(first));
    expect(await noteWith(bob, 'new cooling').innerText()).toContain(`runs ${first}–${last}`);
  });
});

describe('the page Notes', () => {
  it('finds notes by words, kind, author, runs and state, with the filters in its address', async () => {
    const page = await openAs('Cleo Writer', '/notes');
    const add = page.getByRole('button', { name: 'Add note…' });
    await add.click();
    const form = dialog(page, /^Add a note$/);
    await form.getByText('From a run on').click();
    await form.getByRole('textbox', { name: 'First run' }).fill('366451');
    await form.getByRole('combobox', { name: 'Kind' }).click();
    await page.getByRole('option', { name: 'Intervention' }).click();
    await form.getByRole('textbox', { name: 'Text' }).fill('thresholds *changed*');
    await form.getByRole('checkbox', { name: 'New baseline from here' }).check();
    await form.getByRole('button', { name: 'Add note' }).click();
    const note = noteWith(page, 'thresholds changed');
    await note.waitFor();
    expect(await note.innerText()).toMatch(/intervention\s+from run 366451 on\s+everywhere\s+new baseline/i);
    expect(await seriousViolations(page)).toEqual([]);

    await page.getByRole('searchbox').fill('thresholds');
    await page.waitForURL((url) => url.searchParams.get('search') === 'thresholds');
    await page.getByRole('combobox', { name: 'Kind' }).click();
    await page.getByRole('option', { name: 'Problem' }).click();
    await page.getByText('No note matches').waitFor();
    await page.goto('/notes?kind=intervention&author=Cleo+Writer&search=changed');
    await note.waitFor();
    expect(await page.locator('[data-note]').count()).toBe(1);
    await page.goto('/notes?runs=366000-366450');
    await page.getByText(/^\d+ notes? that match/).waitFor();
    expect(await note.count()).toBe(0);
    await page.goto('/notes?runs=366451-366451');
    await note.getByRole('link', { name: 'from run 366451 on' }).click();
    await page.waitForURL(
      (url) => url.pathname === '/trends' && url.searchParams.get('runs')?.startsWith('366451-') === true,
    );

    await page.goto('/notes?search=thresholds');
    await note.getByRole('button', { name: 'Retire…' }).click();
    await dialog(page, /^Retire/)
      .getByRole('textbox', { name: 'Reason' })
      .fill('undone');
    await dialog(page, /^Retire/)
      .getByRole('button', { name: 'Retire' })
      .click();
    await page.getByText('No note matches').waitFor();
    await page.getByText('Retired', { exact: true }).click();
    await page.waitForURL((url) => url.searchParams.get('state') === 'retired');
    expect(await note.innerText()).toMatch(/Retired by Cleo Writer .*: undone/);
    await note.getByRole('button', { name: 'Restore…' }).click();
    await dialog(page, /^Restore/)
      .getByRole('textbox', { name: 'Reason' })
      .fill('not undone');
    await dialog(page, /^Restore/)
      .getByRole('button', { name: 'Restore' })
      .click();
    await page.getByText('No note matches').waitFor();
    await page.goto('/notes?search=thresholds');
    await note.getByText('History (2)').click();
    expect(await note.locator('details').innerText()).toMatch(
      /Cleo Writer: retired \(undone\)[^]*restored \(not undone\)/,
    );
  });
});
