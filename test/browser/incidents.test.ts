/** The inbox of incidents with two users, who see what the other one does. */
import { Client } from 'pg';
import type { BrowserContextOptions, Page, Request } from 'playwright-core';
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
    };
  },
});
beforeAll(async () => {
  issuer.register([`${site.base}/login/callback`]);
  await addAlarms(otherRun, 1, 'steps');
  await addAlarms(370298, 1, 'steps');
  const counted = await query<{ total: number; muons: number }>(
    `SELECT count(*)::int AS total, count(*) FILTER (WHERE primary_dataset = 'Muon0')::int AS muons
     FROM alarm JOIN trend ON trend.id = trend_id JOIN dataset ON dataset.id = dataset_id WHERE run = $1`,
    [run],
  );
  ({ total = 0, muons = 0 } = counted[0] ?? {});
});
afterAll(() => issuer.close());

/** Logs a user in, and opens an address. */
async function openAs(name: string, address: string, options?: BrowserContextOptions): Promise<Page> {
  issuer.account = { sub: name, name };
  const page = await site.open(`/login?to=${encodeURIComponent(address)}`, options);
  await page.getByText(name, { exact: true }).waitFor();
  return page;
}

/** The run from which on the sample has a lower trigger efficiency, and one of two to which the tests add an alarm. */
const [run, otherRun] = [369869, 370293];
/** Alarms that began at the former: all, and those of Muon0. */
let [total, muons] = [0, 0];

/** Queries the database of the site. */
async function query<Row>(text: string, values: readonly unknown[]): Promise<Row[]> {
  const database = new Client({ connectionString: site.databaseUrl });
  await database.connect();
  try {
    return (await database.query(text, [...values])).rows as Row[];
  } finally {
    await database.end();
  }
}

/** Adds alarms of different trends that begin at a run, none of them in CSC, which has no new ones of its own. */
async function addAlarms(at: number, count: number, cause: 'limits' | 'steps'): Promise<void> {
  const severity = cause === 'limits' ? 'error' : 'warning';
  await query(
    `INSERT INTO alarm (trend_id, cause, severity, state, run, last_run, value, reference, opened_at)
     SELECT trend.id, $2, $3, 'new', $1, $1, 2, 1, now() FROM trend JOIN config ON config.id = config_id
     WHERE has_data AND subsystem <> 'CSC' AND NOT EXISTS (SELECT FROM alarm WHERE trend_id = trend.id)
     ORDER BY trend.id LIMIT $4`,
    [at, cause, severity, count],
  );
}

const listed = (page: Page, of: number) => page.locator(`[data-incident="${of}"]`);
const panel = (page: Page, of = run) => page.getByRole('region', { name: `Incident at run ${of}` });
const action = (page: Page, name: string) =>
  page.getByRole('group', { name: 'Actions' }).getByRole('button', { name: `${name}…` });
const cards = (page: Page) => page.locator('article[data-alarm]');

/** The counts of the tabs: new, known, back to normal. */
async function counts(page: Page): Promise<number[]> {
  await page.getByRole('tab', { name: /^New \(\d+\)/ }).waitFor();
  const texts = await page.getByRole('tab').allInnerTexts();
  return texts.map((text) => Number(/\((\d+)\)/.exec(text)?.[1]));
}

/** Does an action on all or the selected alarms of the open incident, and waits for its outcome. */
async function act(page: Page, name: string, comment: string, outcome: RegExp, limit?: { run: number }): Promise<void> {
  await action(page, name).click();
  const dialog = page.getByRole('dialog');
  const submit = dialog.getByRole('button', { name: new RegExp(`^${name} \\d+ alarms?$`) });
  await submit.waitFor();
  expect(await submit.isDisabled()).toBe(true);
  await dialog.getByRole('textbox', { name: 'Comment' }).fill(comment);
  if (limit) await dialog.getByRole('textbox', { name: 'Last run' }).fill(String(limit.run));
  await submit.click();
  await page.getByRole('status').filter({ hasText: outcome }).waitFor();
  expect(await dialog.count()).toBe(0);
}

