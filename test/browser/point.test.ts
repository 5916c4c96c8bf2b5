/** The panel of a point: its histograms as they can be drawn, files that are gone, and configs that changed. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { copySample, type Environment, hdqm, samplePath, temporaryFolder } from '../integration/command.ts';
import { seriousFaults } from './axe.ts';
import { hdqmSite } from './site.ts';

const tracks = 'Tracking/TrackParameters/highPurityTracks/pt_1/GeneralProperties/NumberOfTracks_GenTk';
const map = 'SiStrip/EventInfo/BadComponentContents/BadStripMap';
const runs = [370293, 370295, 370298, 370301] as const;
const [, before, , last] = runs;
/** Its file is taken away after it was read. */
const gone = 370293;
const pathOf = (run: number): string => samplePath('ZeroBias', 'Run2023D', run);

const configs = (metric: string): string => `
[plot:Tracks]
metric = ${metric}
relativePath = ${tracks}
yTitle = tracks
plotTitle = Number of tracks

[plot:Map]
metric = basic.BinCount2D(1, 1)
relativePath = ${map}
yTitle = y
plotTitle = Bad strips

[plot:TwoInputs]
metric = basic.Mean()
relativePath = ${tracks}
reference = Tracking/TrackParameters/highPurityTracks/pt_1/GeneralProperties/TrackPt_ImpactPoint_GenTk
yTitle = y
plotTitle = Two inputs
`;

let tree: Awaited<ReturnType<typeof temporaryFolder>>;
afterAll(() => tree.remove());

const site = hdqmSite({
  environment: async () => {
    tree = await temporaryFolder();
    return {
      EOS_ROOT: path.join(tree.folder, 'eos'),
      HDQM_CONFIGS: path.join(tree.folder, 'configs'),
      SCAN_SCHEDULE: 'off',
    };
  },
  // The metric of Tracks changes before the last run comes in.
  fill: async (databaseUrl, environment) => {
    const eos = path.join(tree.folder, 'eos');
    const file = path.join(tree.folder, 'configs/Tracker/trends.ini');
    await mkdir(path.dirname(file), { recursive: true });
    for (const [metric, added] of [
      ['basic.Mean()', runs.slice(0, -1)],
      ['basic.StdDev()', [last]],
    ] as const) {
      await writeFile(file, configs(metric));
      for (const run of added) await copySample(pathOf(run), eos);
      await scan(databaseUrl, environment);
    }
    await rm(path.join(eos, pathOf(gone)));
  },
});
let page: Page;
beforeEach(() => {
  page = site.page;
});

async function scan(databaseUrl: string, environment: Environment): Promise<void> {
  expect(await hdqm(['scan'], { DATABASE_URL: databaseUrl, ...environment })).toMatchObject({ status: 0 });
}

const trends = '/trends?subsystem=Tracker&pd=ZeroBias&ps=PromptReco';
const panel = () => page.getByRole('dialog');
const figure = (input = 'main') => panel().locator(`[data-input="${input}"]`);
/** Lines of histograms, one for each that is drawn. */
const layers = (input = 'main') => figure(input).locator('.main_layer path[stroke], .main_layer path[style*="stroke"]');
/** All that is written in a drawing. */
const written = async (input = 'main'): Promise<string> =>
  (await figure(input).locator('svg text').allTextContents()).join(' ');
const drawn = (input = 'main') => figure(input).locator('[data-state="drawn"]').waitFor();

async function open(config: string, run: number, rest = ''): Promise<void> {
  await page.goto(`${trends}&point=${config},${run}${rest}`);
  await drawn();
}

