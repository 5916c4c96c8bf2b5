/** The page of a display group, whose table is both legend and statistics. */
import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { seriousViolations } from './axe.ts';
import { ownSite } from './own-site.ts';
import { plot } from './trends-page.ts';

/** Number of members of the group: more than there are colours. */
const members = 18;
const configs = `
[plot:tracks_q\${number}_mean]
for.number | fraction =
${Array.from({ length: members }, (_, index) => `    ${index + 10} | ${(0.05 * (index + 1)).toFixed(2)}`).join('\n')}
metric = basic.Quantile(\${fraction})
relativePath = Tracking/TrackParameters/highPurityTracks/pt_1/GeneralProperties/NumberOfTracks_GenTk
plotTitle = Quantile \${number} of the number of tracks
yTitle = Tracks

[group:quantiles]
title = Quantiles of tracks
members = tracks_q*
`;

const runs = [370293, 370295, 370298];
const site = ownSite({ configs: { 'Tracker/quantiles.ini': configs }, runs: { ZeroBias: runs, Muon0: runs } });
let page: Page;
beforeEach(() => {
  page = site.page;
});

const address = '/trends/Tracker/group/quantiles?pd=ZeroBias&ps=PromptReco';
const shortNames = Array.from({ length: members }, (_, index) => `q${index + 10}`);
const rows = () => page.locator('.series-table tbody tr');
const names = () => rows().evaluateAll((all) => all.map((row) => row.getAttribute('data-series') ?? ''));
const canvas = () => page.locator('.single-plot canvas');
const picture = (): Promise<string> => canvas().evaluate((one: HTMLCanvasElement) => one.toDataURL());

async function open(to = address): Promise<void> {
  await page.goto(to);
  await rows().first().waitFor();
  await expect.poll(() => canvas().evaluate((one: HTMLCanvasElement) => one.width)).toBeGreaterThan(400);
}

/** Waits for a picture that differs from another. */
async function changed(before: string): Promise<string> {
  await expect.poll(async () => (await picture()) === before).toBe(false);
  return picture();
}

/** The numbers at the start of the cells of a column. */
async function column(term: string): Promise<number[]> {
  const heads = await page.locator('.series-table thead th').allInnerTexts();
  const index = heads.findIndex((head) => head.trim() === term);
  return rows().evaluateAll(
    (all, at) => all.map((row) => Number.parseFloat(row.children[at]?.textContent ?? '')),
    index,
  );
}

describe('the legend of a group in the grid', () => {
  const card = () => plot(page, 'group quantiles');
  const entry = (name: string) => card().getByRole('button', { name: new RegExp(`^${name} `) });
  const drawn = (): Promise<string> =>
    card()
      .locator('canvas')
      .evaluate((one: HTMLCanvasElement) => one.toDataURL());

  it('has a button with the number of further entries, which opens it', async () => {
    await page.goto('/trends?subsystem=Tracker&pd=ZeroBias&ps=PromptReco');
    const more = card().getByRole('button', { name: /more of the legend$/ });
    await more.waitFor();
    const visible = card().locator('.plot-legend-entries button:visible');
    expect(await more.innerText()).toBe(`+${members - (await visible.count())}`);
    await more.click();
    await expect.poll(() => visible.count()).toBe(members);
    const last = (await visible.last().boundingBox())?.y ?? 0;
    await card().getByRole('button', { name: 'Show less of the legend' }).click();
    await more.waitFor();
    expect(await visible.count()).toBeLessThan(members);
    expect(last).toBeGreaterThan((await visible.last().boundingBox())?.y ?? 0);
  });

  it('hides a line by a click, as the link says, also on the page of the group', async () => {
    await page.goto('/trends?subsystem=Tracker&pd=ZeroBias&ps=PromptReco');
    await entry('q10').waitFor();
    await expect
      .poll(() =>
        card()
          .locator('canvas')
          .evaluate((one: HTMLCanvasElement) => one.width),
      )
      .toBeGreaterThan(300);
    const all = await drawn();
    await entry('q10').click();
    await page.waitForURL(/hide=tracks_q10_mean%2CZeroBias%2CPromptReco/);
    await expect.poll(async () => (await drawn()) === all).toBe(false);
    expect(await entry('q10').getAttribute('aria-pressed')).toBe('false');
    await card().getByRole('link').click();
    await rows().first().waitFor();
    expect(await page.getByRole('button', { name: 'q10', exact: true }).getAttribute('aria-pressed')).toBe('false');
    await page.goBack();
    await entry('q10').click();
    await page.waitForURL((url) => !url.searchParams.has('hide'));
  });

  it('names the compared datasets and explains filled and hollow points', async () => {
    await page.goto('/trends?subsystem=Tracker&pd=ZeroBias&ps=PromptReco&with=Muon0,PromptReco');
    const datasets = card().locator('.plot-legend-datasets');
    await datasets.waitFor();
    expect(await datasets.innerText()).toMatch(/^\s*ZeroBias\s+Muon0\s*$/);
    const markers = datasets.locator('[data-marker]');
    expect(await markers.evaluateAll((all) => all.map((one) => one.getAttribute('data-marker')))).toEqual([
      'filled',
      'hollow',
    ]);
    expect(await card().locator('.plot-legend-entries button').count()).toBe(members);
    await entry('q10').click();
    await page.waitForURL((url) => url.searchParams.getAll('hide').length === 2);
  });
});

