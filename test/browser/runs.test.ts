import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../server/store/connection/database.ts';
import { seriousViolations } from './axe.ts';
import { hdqmSite } from './site.ts';

const region = (page: Page): Locator => page.getByRole('region', { name: 'Table of runs' });
const checkbox = (page: Page, run: number): Locator => page.getByLabel(`Select run ${run}`, { exact: true });
const selectedText = (page: Page): Promise<string> => page.getByText(/runs? selected$/).innerText();
const runsOf = (page: Page): Promise<number[]> =>
  page.locator('[data-row]').evaluateAll((rows: HTMLElement[]) => rows.map(({ dataset }) => Number(dataset['row'])));
const headsOf = (page: Page): Promise<string[]> => page.getByRole('columnheader').allInnerTexts();

describe('the table of runs', () => {
  const site = hdqmSite({ context: { permissions: ['clipboard-read', 'clipboard-write'] } });

  const open = async (address: string): Promise<Page> => {
    await site.page.goto(address);
    await site.page.locator('[data-row]').first().waitFor();
    return site.page;
  };

  it('keeps its head and the run in view, and scrolls without the page', async () => {
    const page = await open('/runs');
    await page.setViewportSize({ width: 400, height: 700 });
    const head = page.getByRole('columnheader', { name: 'Run', exact: true });
    const before = await head.boundingBox();
    await region(page).evaluate((element) => {
      element.scrollLeft = 500;
      element.scrollTop = element.scrollHeight;
    });
    await expect.poll(async () => (await runsOf(page)).includes(366380)).toBe(true);
    expect(await head.boundingBox()).toEqual(before);
    const shownRun = page.getByRole('row').nth(20).getByRole('cell').nth(1);
    expect((await shownRun.boundingBox())?.x).toBe(before?.x);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(400);
  });

  it.each([
    ['367400-367420', [367419, 367414, 367411, 367408, 367406]],
    ['366380, 369640 ,370306', [370306, 369640, 366380]],
    ['367300 – 369000 cosmics23', [368110, 367360]],
    ['37030', [370306, 370301]],
  ])('finds %s', async (search, found) => {
    const page = await open('/runs');
    await page.getByRole('searchbox').fill(search);
    await expect.poll(() => runsOf(page)).toEqual(found);
    await page.reload();
    await expect.poll(() => runsOf(page)).toEqual(found);
  });

  it('has the filters of the run picker, in the URL, and shows why runs are excluded', async () => {
    const page = await open('/runs');
    await page.getByRole('button', { name: 'Runs: All runs' }).click();
    await page.getByRole('combobox', { name: 'Class' }).click();
    await page.getByRole('option', { name: /^Cosmics23/ }).click();
    await page.waitForURL(/class=Cosmics23/);
    await page.getByLabel('Min. duration [min]').fill('100');
    await page.waitForURL(/duration=6000/);
    await expect.poll(() => runsOf(page)).toEqual([369640, 368110, 366890]);
    const picker = page.locator('[aria-label="Run selection"]');
    expect(await picker.getByRole('status').innerText()).toMatch(/^3 runs match, 41 do not:[^]*of another class/);
    await page.keyboard.press('Escape');
    await page.getByText(/^3 runs with a DQM file that match \(excluded: 38 of another class/).waitFor();
    // The trends understand the same address.
    const { search } = new URL(page.url());
    await page.goto(`/trends${search}`);
    await page.getByRole('button', { name: /^Runs: Latest 50 runs/ }).click();
    expect(await page.getByLabel('Min. duration [min]').inputValue()).toBe('100');
  });

  it('filters by certification flags, and shows them in columns', async () => {
    const page = await open('/runs?columns=class,flag:tracker-strip,flag:csc-csc&significant=1');
    await expect.poll(() => headsOf(page)).toEqual(['', 'Run', 'Class', 'csc-csc', 'tracker-strip']);
    const flagsOf = (run: number): Promise<string[]> =>
      page.locator(`[data-row="${run}"]`).getByRole('cell').allInnerTexts();
    await expect.poll(() => flagsOf(370306)).toEqual(['', '370306', 'Collisions23', 'GOOD', 'NOTSET']);
    expect((await flagsOf(367520))[4]).toMatch(/^GOOD, \d+(\.\d)? % good$/);
    await page.getByRole('button', { name: /^Runs: All runs/ }).click();
    await page.getByRole('combobox', { name: 'Certification flag' }).click();
    await page.getByRole('option', { name: 'csc-csc' }).click();
    await page.waitForURL((url) => url.searchParams.get('flag') === 'csc-csc:GOOD');
    const good = (await runsOf(page)).length;
    await page.getByRole('combobox', { name: 'csc-csc' }).press('ArrowDown');
    await page.getByRole('option', { name: 'GOOD' }).click();
    await page.getByRole('option', { name: 'BAD' }).click();
    await page.waitForURL((url) => url.searchParams.get('flag') === 'csc-csc:BAD');
    await expect.poll(async () => (await runsOf(page)).length).toBe(1);
    expect(good).toBeGreaterThan(1);
    const [bad = 0] = await runsOf(page);
    await expect.poll(async () => (await flagsOf(bad))[3]).toBe('BAD');
    const cell = page.locator(`[data-row="${bad}"]`).getByRole('cell').nth(3);
    expect(await cell.getAttribute('title')).toMatch(/^BAD\n./);
    const tally = page.locator('[aria-label="Run selection"]').getByRole('status');
    await expect.poll(() => tally.innerText()).toContain('flag csc-csc is not BAD');
    // Closes the list of statuses.
    await page.getByLabel('Min. good lumisections of csc-csc [%]').focus();
    await page.getByRole('combobox', { name: 'Certification flag' }).click();
    await page.getByRole('option', { name: 'tracker-strip' }).click();
    await page.getByLabel('Min. good lumisections of tracker-strip [%]').fill('95');
    await page.waitForURL((url) => url.searchParams.getAll('flag')[1] === 'tracker-strip:GOOD:0.95');
    expect(await seriousViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Remove the filter csc-csc' }).click();
    await page.waitForURL((url) => url.searchParams.getAll('flag').length === 1);
    // The plots understand the same address.
    const { search } = new URL(page.url());
    await page.goto(`/trends/Tracker/NumberOfTrack_mean${search}&pd=ZeroBias&ps=PromptReco`);
    await page.getByText(/flag tracker-strip is not GOOD and GOOD for 95 % of the lumisections/).waitFor();
  });

  it('shows an empty list where nothing matches, and reports a list that is none', async () => {
    const { page } = site;
    await page.goto('/runs?class=Nonsense');
    await page.getByRole('heading', { name: 'No run matches' }).waitFor();
    await page.goto('/runs?search=367500-367400');
    await page.getByText('the first run of 367500-367400 is greater than the last.').waitFor();
    expect(await page.locator('[data-row]').count()).toBe(0);
  });

  it('has the chosen columns, in the URL and on the next visit', async () => {
    const page = await open('/runs');
    expect(await headsOf(page)).toEqual(expect.arrayContaining(['Run', 'Class', 'HLT key']));
    expect(await headsOf(page)).not.toContain('L1 key');
    await page.getByRole('button', { name: 'Columns' }).click();
    const menu = page.locator('[aria-label="Columns of the table"]');
    await menu.getByLabel('L1 key').click();
    await page.waitForURL(/columns=.*l1Key/);
    await menu.getByLabel('HLT key').click();
    await page.waitForURL(/columns=(?!.*hltKey)/);
    await expect.poll(() => headsOf(page)).toContain('L1 key');
    await expect.poll(() => headsOf(page)).not.toContain('HLT key');
    await page.goto('/runs');
    await page.waitForURL(/columns=.*l1Key/);
    await expect.poll(() => headsOf(page)).toContain('L1 key');
    const other = await site.open('/runs?columns=fill,era,nonsense');
    await other.locator('[data-row]').first().waitFor();
    expect(await headsOf(other)).toEqual(['', 'Run', 'Fill', 'Era']);
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('button', { name: 'Default columns' }).click();
    await page.waitForURL((url) => !url.searchParams.has('columns'));
    await page.reload();
    await page.locator('[data-row]').first().waitFor();
    expect(await headsOf(page)).toContain('HLT key');
  });

  it('selects rows with checkboxes, and opens their trends', async () => {
    const { page } = site;
    await page.goto('/trends?subsystem=Tracker&pd=ZeroBias&ps=PromptReco&latest=7');
    await page.locator('.plot-area').first().waitFor();
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Runs' }).click();
    await checkbox(page, 370306).check();
    await checkbox(page, 370298).click({ modifiers: ['Shift'] });
    expect(await selectedText(page)).toBe('3 runs selected');
    await checkbox(page, 370301).focus();
    await page.keyboard.press('Space');
    expect(await selectedText(page)).toBe('2 runs selected');
    await page.getByRole('button', { name: 'Copy run numbers' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('370298, 370306');
    // A run that a filter hides stays selected.
    await page.getByRole('searchbox').fill('370306');
    await expect.poll(() => runsOf(page)).toEqual([370306]);
    expect(await selectedText(page)).toBe('2 runs selected');
    await page.getByRole('link', { name: 'Trends of these runs' }).click();
    await page.waitForURL(/\/trends\?/);
    expect(Object.fromEntries(new URL(page.url()).searchParams)).toMatchObject({
      subsystem: 'Tracker',
      pd: 'ZeroBias',
      runs: '370298,370306',
      significant: '0',
    });
    await page.locator('.plot-area[aria-label*=": 2 runs, 370298 to 370306"]').first().waitFor();
  });

  it('selects all runs of the list, and none', async () => {
    const page = await open('/runs?class=Cosmics23');
    await page.getByLabel('Select all runs of the list').click();
    const cosmics = (await runsOf(page)).length;
    expect(await selectedText(page)).toBe(`${cosmics} runs selected`);
    await page.getByRole('columnheader').getByLabel('Clear selection').click();
    expect(await page.getByText(/runs? selected$/).count()).toBe(0);
  });

  it('has no serious violation with rows selected and menus open', async () => {
    const page = await open('/runs?class=Collisions23');
    await checkbox(page, 370306).check();
    expect(await seriousViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.locator('[aria-label="Columns of the table"]').waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^Runs: All runs/ }).click();
    await page.locator('[aria-label="Run selection"]').waitFor();
    expect(await seriousViolations(page)).toEqual([]);
  });
});

describe('the table of 20,000 runs', () => {
  let empty: string;
  afterAll(() => rm(empty, { recursive: true }));
  const site = hdqmSite({
    environment: async () => {
      empty = await mkdtemp(path.join(tmpdir(), 'hdqm-no-files-'));
      return { EOS_ROOT: empty, SCAN_SCHEDULE: 'off' };
    },
    fill: async (url) => {
      const database = await openDatabase({ url, dataFolder: '' });
      await database.dataSource.query(
        `INSERT INTO run (number, class, fill) SELECT 300000 + 2 * n, 'Collisions22', 8000 + n / 10 FROM generate_series(1, 20000) AS n`,
      );
      await database.close();
    },
  });

  it('renders and loads the rows in view only', async () => {
    const { page } = site;
    await page.goto('/runs');
    await page.getByText(/^20,000 runs with a DQM file/).waitFor();
    expect(await runsOf(page)).toContain(340000);
    const scrollTo = (share: number): Promise<void> =>
      region(page).evaluate((element, share) => {
        element.scrollTop = element.scrollHeight * share;
      }, share);
    for (const [share, run, fill] of [
      [1, 300002, 8000],
      [0.5, 319980, 8999],
    ] as const) {
      await scrollTo(share);
      await page.locator(`[data-row="${run}"]`).getByText(String(fill)).waitFor();
    }
    expect((await runsOf(page)).length).toBeLessThan(80);
  });

  it('opens the trends of more runs than an address lists by an id', async () => {
    const { page } = site;
    await page.goto('/runs?search=300000-310000');
    await page.getByText(/^5,000 runs with a DQM file that match/).waitFor();
    await page.getByLabel('Select all runs of the list').click();
    await page.getByText('5,000 runs selected').waitFor();
    await page.getByRole('button', { name: 'Trends of these runs' }).click();
    await page.waitForURL(/\/trends\?.*golden=[-\w]{12}/);
    expect(new URL(page.url()).searchParams.get('significant')).toBe('0');
  });

  it('reports that the server cannot store the runs', async () => {
    const { page } = site;
    await page.goto('/runs');
    await page.getByLabel('Select all runs of the list').click();
    await page.getByText('20,000 runs selected').waitFor();
    await page.getByRole('button', { name: 'Trends of these runs' }).click();
    const alert = page.getByRole('alert');
    expect(await alert.innerText()).toMatch(/The runs could not be stored\.\s+golden JSON: its runs and lumisections/);
    expect(site.consoleErrors.every((error) => error.includes('400'))).toBe(true);
    site.consoleErrors = [];
  });
});