describe('the histogram behind a point', () => {
  it('is drawn with a log axis, without statistics, normalised, as the URL then has it', async () => {
    await open('Tracks', before);
    expect(await written()).toContain('Entries');
    expect(await written()).toMatch(/ 30 /);
    await panel().getByLabel('statistics').click();
    await expect.poll(() => written()).not.toContain('Entries');
    await panel().getByLabel('normalised').click();
    await expect.poll(() => written()).toContain('×10 -3');
    await panel().getByLabel('log').click();
    await expect.poll(() => written()).toMatch(/10 -3 10 -2/);
    await page.waitForURL((url) => url.searchParams.get('hist') === 'log,nostat,norm');
    await page.reload();
    await drawn();
    await expect.poll(() => written()).toMatch(/10 -3 10 -2/);
  });

  it('has the runs beside it and a reference run over it; what cannot be had is said', async () => {
    await open('Tracks', before);
    await expect.poll(() => layers().count()).toBe(1);
    await panel().getByLabel('runs beside').click();
    await figure().locator('.legend').getByText('run 370298').waitFor();
    await figure().getByText(`Run ${gone} is not there: the file is no longer there`).waitFor();
    await expect.poll(() => layers().count()).toBe(2);
    await panel().getByLabel('Reference run').fill(String(last));
    await page.keyboard.press('Enter');
    await expect.poll(() => layers().count()).toBe(3);
    expect(await figure().locator('.legend').innerText()).toMatch(/run 370295\s*run 370298\s*run 370301/);
    await page.waitForURL((url) => url.searchParams.get('hist') === `near,ref:${last}`);
  });

  it('of two dimensions is projected onto either axis', async () => {
    await open('Map', before);
    const projection = panel().getByRole('radiogroup', { name: 'Projection' });
    await projection.getByText('onto y').click();
    await expect.poll(() => layers().count()).toBe(1);
    await expect.poll(() => written()).toMatch(/0 1 2 .* 9 10 total/);
    await projection.getByText('onto x').click();
    await expect.poll(() => written()).toMatch(/0 1 2 3 4 5 6 partition/);
    await page.waitForURL((url) => url.searchParams.get('hist') === 'x');
    await projection.getByText('2D').click();
    await expect.poll(() => written()).toMatch(/partition .*total/);
  });

  it('stands beside those of all inputs of the metric', async () => {
    await open('TwoInputs', before);
    await drawn('reference');
    expect(await figure('reference').locator('figcaption').innerText()).toContain('TrackPt_ImpactPoint_GenTk');
    await panel().getByLabel('all inputs').click();
    await figure('reference').waitFor({ state: 'detached' });
    expect(await figure('main').count()).toBe(1);
  });

  it('gives way to words where the file is gone; the arrow keys lead to the next run', async () => {
    await page.goto(`${trends}&point=Tracks,${gone}`);
    const told = figure().getByRole('status');
    expect(await told.innerText()).toMatch(/The file is gone\s+the file is no longer there\s+Run2023\/ZeroBias/);
    await page.keyboard.press('ArrowRight');
    await page.waitForURL((url) => url.searchParams.get('point') === `Tracks,${before}`);
    await drawn();
    await page.keyboard.press('ArrowLeft');
    await told.waitFor();
  });
});

describe('the panel', () => {
  it('leads to OMS, Run Registry and the DQM GUI, and tells where the point comes from', async () => {
    await open('Tracks', before);
    const link = (name: string) => panel().getByRole('link', { name }).getAttribute('href');
    expect(await link('OMS')).toBe(`https://cmsoms.cern.ch/cms/runs/report?cms_run=${before}`);
    expect(await link('Run Registry')).toContain(`run_number=${before}`);
    expect(await link('DQM GUI')).toContain(`runnr=${before};dataset=/ZeroBias/Run2023D-PromptReco-v1/DQMIO;`);
    const source = await panel().getByRole('region', { name: 'Where it comes from' }).innerText();
    expect(source).toMatch(/metric\s+basic\.Mean\(\)/);
    expect(source).toMatch(/revision\s+1, since .* \(now 2\)/);
    expect(source).toContain(pathOf(before));
  });

  it.each([1440, 1024])('hides nothing of the plots at %i pixels', async (width) => {
    await page.setViewportSize({ width, height: 768 });
    await open('Tracks', before);
    const left = (await panel().boundingBox())?.x ?? 0;
    const plot = await page.locator('[data-plot="Tracks"]').boundingBox();
    expect((plot?.x ?? 0) + (plot?.width ?? 0)).toBeLessThanOrEqual(left);
    expect(plot?.width).toBeGreaterThan(350);
    expect(left).toBeGreaterThan(width / 2);
  });

  it.each(['light', 'dark'] as const)('has no serious fault for axe, %s', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    await open('TwoInputs', before);
    expect(await seriousFaults(page)).toEqual([]);
  });
});

describe('a config whose metric changed', () => {
  it('is marked in the plot, and told of at its points', async () => {
    const picture = async (marks: 0 | 1): Promise<string> => {
      await page.goto(`/trends/Tracker/Tracks?pd=ZeroBias&ps=PromptReco&marks=${marks}`);
      await page.locator('.series-figures').waitFor();
      const canvas = page.locator('.single-plot canvas');
      await expect.poll(() => canvas.evaluate((one: HTMLCanvasElement) => one.width)).toBeGreaterThan(400);
      return canvas.evaluate((one: HTMLCanvasElement) => one.toDataURL());
    };
    // No service tells of eras here: the only mark is that of the revision.
    expect(await picture(0)).not.toBe(await picture(1));
    await page.locator('.plot-area').focus();
    await page.keyboard.press('End');
    expect((await page.locator('.plot-hint').innerText()).replaceAll('\n', ' ')).toMatch(/^Run 370301 .* revision 2/);
    await page.getByRole('tab', { name: 'Config' }).click();
    expect(await page.getByRole('region', { name: 'Revisions' }).innerText()).toMatch(
      /2, since [\s\S]*basic\.StdDev\(\)[\s\S]*1, since [\s\S]*basic\.Mean\(\)/,
    );
  });
});