describe('the page of a group', () => {
  it('is opened from the grid and has all members, with the title of the group and short names', async () => {
    await page.goto('/trends?subsystem=Tracker&pd=ZeroBias&ps=PromptReco');
    await plot(page, 'group quantiles').getByRole('link', { name: 'Quantiles of tracks' }).click();
    await page.waitForURL((url) => url.pathname === '/trends/Tracker/group/quantiles');
    await rows().first().waitFor();
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Quantiles of tracks');
    expect(await names()).toEqual(shortNames);
    const markers = await rows().evaluateAll((all) => all.map((row) => row.querySelector('svg')?.innerHTML));
    expect(new Set(markers).size).toBe(members);
  });

  it('draws the members that are not hidden by a click, as the link says', async () => {
    await open();
    const all = await picture();
    const [first = ''] = await names();
    const button = () => page.getByRole('button', { name: first, exact: true });
    await button().click();
    await page.waitForURL((url) => url.searchParams.getAll('hide').length === 1);
    await page.mouse.move(0, 0);
    await changed(all);
    expect(await button().getAttribute('aria-pressed')).toBe('false');
    await page.reload();
    await rows().first().waitFor();
    expect(await button().getAttribute('aria-pressed')).toBe('false');
    expect(await names()).toHaveLength(members);
    await button().click();
    await page.waitForURL((url) => !url.searchParams.has('hide'));
    await page.mouse.move(0, 0);
    await expect.poll(async () => (await picture()) === all).toBe(true);
  });

  it('dims the other series while one is hovered', async () => {
    await open();
    const before = await picture();
    await rows().nth(4).hover();
    await changed(before);
    await page.mouse.move(0, 0);
    await expect.poll(async () => (await picture()) === before).toBe(true);
  });

  it('sorts the table by a click on a head, descending and ascending', async () => {
    await open();
    const unsorted = await names();
    const means = await column('mean');
    await page.getByRole('button', { name: 'mean', exact: true }).click();
    await page.waitForURL(/sort=mean/);
    await expect.poll(() => column('mean')).toEqual(means.toSorted((a, b) => b - a));
    await page.getByRole('button', { name: 'mean', exact: true }).click();
    await page.waitForURL(/sort=-mean/);
    await expect.poll(() => column('mean')).toEqual(means.toSorted((a, b) => a - b));
    await page.getByRole('button', { name: 'mean', exact: true }).click();
    await page.waitForURL((url) => !url.searchParams.has('sort'));
    await expect.poll(names).toEqual(unsorted);
  });

  it('compares whole datasets, with hollow points', async () => {
    await open();
    await page.getByRole('button', { name: 'Compare with another dataset' }).click();
    await page.getByRole('menuitem', { name: /^Muon0 PromptReco/ }).click();
    await page.waitForURL(/with=Muon0%2CPromptReco/);
    await expect.poll(() => rows().count()).toBe(2 * members);
    expect((await names()).filter((name) => name.endsWith(' Muon0'))).toHaveLength(members);
    expect(await page.locator('.series-table [data-marker="hollow"]').count()).toBe(members);
  });

  it('opens the point of the series that the keyboard selects', async () => {
    await open();
    await page.locator('.plot-area').focus();
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await page.waitForURL(/point=tracks_q10_mean%2C370298/);
    await page
      .getByRole('dialog')
      .getByText(/^Run \d+/)
      .first()
      .waitFor();
    expect(await page.getByRole('dialog').innerText()).toContain('Tracker / tracks_q10_mean');
  });

  it('says that a group does not exist', async () => {
    await page.goto('/trends/Tracker/group/Nonsense?pd=ZeroBias&ps=PromptReco');
    expect(await page.getByText(/has no display group/).innerText()).toMatch(
      /^Tracker has no display group Nonsense\./,
    );
    await page.goto('/trends/Tracker/group/quantiles');
    await page.waitForURL(/pd=\w+&ps=PromptReco/);
  });

  it('has no serious violation in axe', async () => {
    await open();
    expect(await seriousViolations(page)).toEqual([]);
  });
});
