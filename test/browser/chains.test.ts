/** A chain of datasets in the pickers, in the tooltip, and in the panel of a point. */
import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { seriousViolations } from './axe.ts';
import { ownSite } from './own-site.ts';

const configs = `
[plot:Tracks]
metric = basic.Mean()
relativePath = Tracking/TrackParameters/highPurityTracks/pt_1/GeneralProperties/NumberOfTracks_GenTk
plotTitle = Number of tracks
yTitle = tracks
`;
const chain = '[dataset:Minimum bias]\nmembers = ZeroBias/PromptReco, ZeroBias2/PromptReco\n';
/** Of the second member alone: the last run. */
const runs = { first: [370293, 370295, 370298], last: 370301 } as const;

const site = ownSite({
  configs: { 'Tracker/trends.ini': configs, 'datasets.ini': chain },
  runs: { ZeroBias: runs.first, ZeroBias2: [runs.last] },
});
let page: Page;
beforeEach(() => {
  page = site.page;
});

const address = '/trends/Tracker/Tracks?pd=Minimum+bias&ps=chain';
const plot = () => page.locator('article[data-plot="Tracks"]');
const tooltip = () => page.getByRole('tooltip');

describe('a chain of datasets', () => {
  it('is chosen in the picker, and its page names the datasets that it consists of', async () => {
    await page.goto('/trends/Tracker/Tracks?pd=ZeroBias&ps=PromptReco');
    await page.getByRole('combobox', { name: 'Dataset' }).click();
    await page.getByRole('option', { name: 'Minimum bias chain' }).click();
    await expect.poll(() => new URL(page.url()).searchParams.get('pd')).toBe('Minimum bias');
    const note = page.getByRole('note', { name: 'Chain of datasets' });
    await expect
      .poll(() => note.textContent())
      .toBe(
        'Each point is of the first dataset that has the run: ZeroBias/PromptReco, ZeroBias2/PromptReco. Segments and alarms are in the plots of these.',
      );
    await plot().locator('canvas').first().waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    await note.getByRole('link', { name: 'ZeroBias2/PromptReco' }).click();
    await expect.poll(() => new URL(page.url()).searchParams.get('pd')).toBe('ZeroBias2');
    await expect.poll(() => note.count()).toBe(0);
  });

  it('is a primary dataset of the page Trends', async () => {
    await page.goto('/trends?subsystem=Tracker');
    const picker = page.getByRole('combobox', { name: 'Primary dataset' });
    await expect.poll(() => picker.inputValue()).toBe('ZeroBias');
    await picker.click();
    await page.getByRole('option', { name: /^Minimum bias/ }).click();
    await expect.poll(() => new URL(page.url()).searchParams.get('pd')).toBe('Minimum bias');
    await expect.poll(() => page.getByRole('combobox', { name: 'Processing' }).inputValue()).toBe('chain');
    await plot().locator('canvas').first().waitFor();
    expect(await seriousViolations(page)).toEqual([]);
  });

  it('names the dataset of each run in the tooltip, and opens the histogram of its file', async () => {
    await page.goto(address);
    await plot().locator('canvas').first().waitFor();
    const box = (await page.locator('.plot-area').first().boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    const hover = (x: number) => page.mouse.move(box.x + box.width * x, box.y + box.height * 0.5);
    await hover(0.02);
    await expect.poll(() => tooltip().textContent()).toContain(`Run ${runs.first[0]}`);
    expect(await tooltip().textContent()).toContain('datasetZeroBias/PromptReco');
    await hover(0.98);
    await expect.poll(() => tooltip().textContent()).toContain(`Run ${runs.last}`);
    expect(await tooltip().textContent()).toContain('datasetZeroBias2/PromptReco');
    await page.mouse.click(box.x + box.width * 0.98, box.y + box.height * 0.5);
    const panel = page.getByRole('dialog');
    await panel.getByText('Tracker / Tracks, Minimum bias chain: ZeroBias2 PromptReco').waitFor();
    await panel.locator('svg .th1, svg .main_layer, svg.jsroot').first().waitFor();
    await panel.getByText('__ZeroBias2__').first().waitFor();
    expect(await panel.getByRole('link', { name: 'Browse file' }).getAttribute('href')).toContain('pd=ZeroBias2');
    expect(await seriousViolations(page)).toEqual([]);
  });
});
