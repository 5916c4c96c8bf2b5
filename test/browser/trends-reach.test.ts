import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { seriousViolations } from './axe.ts';
import { drawingOf, recordDrawings } from './canvas.ts';
import { requestedNames, recordRequests } from './requests.ts';
import { hdqmSite } from './site.ts';
import {
  labels,
  openViewMenu,
  openRuns,
  plot,
  runsShown,
  shown,
  tracker,
  tracks,
  waitingInWindow,
} from './trends-page.ts';

const site = hdqmSite({ context: { permissions: ['clipboard-read', 'clipboard-write'], hasTouch: true } });
let page: Page;
beforeEach(() => {
  page = site.page;
});

describe('a point', () => {
  it('is focused, described and opened with the keyboard', async () => {
    await page.goto(`${tracker}&search=NumberOfTrack`);
    await shown(page);
    const isPlot = () => page.evaluate(() => document.activeElement?.classList.contains('plot-area') ?? false);
    for (let step = 0; step < 60 && !(await isPlot()); step += 1) await page.keyboard.press('Tab');
    expect(await isPlot()).toBe(true);
    await page.keyboard.press('End');
    const tooltip = (await page.locator('.plot-tooltip').innerText()).replaceAll('\n', ' ');
    expect(tooltip).toMatch(
      /^Run 370306 value [\d.]+ ± [\d.]+ entries [\d,]+ fill 8901 start 2023-06-28 \d\d:\d\d UTC duration 1 h 39 min luminosity [\d.]+ \/pb era Run2023D class Collisions23$/,
    );
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.searchParams.get('point') === `${tracks},370306`);
    await page.getByRole('dialog').getByText('Run 370306').first().waitFor();
    await page.keyboard.press('Escape');
    await page.waitForURL((url) => !url.searchParams.has('point'));
  });

  it('of another series is selected with the arrow keys', async () => {
    await page.goto(`${tracker}&search=NumberOfTrack&with=Muon0,PromptReco`);
    await shown(page);
    await page.locator('.plot-area').focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    expect(await page.locator('.plot-tooltip dt.plot-tooltip-active').innerText()).toBe('Muon0');
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.searchParams.get('point')?.endsWith(',Muon0,PromptReco') ?? false);
  });
});