describe('an incident', () => {
  it('has its run, what changed, and its alarms with plots', async () => {
    const { page } = site;
    await page.goto('/');
    await listed(page, run).waitFor();
    expect(total).toBeGreaterThan(1);
    expect(muons).toBeGreaterThan(0);
    expect(await listed(page, run).innerText()).toMatch(
      new RegExp(`Run ${run}\\s+2023-06-24 04:48\\s+warning\\s+L1T.*\\s+${total} new`),
    );
    await listed(page, run).getByRole('link').click();
    await page.waitForURL(`/?incident=${run}`);
    await panel(page).waitFor();
    expect(await panel(page).innerText()).toMatch(/Changes since run 367520\s+fill\s+8754 → 8880/);
    await expect.poll(() => cards(page).locator('.small-plot').count()).toBe(total);
    expect(await cards(page).first().innerText()).toMatch(/level from 0\.9\d* to 0\.9\d*/);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toMatch(/^Run 369869: /);
    await cards(page).first().locator('header').getByRole('link').click();
    await page.waitForURL((url) => url.searchParams.get('point')?.endsWith(`,${run}`) === true);
    const alarms = page.getByRole('region', { name: 'Open alarms' });
    expect(await alarms.innerText()).toMatch(/level from 0\.9\d* to 0\.9\d*/);
    await alarms.getByRole('link', { name: `run ${run}` }).click();
    await page.waitForURL(`/?incident=${run}`);
  });

  it('can be changed by users with a login only, which its buttons report', async () => {
    const { page } = site;
    await page.goto(`/?incident=${run}`);
    await panel(page).waitFor();
    for (const name of ['Acknowledge', 'Mute', 'Set baseline', 'Reopen']) {
      expect(await action(page, name).isDisabled()).toBe(true);
      expect(await action(page, name).getAttribute('title')).toBe('you are not logged in: changes require a login');
    }
    await page.keyboard.press('a');
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  it('is acknowledged by one user, which another one sees, and reopens', async () => {
    const address = `/?incident=${run}`;
    const ada = await openAs('Ada', address);
    const before = await counts(ada);
    const [fresh = 0, known = 0, resolved] = before;
    await act(ada, 'Acknowledge', 'new trigger menu', new RegExp(`^${total} alarms acknowledged\\.$`));
    await expect.poll(() => counts(ada)).toEqual([fresh - 1, known + 1, resolved]);
    expect(await listed(ada, run).count()).toBe(0);
    await cards(ada).first().locator('header').getByRole('link').click();
    const alarm = ada.getByRole('region', { name: 'Open alarms' }).getByRole('link', { name: `run ${run}` });
    expect(await alarm.getAttribute('href')).toBe(`/?state=acknowledged&incident=${run}`);

    const bob = await openAs('Bob', address);
    await panel(bob).waitFor();
    expect(await cards(bob).first().innerText()).toContain('Acknowledged by Ada until it recovers: new trigger menu');
    expect(await action(bob, 'Reopen').isEnabled()).toBe(true);
    await act(bob, 'Reopen', 'not the menu', new RegExp(`^${total} alarms reopened\\.$`));
    await listed(bob, run).waitFor();
    await expect.poll(() => counts(bob)).toEqual(before);

    await ada.goto(address);
    await listed(ada, run).waitFor();
    await cards(ada).first().locator('summary').click();
    const history = await cards(ada).first().getByRole('listitem').allInnerTexts();
    expect(history).toEqual([
      expect.stringMatching(/UTC began at run 369869$/),
      expect.stringMatching(/UTC Ada: acknowledged until it recovers \(new trigger menu\)$/),
      expect.stringMatching(/UTC Bob: reopened \(not the menu\)$/),
    ]);
  });

  it('is muted until a run, alarm by alarm', async () => {
    const page = await openAs('Ada', `/?incident=${run}`);
    await panel(page).waitFor();
    await cards(page).first().getByRole('checkbox').check();
    await page.getByText('1 selected:').waitFor();
    await act(page, 'Mute', 'known fault', /^1 alarm muted\.$/, { run: 400000 });
    const text = 'Muted by Ada until run 400000: known fault';
    await cards(page).filter({ hasText: text }).waitFor();
    await panel(page)
      .getByText(`${total - 1} new, 1 acknowledged`)
      .waitFor();
    expect(await cards(page).filter({ hasText: text }).count()).toBe(1);
    const bob = await openAs('Bob', `/?incident=${run}`);
    await cards(bob).filter({ hasText: text }).waitFor();
    await act(bob, 'Reopen', 'repaired', /^1 alarm reopened\.$/);
    await panel(bob).getByText(`${total} new`).first().waitFor();
  });

  it('of which the level is normal from its run on gets a new baseline', async () => {
    const page = await openAs('Bob', `/?incident=${otherRun}`);
    await panel(page, otherRun).waitFor();
    await act(page, 'Set baseline', 'new geometry', /^New baseline for 1 alarm\.$/);
    await listed(page, otherRun).waitFor({ state: 'detached' });
    await cards(page).getByText(`New baseline from run ${otherRun} by Bob: new geometry`).waitFor();
    await page.getByRole('tab', { name: /^Back to normal/ }).click();
    await page.waitForURL('/?state=resolved');
    await listed(page, otherRun).waitFor();
    expect(await page.getByText(/resolved .* ago/).count()).toBeGreaterThan(0);
  });
});

it('an incident with many alarms has plots of the first ones, and a table that grows', async () => {
  const crowded = 370295;
  await addAlarms(crowded, 130, 'limits');
  try {
    const page = await openAs('Ada', `/?incident=${crowded}`);
    await panel(page, crowded).waitFor();
    expect(await page.locator('[data-incident]').first().getAttribute('data-incident')).toBe(String(crowded));
    await expect.poll(() => cards(page).locator('svg.small-plot').count()).toBe(12);
    const rows = page.getByRole('region', { name: 'Further alarms' }).locator('tbody tr');
    expect(await rows.count()).toBe(88);
    expect(await seriousViolations(page)).toEqual([]);
    expect(await action(page, 'Set baseline').isDisabled()).toBe(true);
    expect(await action(page, 'Set baseline').getAttribute('title')).toContain(
      'for limits, change those of the config',
    );
    await page.getByRole('button', { name: 'Show more (30 not shown)' }).click();
    await expect.poll(() => rows.count()).toBe(118);
    await act(page, 'Acknowledge', 'tests', /^130 alarms acknowledged\.$/);
  } finally {
    await query('DELETE FROM alarm_event WHERE alarm_id IN (SELECT id FROM alarm WHERE run = $1)', [crowded]);
    await query('DELETE FROM alarm WHERE run = $1', [crowded]);
  }
});

it('an incident of which the points could not be loaded reports it until they are', async () => {
  const page = await site.open('');
  let isAvailable = false;
  await page.route('**/graphql', (route) =>
    !isAvailable && route.request().postData()?.includes('IncidentPlots') === true
      ? route.fulfill({ status: 503, contentType: 'application/json', body: '{}' })
      : route.fallback(),
  );
  await page.goto(`/?incident=${run}`);
  const failure = panel(page).getByRole('alert').filter({ hasText: 'The points could not be loaded.' });
  await failure.waitFor();
  expect(await cards(page).first().innerText()).toMatch(/level from 0\.9/);
  isAvailable = true;
  await failure.getByRole('button', { name: 'Retry' }).click();
  await expect.poll(() => cards(page).locator('.small-plot').count()).toBe(total);
  expect(await failure.count()).toBe(0);
  site.consoleErrors = []; // the failed request is in the console
});

it('a list that grows keeps its incidents while the others are loaded', async () => {
  const first = 365000;
  const at = Array.from({ length: 60 }, (_, index) => first + index);
  for (const each of at) await addAlarms(each, 1, 'limits');
  try {
    const page = await site.open('/');
    const items = page.locator('[data-incident]');
    await expect.poll(() => items.count()).toBe(50);
    let proceed = (): void => undefined;
    const held = new Promise<void>((resolve) => (proceed = resolve));
    const isGrown = (request: Request): boolean => request.postData()?.includes('"limit":100') === true;
    await page.route('**/graphql', async (route) => {
      if (isGrown(route.request())) await held;
      await route.fallback();
    });
    const requested = page.waitForRequest(isGrown);
    await page.getByRole('button', { name: /^Show more/ }).click();
    await requested;
    expect(await items.count()).toBe(50);
    proceed();
    await expect.poll(() => items.count()).toBeGreaterThan(60);
  } finally {
    await query('DELETE FROM alarm WHERE run >= $1 AND run < $2', [first, first + at.length]);
  }
});

describe('the inbox', () => {
  it('has its filter in the URL, which empties it where nothing passes', async () => {
    const { page } = site;
    await page.goto('/');
    await listed(page, run).waitFor();
    await page.getByRole('combobox', { name: 'Subsystem' }).click();
    await page.getByRole('option', { name: 'CSC' }).click();
    await page.waitForURL('/?system=CSC');
    await page.getByRole('heading', { name: /^Nothing new since the scan of / }).waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    await page.reload();
    await page.getByRole('button', { name: 'Clear the filter' }).click();
    await page.waitForURL('/');
    await listed(page, run).waitFor();
    await page.goto(`/?incident=${run}&system=CSC`);
    await page.getByRole('heading', { name: `No alarm at run ${run}` }).waitFor();
    await page.goto(`/?incident=${run}&dataset=Muon0`);
    await panel(page).waitFor();
    await expect.poll(() => cards(page).count()).toBe(muons);
  });

  it('gives its subsystem to the links of other pages', async () => {
    const { page } = site;
    await page.goto('/?system=L1T');
    await listed(page, run).waitFor();
    const link = (name: string) => page.getByRole('navigation').getByRole('link', { name }).getAttribute('href');
    // Links carry it once the subsystems are known.
    await expect.poll(() => link('Anomalies')).toBe('/anomalies?of=L1T');
    expect(await link('Configs')).toBe('/configs?subsystem=L1T');
    expect(await link('Incidents')).toBe('/?system=L1T');
  });

  it('is used by keys, except in inputs', async () => {
    const page = await openAs('Ada', '/');
    await listed(page, run).waitFor();
    const focused = () => page.evaluate(() => document.activeElement?.closest('li')?.dataset['incident']);
    await page.keyboard.press('j');
    expect(await focused()).toBe(String(run));
    await page.keyboard.press('j');
    const second = await focused();
    expect(second).not.toBe(String(run));
    await page.keyboard.press('ArrowUp');
    expect(await focused()).toBe(String(run));
    await page.keyboard.press('Enter');
    await page.waitForURL(`/?incident=${run}`);
    await panel(page).waitFor();
    await page.keyboard.press('j');
    await page.waitForURL(`/?incident=${second}`);
    await page.keyboard.press('k');
    await page.waitForURL(`/?incident=${run}`);
    await panel(page).waitFor();
    await page.keyboard.press('a');
    const comment = page.getByRole('dialog').getByRole('textbox', { name: 'Comment' });
    await comment.waitFor();
    await expect.poll(() => comment.evaluate((input) => input === document.activeElement)).toBe(true);
    await page.keyboard.type('jak?');
    expect(await comment.inputValue()).toBe('jak?');
    expect(page.url()).toContain(`/?incident=${run}`);
    expect(await seriousViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await comment.waitFor({ state: 'detached' });
    await action(page, 'Mute').click();
    await page.getByRole('button', { name: 'Close the dialog' }).press('a');
    expect(await page.getByRole('dialog').innerText()).toMatch(/^Mute \d+ alarms /);
    await page.keyboard.press('Escape');
    await comment.waitFor({ state: 'detached' });
    await page.keyboard.press('Shift+?');
    await page.waitForURL('/help#keys');
    expect(await page.locator('#keys').innerText()).toMatch(/j\s*k\s+on Incidents, /);
  });

  it('copies an incident as text, with and without the clipboard API', async () => {
    const page = await site.open('', { permissions: ['clipboard-read', 'clipboard-write'] });
    const copied = async (): Promise<string> => {
      await page.goto(`/?incident=${run}`);
      await panel(page).getByRole('button', { name: 'Copy as text' }).click();
      await panel(page).getByRole('button', { name: 'Text copied' }).waitFor();
      return page.evaluate(() => navigator.clipboard.readText());
    };
    const text = await copied();
    const lines = text.split('\n');
    expect(lines[0]).toMatch(/^HDQM: incident at run 369869: L1T/);
    expect(lines).toContain('- fill: 8754 → 8880');
    expect(lines.filter((line) => /^- L1T\/.*: level from /.test(line))).toHaveLength(total);
    expect(lines.at(-1)).toBe(`${site.base}/?incident=${run}`);
    await page.evaluate(() => navigator.clipboard.writeText(''));
    await page.addInitScript(() => {
      const { clipboard } = navigator;
      Object.defineProperty(clipboard, 'writeText', { value: () => Promise.reject(new Error('denied')) });
    });
    expect(await copied()).toBe(text);
  });

  it('redirects old links to the anomalies', async () => {
    const { page } = site;
    await page.goto('/?limit=1000&of=CSC');
    await page.getByRole('heading', { name: 'Anomalies', exact: true }).waitFor();
    expect(page.url()).toBe(`${site.base}/anomalies?limit=1000&of=CSC`);
  });

  it.each([1440, 400])('is accessible at %d pixels, and has one column in a narrow window', async (width) => {
    const page = await site.open('/', { viewport: { width, height: 900 } });
    await listed(page, run).waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    await listed(page, run).getByRole('link').click();
    await expect.poll(() => cards(page).locator('.small-plot').count()).toBe(total);
    expect(await seriousViolations(page)).toEqual([]);
    expect(await listed(page, run).isVisible()).toBe(width > 800);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await page.getByRole('button', { name: 'Close the incident' }).click();
    await page.waitForURL('/');
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.closest('li')?.dataset['incident']))
      .toBe(String(run));
  });
});
