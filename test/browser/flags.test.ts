/** Run Registry's certification flags in plots, tooltips and the panel of a point. */
import type { Page } from 'playwright-core';
import { beforeEach, expect, it } from 'vitest';
import { seriousViolations } from './axe.ts';
import { drawingOf, recordDrawings } from './canvas.ts';
import { hdqmSite } from './site.ts';
import { openViewMenu, plot, shown, tracker, tracks } from './trends-page.ts';

const site = hdqmSite();
let page: Page;
beforeEach(async () => {
  page = site.page;
  await recordDrawings(page);
});

const address = `/trends/Tracker/${tracks}?pd=ZeroBias&ps=PromptReco`;

/** The names of the rows of flags that the plot of a page has below its axis. */
async function rowsIn(canvas: string): Promise<string[]> {
  const { texts } = await drawingOf(page.locator(canvas).first());
  return texts.map(({ text }) => text).filter((text) => ['pixel', 'strip', 'track'].includes(text));
}
const rowsOfPlot = (): Promise<string[]> => rowsIn('.single-plot canvas');

it('are a ribbon below the axis of a plot, which the View menu and the address switch', async () => {
  await page.goto(address);
  // The sample has no flag of the column tracker-track.
  await expect.poll(rowsOfPlot).toEqual(['pixel', 'strip']);
  await openViewMenu(page);
  await page.getByLabel('Certification flags').click();
  await page.waitForURL(/flags=0/);
  await expect.poll(rowsOfPlot).toEqual([]);
  await page.reload();
  await page.locator('.single-plot canvas').first().waitFor();
  await page.waitForLoadState('networkidle');
  expect(await rowsOfPlot()).toEqual([]);
});

it('are in the grid on request', async () => {
  await page.goto(`${tracker}&search=${tracks}`);
  await shown(page);
  expect(await rowsIn(`[data-plot="${tracks}"] canvas`)).toEqual([]);
  await page.goto(`${tracker}&search=${tracks}&flags=1`);
  await plot(page, tracks).locator('.plot-area').waitFor();
  await expect.poll(() => rowsIn(`[data-plot="${tracks}"] canvas`)).toEqual(['pixel', 'strip']);
});

it('are in the tooltip and the panel with the share of good lumisections', async () => {
  await page.goto(`${address}&runs=367514-367520`);
  await expect.poll(rowsOfPlot).toEqual(['pixel', 'strip']);
  const area = page.locator('.plot-area').first();
  await area.focus();
  await page.keyboard.press('ArrowLeft');
  const tooltip = page.locator('.plot-tooltip');
  await expect.poll(() => tooltip.innerText()).toMatch(/tracker-strip\s+[A-Z]+, [\d.]+ % good/);
  await page.keyboard.press('Enter');
  const panel = page.getByRole('dialog').getByRole('region', { name: 'Certification flags' });
  await expect.poll(() => panel.innerText()).toMatch(/tracker-pixel\s+[A-Z]+[^]*tracker-strip\s+[A-Z]+, [\d.]+ % good/);
  expect(await seriousViolations(page)).toEqual([]);
});