describe('requests to the server', () => {
  it.each([2, 3, 4])('fetch only visible trends, each once, in two steps: %i plots per row', async (row) => {
    const requests = recordRequests(page);
    await page.goto(`/trends?subsystem=Reco&pd=ZeroBias&ps=PromptReco&row=${row}`);
    await shown(page);
    await page.waitForLoadState('networkidle');
    expect(Math.max(...requests.map(({ depth }) => depth))).toBe(2);
    const seen = await page
      .locator('.plot-card')
      .evaluateAll((cards: HTMLElement[]) =>
        cards
          .filter((card) => card.getBoundingClientRect().top < innerHeight)
          .map((card) => card.dataset['plot'] ?? ''),
      );
    expect(requestedNames(requests).toSorted()).toEqual(seen.toSorted());
    for (const y of [800, 1600, 0, 1600]) {
      await page.evaluate((top) => scrollTo(0, top), y);
      await expect.poll(() => waitingInWindow(page), { timeout: 30_000 }).toBe(0);
    }
    const names = requestedNames(requests);
    expect(names.length).toBeGreaterThan(seen.length);
    expect(new Set(names).size).toBe(names.length);
    const count = requests.length;
    await openViewMenu(page);
    await page.getByRole('switch', { name: 'Error bars' }).click();
    await page.waitForURL(/errors=0/);
    await page.keyboard.press('Escape');
    await page.waitForLoadState('networkidle');
    expect(requests).toHaveLength(count);
  });

  it.each([
    ['nothing', '/trends', /subsystem=Tracker&pd=ZeroBias&ps=PromptReco/],
    ['only a subsystem', '/trends?subsystem=PixelPhase1', /subsystem=PixelPhase1&pd=ZeroBias&ps=PromptReco/],
  ])('take two steps for an address with %s, without duplicates', async (_, address, completed) => {
    const requests = recordRequests(page);
    await page.goto(address);
    await shown(page);
    await page.waitForURL(completed);
    await page.waitForLoadState('networkidle');
    expect(requests.filter(({ depth }) => depth === 1).map(({ operation }) => operation)).toContain('InitialTrends');
    expect(Math.max(...requests.map(({ depth }) => depth))).toBe(2);
    const operations = requests.map(({ operation }) => operation);
    for (const preloaded of ['Subsystems', 'TrendList', 'DatasetRuns']) expect(operations).not.toContain(preloaded);
    const names = requestedNames(requests);
    expect(new Set(names).size).toBe(names.length);
  });

  it('keep the previous plots, dimmed, until the new points arrive', async () => {
    await page.goto(`${tracker}&search=NumberOfTrack`);
    await runsShown(page, 35);
    for (const held of ['DatasetRuns', 'TrendColumns']) {
      let proceed = (): void => undefined;
      const wait = new Promise<void>((resolve) => (proceed = resolve));
      await page.route('**/graphql', async (route) => {
        if (route.request().postData()?.includes(`query ${held}(`)) await wait;
        await route.continue();
      });
      const latest = held === 'DatasetRuns' ? 7 : 9;
      const before = await shown(page);
      await openRuns(page);
      await page.getByLabel('Latest runs').fill(String(latest));
      await page.waitForURL(new RegExp(`latest=${latest}`));
      await page.locator('.plot-card-stale').first().waitFor();
      expect(await labels(page)).toEqual(before);
      expect(await page.locator('.plot-card-loading').count()).toBe(0);
      proceed();
      await runsShown(page, latest);
      await expect.poll(() => page.locator('.plot-card-stale').count()).toBe(0);
      await page.unroute('**/graphql');
      await page.keyboard.press('Escape');
    }
  });

  it('show an error on failure, and are repeated by a retry button', async () => {
    let down = true;
    await page.route('**/graphql', (route) =>
      down && route.request().postData()?.includes('TrendColumns') ? route.abort() : route.continue(),
    );
    await page.goto(`${tracker}&search=NumberOfTrack`);
    await page.getByText(/The points could not be loaded/).waitFor();
    down = false;
    await page.getByRole('button', { name: 'Retry' }).click();
    expect((await shown(page))[0]).toContain(': 35 runs, ');
    site.consoleErrors = []; // the failed request is in the console
  });

  it('show placeholders until the first points arrive', async () => {
    let proceed = (): void => undefined;
    const held = new Promise<void>((resolve) => (proceed = resolve));
    await page.route('**/graphql', async (route) => {
      if (route.request().postData()?.includes('TrendColumns')) await held;
      await route.continue();
    });
    await page.goto(`${tracker}&search=NumberOfTrack`);
    await plot(page, tracks).getByLabel('Loading').waitFor();
    expect(await page.locator('.plot-area').count()).toBe(0);
    proceed();
    expect((await shown(page))[0]).toContain(': 35 runs, ');
  });
});

describe("CentralHDQM's links", () => {
  it.each([
    ['filter=latest&filterValue=5&options=7&search=NumberOfTrack&page=0', 5, tracks],
    ['filter=range&filterValue=370000,370306&search=NumberOfTrack', 0, tracks],
    ['filter=json&filterValue={"370306":[[1,100]],"370298":[[1,100]]}&search=NumberOfTrack', 2, tracks],
  ])('open the same view: %s', async (parameters, count, name) => {
    await page.goto(`/?subsystem=Tracker&pd=ZeroBias&ps=PromptReco&${parameters}`);
    await page.waitForURL(/\/trends\?subsystem=Tracker/);
    await plot(page, name).locator('.plot-area').waitFor();
    const [label = ''] = await shown(page);
    if (count > 0) expect(label).toContain(`: ${count} runs, `);
    else expect(label).toMatch(/ runs, 370\d{3} to 370306\./);
  });

  it('open the plot that was in full-screen mode', async () => {
    await page.goto(`/?subsystem=Tracker&pd=ZeroBias&ps=PromptReco&filter=latest&filterValue=9&fsPlot=${tracks}`);
    await page.waitForURL(new RegExp(`/trends/Tracker/${tracks}\\?`));
    expect((await shown(page))[0]).toContain(': 9 runs, ');
  });
});

