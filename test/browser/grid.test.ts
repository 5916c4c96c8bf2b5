/** The grid of trends: its options, the keyboard, and the exclusion of runs. */
import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { hdqmSite } from './site.ts';
import { openRuns, openViewMenu, plot, runsShown, shown, tracker, tracks } from './trends-page.ts';

const site = hdqmSite();
let page: Page;
beforeEach(() => {
  page = site.page;
});

const strips = '/trends?subsystem=SiStrips&pd=ZeroBias&ps=PromptReco';
const keys = () =>
  page.locator('.plot-card').evaluateAll((all: HTMLElement[]) => all.map((one) => one.dataset['plot']));
/** The class, the label and the plot of the element with the focus. */
const focused = () =>
  page.evaluate(() => ({
    name: document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '',
    plot: document.activeElement?.closest<HTMLElement>('[data-plot]')?.dataset['plot'],
  }));

/** The names of the trends in each request for points; undefined for all. */
function recordNames(): (readonly string[] | undefined)[] {
  const names: (readonly string[] | undefined)[] = [];
  page.on('request', (request) => {
    const body = request.postData() ?? '';
    if (!body.includes('query TrendColumns(')) return;
    names.push((JSON.parse(body) as { variables: { names?: readonly string[] } }).variables.names);
  });
  return names;
}

describe('plots', () => {
  it('are sorted by slope with the points of all, loaded in one request, only while this order is selected', async () => {
    const requests = recordNames();
    await page.goto(strips);
    await shown(page);
    const before = await keys();
    expect(requests.filter((names) => names === undefined)).toHaveLength(0);
    await openViewMenu(page);
    await page.getByRole('radiogroup', { name: 'Order of plots' }).getByText('slope').click();
    await page.waitForURL(/order=slope/);
    await expect.poll(keys).not.toEqual(before);
    await shown(page);
    expect(requests.filter((names) => names === undefined)).toHaveLength(1);
    await page.getByRole('radiogroup', { name: 'Order of plots' }).getByText('configs').click();
    await page.waitForURL((url) => !url.searchParams.has('order'));
    await expect.poll(keys).toEqual(before);
    expect(requests.filter((names) => names === undefined)).toHaveLength(1);
  });

  it('are sorted by name', async () => {
    await page.goto(`${tracker}&order=name`);
    await shown(page);
    const titles = await page.locator('.plot-card .card-title').allInnerTexts();
    expect(titles).toEqual(titles.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true })));
  });

  it('that are constant can be hidden', async () => {
    await page.goto('/trends?subsystem=Reco&pd=ZeroBias&ps=PromptReco&search=RECOErrors');
    await shown(page);
    const summary = () => page.locator('.run-tally-summary').innerText();
    const [, all] = /^(\d+) plots/.exec(await summary()) ?? [];
    await openViewMenu(page);
    await page.getByRole('switch', { name: 'Hide constant plots' }).click();
    await page.waitForURL(/varying=1/);
    await page.getByText(/ constant hidden /).waitFor();
    const [, varying, hidden] = /^(\d+) plots? · (\d+) constant hidden/.exec(await summary()) ?? [];
    expect(Number(hidden)).toBeGreaterThan(0);
    expect(Number(varying) + Number(hidden)).toBe(Number(all));
  });

  it('are as many in a row as fit at 420 px on a screen above 2,000 px, with a selectable height', async () => {
    await page.setViewportSize({ width: 3840, height: 2000 });
    await page.goto('/trends?subsystem=Reco&pd=ZeroBias&ps=PromptReco');
    await shown(page);
    const row = page.locator('.plot-grid-row').first().locator('.plot-card');
    const width = (await page.locator('.plot-grid-row').first().boundingBox())?.width ?? 0;
    expect(await row.count()).toBe(Math.floor((width + 10) / 430));
    expect(await row.count()).toBeGreaterThan(4);
    await openViewMenu(page);
    const slider = page.getByRole('slider', { name: 'Height of a plot' });
    await slider.press('ArrowRight');
    await page.waitForURL(/height=\d+/);
    const height = Number(new URL(page.url()).searchParams.get('height'));
    await expect.poll(async () => (await row.first().boundingBox())?.height).toBe(height);
    await slider.press('End');
    await page.waitForURL(/height=600/);
    await expect.poll(async () => (await row.first().boundingBox())?.height).toBe(600);
  });
});

describe('the keyboard', () => {
  it('skips to the content, and focuses the search with a slash', async () => {
    await page.goto(tracker);
    await shown(page);
    await page.keyboard.press('Tab');
    expect((await focused()).name).toBe('Skip to content');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect((await focused()).name).toBe('Index of plots');
    await page.keyboard.press('/');
    expect((await focused()).name).toBe('Search');
    await page.keyboard.type('a/b');
    expect(await page.getByLabel('Search', { exact: true }).inputValue()).toBe('a/b');
    await page.goto('/configs');
    await page.getByRole('searchbox').waitFor();
    await page.keyboard.press('/');
    expect(await page.getByRole('searchbox').evaluate((one) => one === document.activeElement)).toBe(true);
  });

  it('returns to the plot when the panel of a point is closed with Escape', async () => {
    await page.goto(`${tracker}&search=NumberOfTrack`);
    await shown(page);
    await plot(page, tracks).locator('.plot-area').focus();
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByText('Run 370306').first().waitFor();
    await page.keyboard.press('Escape');
    await page.waitForURL((url) => !url.searchParams.has('point'));
    await expect.poll(async () => (await focused()).plot).toBe(tracks);
    expect((await focused()).name).toMatch(/35 runs, /);
  });
});

describe('a run', () => {
  it('is excluded by the run list', async () => {
    await page.goto(tracker);
    await runsShown(page, 35);
    await openRuns(page);
    await page.getByText('List or range').click();
    await page.getByLabel('Runs and ranges').fill('all, -367232');
    await page.waitForURL(/runs=all%2C\+-367232/);
    await runsShown(page, 34);
    expect(await page.locator('.run-tally').innerText()).toMatch(/1\s+excluded by hand/);
  });

  it('is excluded by the panel of its point, and selected again in the run selection', async () => {
    await page.goto(`${tracker}&search=NumberOfTrack&point=${tracks},367232`);
    await runsShown(page, 35);
    await page.getByRole('button', { name: 'Exclude run' }).click();
    await page.waitForURL((url) => url.searchParams.get('exclude') === '367232' && !url.searchParams.has('point'));
    await runsShown(page, 34);
    await openRuns(page);
    expect(await page.getByLabel('Excluded runs').inputValue()).toBe('367232');
    await page.getByLabel('Excluded runs').fill('');
    await page.waitForURL((url) => !url.searchParams.has('exclude'));
    await runsShown(page, 35);
  });
});
