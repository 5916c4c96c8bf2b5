import type { Locator, Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { drawingOf, recordDrawings } from './canvas.ts';
import { hdqmSite } from './site.ts';
import { labels, runsShown, shown } from './trends-page.ts';

const site = hdqmSite();
let page: Page;
beforeEach(async () => {
  page = site.page;
  await recordDrawings(page);
});
const address = '/trends/Tracker/NumberOfTrack_mean?pd=ZeroBias&ps=PromptReco';

/** Drags over a plot from one position to another, both as parts of its width and height. */
async function drag(plot: Locator, from: readonly [number, number], to: readonly [number, number]): Promise<void> {
  const { x, y, width, height } = (await plot.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  await page.mouse.move(x + width * from[0], y + height * from[1]);
  await page.mouse.down();
  await page.mouse.move(x + width * to[0], y + height * to[1], { steps: 5 });
  expect(await plot.getByRole('tooltip').count()).toBe(0);
  await page.mouse.up();
}

/** The labels of a plot's y axis that are numbers, in ascending order. */
async function yLabels(plot: Locator): Promise<number[]> {
  const { texts } = await drawingOf(plot.locator('canvas'));
  const left = Math.min(...texts.filter(({ text }) => /^36\d{4}$/.test(text)).map(({ x }) => x));
  return texts
    .filter(({ text, x }) => x <= left && /^-?[\d.]+$/.test(text) && !/^36\d{4}$/.test(text))
    .map(({ text }) => Number(text))
    .toSorted((a, b) => a - b);
}

describe('the page of a plot', () => {
  const plot = () => page.locator('.single-plot .plot-area');

  it('zooms in to the runs of a wide rectangle, and refits the y axis to them', async () => {
    await page.goto(address);
    const all = await yLabels(plot());
    await drag(plot(), [0.5, 0.4], [0.7, 0.45]);
    await page.waitForURL((url) => url.searchParams.has('zoom') && !url.searchParams.has('y'));
    expect(await plot().getByRole('tooltip').count()).toBe(0);
    await expect.poll(() => yLabels(plot())).not.toEqual(all);
    const zoomed = await yLabels(plot());
    expect((zoomed.at(-1) ?? 0) - (zoomed[0] ?? 0)).toBeLessThan((all.at(-1) ?? 0) - (all[0] ?? 0));
  });

  it('zooms in to the runs and the values of a rectangle', async () => {
    await page.goto(address);
    const all = await yLabels(plot());
    await drag(plot(), [0.3, 0.2], [0.6, 0.6]);
    await page.waitForURL((url) => url.searchParams.has('zoom') && url.searchParams.has('y'));
    const [low, high] = (new URL(page.url()).searchParams.get('y') ?? '').split(',').map(Number);
    expect(low).toBeGreaterThan(all[0] ?? Number.NaN);
    expect(high).toBeLessThan((all.at(-1) ?? Number.NaN) + ((all[1] ?? 0) - (all[0] ?? 0)));
    await page.getByRole('button', { name: 'Show all' }).click();
    await expect.poll(() => yLabels(plot())).toEqual(all);
  });

  it('keeps the upper end of the y axis automatic where only the lower one is fixed', async () => {
    await page.goto(address);
    const all = await yLabels(plot());
    await page.getByRole('textbox', { name: 'y from' }).fill(String(all[1]));
    await page.waitForURL((url) => url.searchParams.get('y') === `${all[1]},`);
    await expect.poll(async () => (await yLabels(plot()))[0]).toBeGreaterThanOrEqual(all[1] ?? Number.NaN);
    expect((await yLabels(plot())).at(-1)).toBeGreaterThanOrEqual(all.at(-1) ?? Number.NaN);
    expect(await page.getByRole('textbox', { name: 'y to' }).inputValue()).toBe('');
  });
});

describe('the grid', () => {
  it('zooms all plots in to runs and one to values, also in the link to its page', async () => {
    await page.goto('/trends?subsystem=Tracker&pd=ZeroBias&ps=PromptReco');
    await shown(page);
    const card = (config: string): Locator => page.locator(`[data-plot="${config}"]`);
    const first = card('dxyVsPhi_average');
    await drag(first.locator('.plot-area'), [0.4, 0.3], [0.7, 0.6]);
    await page.waitForURL((url) => url.searchParams.has('zoom') && url.searchParams.has('y'));
    expect(new URL(page.url()).searchParams.get('y')).toMatch(/^-?[\d.]+,-?[\d.]+,dxyVsPhi_average$/);
    expect(new URL(page.url()).searchParams.has('point')).toBe(false);
    await expect.poll(() => labels(page)).not.toContainEqual(expect.stringContaining(': 35 runs, '));
    expect(await first.locator('.card-figures').innerText()).toMatch(/, \d{1,2} runs$/);
    const address = new URL(page.url()).searchParams;
    const link = new URL((await first.getByRole('link').first().getAttribute('href')) ?? '', site.base);
    expect(link.searchParams.get('zoom')).toBe(address.get('zoom'));
    expect(`${link.searchParams.get('y')},dxyVsPhi_average`).toBe(address.get('y'));
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.waitForURL((url) => !url.searchParams.has('zoom') && !url.searchParams.has('y'));
    await runsShown(page, 35);
  });
});