describe('on a phone', () => {
  it('plots fill the width, the index is an overlay, a tap shows the tooltip and a second tap opens the point', async () => {
    await page.setViewportSize({ width: 400, height: 800 });
    await page.goto('/trends?subsystem=Tracker&pd=ZeroBias&ps=PromptReco&row=3');
    await shown(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(400);
    expect(await page.locator('.plot-grid-row').first().locator('.plot-card').count()).toBe(1);
    await page.getByRole('button', { name: 'Index of plots' }).click();
    await page.getByRole('dialog').getByText('High-purity tracks per event').click();
    const area = plot(page, tracks).locator('.plot-area');
    await area.tap();
    const run = await page.locator('.plot-tooltip strong').innerText();
    await area.tap();
    await page.waitForURL((url) => url.searchParams.get('point') === `${tracks},${run.replace('Run ', '')}`);
  });
});

describe('in a narrow window', () => {
  const width = 400;
  beforeEach(() => page.setViewportSize({ width, height: 800 }));

  it('the form that adds trends fits, and starts with the search', async () => {
    await page.goto(`/trends/Tracker/${tracks}?pd=ZeroBias&ps=PromptReco`);
    await shown(page);
    await page.getByRole('button', { name: 'Trend', exact: true }).click();
    const form = await page.locator('[aria-label="Add trends"]').boundingBox();
    expect(form?.x).toBeGreaterThanOrEqual(0);
    expect((form?.x ?? width) + (form?.width ?? 0)).toBeLessThanOrEqual(width);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    await page.keyboard.type('RecHits per');
    await page.getByRole('option', { name: /^RecHitPerTrack_mean/ }).waitFor();
  });

  it('the name of a config is whole in its panel', async () => {
    await page.goto('/configs?search=TurnOn_HalfWidth_Electron_EB_threshold_36');
    await page.getByRole('button', { name: /^TurnOn/ }).click();
    const title = page
      .getByRole('dialog')
      .getByRole('heading', { name: 'L1T / TurnOn_HalfWidth_Electron_EB_threshold_36' });
    await title.waitFor();
    expect(await title.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
    const box = await title.boundingBox();
    expect((box?.x ?? width) + (box?.width ?? 0)).toBeLessThanOrEqual(width);
  });

  it('the axis of start times has several labels', async () => {
    await recordDrawings(page);
    await page.goto(`/trends?subsystem=Tracker&pd=ZeroBias&ps=PromptReco&x=time`);
    await shown(page);
    const { texts } = await drawingOf(page.locator('.plot-area canvas').first());
    const labels = texts.map(({ text }) => text).filter((text) => /^\d+ [A-Z][a-z]{2}$/.test(text));
    expect(labels).toEqual(['21 May', '4 Jun', '18 Jun']);
  });
});

describe('axe', () => {
  it('finds no serious violation', async () => {
    await page.goto('/trends?subsystem=JetMET&pd=ZeroBias&ps=PromptReco&with=Muon0,PromptReco');
    await shown(page);
    expect(await seriousViolations(page)).toEqual([]);
    await openRuns(page);
    await page.locator('.run-tally').waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await openViewMenu(page);
    await page.getByLabel('Error bars').waitFor();
    expect(await seriousViolations(page)).toEqual([]);
  });
});
