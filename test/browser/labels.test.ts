/** Labels of ranges of runs: below plots, in tooltips, on the page of a run, and as a filter. */
import type { Page } from 'playwright-core';
import { beforeEach, expect, it } from 'vitest';
import { seriousViolations } from './axe.ts';
import { drawingOf, recordDrawings } from './canvas.ts';
import { ownSite } from './own-site.ts';
import { openViewMenu } from './trends-page.ts';

const tracks = 'Tracking/TrackParameters/highPurityTracks/pt_1/GeneralProperties/NumberOfTracks_GenTk';
const runs = [370293, 370295, 370298, 370301] as const;
const configs = `[plot:Tracks]\nmetric = basic.Mean()\nrelativePath = ${tracks}\nyTitle = tracks\n`;
const labels = `{
  "title": "APV mode",
  "ranges": [
    { "label": "PEAK", "from": 370000, "to": 370295, "comment": "after the stop" },
    { "label": "DECO", "from": 370298, "to": 370300, "color": "#0b5394" }
  ]
}`;

const site = ownSite({
  configs: { 'Tracker/trends.ini': configs, 'labels/apv-mode.json': labels },
  runs: { ZeroBias: runs },
});
let page: Page;
beforeEach(async () => {
  page = site.page;
  await recordDrawings(page);
});

const address = '/trends/Tracker/Tracks?pd=ZeroBias&ps=PromptReco';
const textsOf = async (): Promise<string[]> => {
  const { texts } = await drawingOf(page.locator('.single-plot canvas').first());
  return texts.map(({ text }) => text).filter((text) => ['PEAK', 'DECO', 'APV mode'].includes(text));
};

it('are boxes below the axis of a plot, which the View menu and the address switch, and in the tooltip', async () => {
  await page.goto(address);
  await expect.poll(textsOf).toEqual(['PEAK', 'DECO', 'APV mode']);
  await page.locator('.plot-area').first().focus();
  await page.keyboard.press('Home');
  const tooltip = page.locator('.plot-tooltip');
  await expect.poll(() => tooltip.innerText()).toMatch(/APV mode\s+PEAK/);
  await openViewMenu(page);
  expect(await seriousViolations(page)).toEqual([]);
  await page.getByLabel('Labels of runs').click();
  await page.waitForURL(/labels=0/);
  await expect.poll(textsOf).toEqual([]);
});

it('select runs, in the address; the tally counts the runs that they exclude', async () => {
  await page.goto(address);
  await page.getByRole('button', { name: /Latest 50 runs/ }).click();
  await page.getByRole('combobox', { name: 'APV mode' }).click();
  await page.getByRole('option', { name: 'PEAK' }).click();
  await page.waitForURL((url) => url.searchParams.get('label') === 'apv-mode:PEAK');
  await page
    .getByText(/apv-mode is not PEAK/)
    .first()
    .waitFor();
  await page
    .getByText(/apv-mode not known/)
    .first()
    .waitFor();
  expect(await seriousViolations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect.poll(textsOf).toEqual(['PEAK', 'APV mode']);
});

it('are on the page of a run, with the comment', async () => {
  await page.goto(`/runs/${runs[0]}`);
  await expect.poll(() => page.getByText('PEAK: after the stop').count()).toBe(1);
});

it('that do not exist any longer are named with the selection', async () => {
  await page.goto(`${address}&label=apv-mode:MULTI`);
  const problem = page.getByText(/there is no label of apv-mode MULTI; known ones are PEAK, DECO/);
  await expect.poll(() => problem.count()).toBeGreaterThan(0);
});

it('are attributes of exported points', async () => {
  const response = await page.request.get(
    '/export/points.csv?subsystem=Tracker&latest=all&with=label:apv-mode&label=apv-mode:DECO|PEAK',
  );
  const [header = '', ...rows] = (await response.text()).trim().split('\n');
  expect(header.trim().split(',').at(-1)).toBe('label:apv-mode');
  expect(rows.map((row) => row.trim().split(',').at(-1))).toEqual(['PEAK', 'PEAK', 'DECO']);
});
