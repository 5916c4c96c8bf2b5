/** The point panel: options of its histograms, missing files, and configs with several revisions. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Client } from 'pg';
import type { Page } from 'playwright-core';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { copySample, type Environment, hdqm, samplePath, temporaryFolder } from '../integration/command.ts';
import { seriousViolations } from './axe.ts';
import { hdqmSite } from './site.ts';

const tracks = 'Tracking/TrackParameters/highPurityTracks/pt_1/GeneralProperties/NumberOfTracks_GenTk';
const map = 'SiStrip/EventInfo/BadComponentContents/BadStripMap';
const runs = [370293, 370295, 370298, 370301] as const;
const [, second, , last] = runs;
/** Its file is deleted after it was read. */
const deleted = 370293;
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

[plot:Feds]
metric = basic.MeanZAxis()
relativePath = PixelPhase1/num_feddigistrend_per_LumiBlock_per_FED
yTitle = digis
plotTitle = Digis by FED

[plot:Charge]
metric = fits.LandauAroundMax(0, 0.85, 1.3, 7000)
relativePath = SiStrip/MechanicalView/TIB/Summary_ClusterChargePerCMfromTrack__TIB
yTitle = charge
plotTitle = Charge

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
  // The metric of Tracks changes before the last run is added.
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
    await rm(path.join(eos, pathOf(deleted)));
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
/** One line per drawn histogram; not those of the pads below. */
const layers = (input = 'main') =>
  figure(input).getByRole('img').first().locator('.main_layer path[stroke], .main_layer path[style*="stroke"]');
/** All text in a picture. */
const textIn = async (input = 'main'): Promise<string> =>
  (await figure(input).locator('svg text').allTextContents()).join(' ');
const drawn = (input = 'main') => figure(input).locator('[data-state="drawn"]').waitFor();

async function open(config: string, run: number, rest = ''): Promise<void> {
  await page.goto(`${trends}&point=${config},${run}${rest}`);
  await drawn();
}

describe('the histogram behind a point', () => {
  it('is drawn with a log axis, without statistics, normalised, with all options in the URL', async () => {
    await open('Tracks', second);
    expect(await textIn()).toContain('Entries');
    expect(await textIn()).toMatch(/ 30 /);
    await panel().getByLabel('statistics').click();
    await expect.poll(() => textIn()).not.toContain('Entries');
    await panel().getByLabel('normalised').click();
    await expect.poll(() => textIn()).toMatch(/×10 -3.* Fraction of entries \/ bin/);
    await panel().getByLabel('log').click();
    await expect.poll(() => textIn()).toMatch(/10 -3 10 -2/);
    await page.waitForURL((url) => url.searchParams.get('hist') === 'log,nostat,norm');
    await page.reload();
    await drawn();
    await expect.poll(() => textIn()).toMatch(/10 -3 10 -2/);
  });

  it('is overlaid with the neighbouring runs and a reference run, or the reason why one is unavailable', async () => {
    await open('Tracks', second);
    await expect.poll(() => layers().count()).toBe(1);
    await panel().getByLabel('neighbouring runs').click();
    await figure().locator('.legend').getByText('run 370298').waitFor();
    await figure().getByText(`Run ${deleted} unavailable: the file is no longer there`).waitFor();
    await expect.poll(() => layers().count()).toBe(2);
    await panel().getByLabel('Reference run').fill(String(last));
    await page.keyboard.press('Enter');
    await expect.poll(() => layers().count()).toBe(3);
    expect(await figure().locator('.legend').innerText()).toMatch(/run 370295\s*run 370298\s*run 370301/);
    await page.waitForURL((url) => url.searchParams.get('hist') === `near,ref:${last}`);
  });

  it('of two dimensions is projected onto either axis', async () => {
    await open('Map', second);
    const projection = panel().getByRole('radiogroup', { name: 'Projection' });
    await projection.getByText('onto y').click();
    await expect.poll(() => layers().count()).toBe(1);
    await expect.poll(() => textIn()).toMatch(/0 1 2 .* 9 10 total/);
    await projection.getByText('onto x').click();
    await expect.poll(() => textIn()).toMatch(/0 1 2 3 4 5 6 partition/);
    await page.waitForURL((url) => url.searchParams.get('hist') === 'x');
    await projection.getByText('2D').click();
    await expect.poll(() => textIn()).toMatch(/partition .*total/);
  });

  it('of a TProfile2D is projected onto either axis as a profile', async () => {
    await open('Feds', second);
    const projection = panel().getByRole('radiogroup', { name: 'Projection' });
    await projection.getByText('onto x').click();
    await expect.poll(() => textIn()).toContain('Entries 1487 Mean 49.96 Mean y 513.2 Std Dev 28.85 Std Dev y 90.45');
    await projection.getByText('onto y').click();
    await expect.poll(() => textIn()).toMatch(/7 8 FED .* Entries 1487 Mean 4\.035 Mean y 513\.2 /);
    await page.waitForURL((url) => url.searchParams.get('hist') === 'y');
    // The means of the next run are below those of this one.
    await panel().getByLabel('neighbouring runs').click();
    await expect.poll(() => textIn()).toMatch(/ FED .*440 .*460 .*480 .*500 .*520 /);
  });

  it('of a TH3 is projected onto each axis', async () => {
    const golden = await readFile(new URL('../client/point/histogram/projections.json', import.meta.url), 'utf8');
    const { object } = (JSON.parse(golden) as { name: string; object: object }[]).find(
      ({ name }) => name === 'TH3F plain inside',
    ) ?? { object: {} };
    await page.route('**/graphql', async (route) => {
      const response = await route.fetch();
      const body = (await response.json()) as { data?: { monitorElements?: object[] } };
      for (const element of body.data?.monitorElements ?? [])
        Object.assign(element, { object: JSON.stringify(object), className: 'TH3F' });
      await route.fulfill({ response, json: body });
    });
    await open('Map', second, '&hist=z');
    expect(await textIn()).toMatch(/28 30 z title .* Entries 60 Mean 18\.95 Std Dev 6\.074/);
    const projection = panel().getByRole('radiogroup', { name: 'Projection' });
    expect((await projection.innerText()).split(/\s*\n\s*/)).toEqual(['3D', 'onto x', 'onto y', 'onto z']);
    await projection.getByText('onto y').click();
    await expect.poll(() => textIn()).toMatch(/2 y title .* Entries 60 Mean 0\.434 Std Dev 0\.9279/);
  });

  it('of two dimensions has the same palette on a dark page, in a dark frame', async () => {
    const drawn = [];
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await site.open(`${trends}&point=Map,${second}`, { colorScheme });
      const drawing = page.locator('[data-input="main"] [data-state="drawn"] svg').first();
      await drawing.waitFor();
      drawn.push(
        await drawing.evaluate((svg) => {
          const fills = [...svg.querySelectorAll('path')].map((path) => getComputedStyle(path).fill);
          const filters: string[] = [];
          for (let node: Element | null = svg; node; node = node.parentElement)
            filters.push(getComputedStyle(node).filter);
          const labels = [...svg.querySelectorAll('text')].map((text) => getComputedStyle(text).fill);
          return { fills: [...new Set(fills)], filters: [...new Set(filters)], labels: [...new Set(labels)] };
        }),
      );
    }
    const [light, dark] = drawn;
    const palette = (fills: readonly string[] = []): string[] =>
      fills.filter((fill) => !/^rgb\((255, 255, 255|0, 0, 0|36, 36, 36|201, 201, 201)\)$/.test(fill));
    expect(palette(dark?.fills)).toEqual(palette(light?.fills));
    expect(palette(light?.fills).length).toBeGreaterThan(5);
    expect([dark?.filters, dark?.labels, light?.labels]).toEqual([['none'], ['rgb(201, 201, 201)'], ['rgb(0, 0, 0)']]);
  });

  it('is shown with those of all inputs of the metric', async () => {
    await open('TwoInputs', second);
    await drawn('reference');
    expect(await figure('reference').locator('figcaption').innerText()).toContain('TrackPt_ImpactPoint_GenTk');
    await panel().getByLabel('all inputs').click();
    await figure('reference').waitFor({ state: 'detached' });
    expect(await figure('main').count()).toBe(1);
  });

  it('is replaced by the reason if the file is missing; the arrow keys open the next run', async () => {
    await page.goto(`${trends}&point=Tracks,${deleted}`);
    const reason = figure().getByRole('status');
    expect(await reason.innerText()).toMatch(/File not found\s+the file is no longer there\s+Run2023\/ZeroBias/);
    await page.keyboard.press('ArrowRight');
    await page.waitForURL((url) => url.searchParams.get('point') === `Tracks,${second}`);
    await drawn();
    await page.keyboard.press('ArrowLeft');
    await reason.waitFor();
  });
});

describe('a fit', () => {
  /** Where its curve is, in pixels of the picture, and the highest point of the histogram. */
  const extents = () =>
    figure()
      .locator('svg.jsroot')
      .first()
      .evaluate((svg) => {
        const boxOf = (color: string) => {
          const line = [...svg.querySelectorAll('path')].find((path) => getComputedStyle(path).stroke === color);
          const { x, y, width, height } = line?.getBoundingClientRect() ?? { x: 0, y: 0, width: 0, height: 0 };
          return { left: x, right: x + width, top: y, bottom: y + height };
        };
        return { curve: boxOf('rgb(192, 0, 0)'), histogram: boxOf('rgb(0, 99, 166)') };
      });
  const described = () => panel().getByRole('region', { name: 'Fit' }).innerText();

  it('is drawn over its histogram, with its range, its parameters and the value of the point', async () => {
    await open('Charge', second);
    const { curve, histogram } = await extents();
    // The axis is from 0 to 9000, the range of the fit from 2677.5 to 4095.
    const position = (x: number): number =>
      (9000 * (x - histogram.left)) / Math.max(1, histogram.right - histogram.left);
    expect(Math.abs(position(curve.left) - 2677.5)).toBeLessThan(60);
    expect(Math.abs(position(curve.right) - 4095)).toBeLessThan(60);
    expect(Math.abs(curve.top - histogram.top)).toBeLessThan(15);
    expect((await described()).replaceAll(/\s+/g, ' ')).toBe(
      'value 3052 ± 22 fit Landau, 2678 to 4095 location 3052 ± 22 width 278 ± 16 amplitude 1076 ± 34 χ² / ndf 14.51 / 13',
    );
    expect(await panel().getByText('3052 ± 22').count()).toBe(3);
    await panel().getByLabel('normalised').click();
    await expect.poll(() => textIn()).toContain(' 0.06 ');
    const scaled = await extents();
    expect(Math.abs(scaled.curve.top - scaled.histogram.top)).toBeLessThan(15);
    expect(await figure().locator('.legend').innerText()).toMatch(/run 370295\s*Landau/);
  });

  it('is not drawn where the metric computes another value now', async () => {
    const database = new Client(site.databaseUrl);
    await database.connect();
    await database.query(
      `UPDATE point SET value = value + 100 WHERE run_number = $1
         AND trend_id IN (SELECT trend.id FROM trend JOIN config ON config.id = trend.config_id WHERE name = 'Charge')`,
      [last],
    );
    await database.end();
    await open('Charge', last);
    await figure()
      .getByText(/^The fit is not drawn: the metric now computes .* recompute the point/)
      .waitFor();
    expect(await panel().getByRole('region', { name: 'Fit' }).count()).toBe(0);
    expect((await extents()).curve.right).toBe(0);
  });
});

describe('the panel', () => {
  it('links to OMS, Run Registry, the DQM GUIs and DIALS, and shows the provenance of the point', async () => {
    await open('Tracks', second);
    const link = (name: string) =>
      panel()
        .getByRole('link', { name: `${name} ↗`, exact: true })
        .getAttribute('href');
    expect(await link('OMS')).toBe(`https://cmsoms.cern.ch/cms/runs/report?cms_run=${second}`);
    expect(await link('Run Registry')).toContain(`run_number=${second}`);
    expect(await link('DQM GUI')).toContain(`runnr=${second};dataset=/ZeroBias/Run2023D-PromptReco-v1/DQMIO;`);
    expect(await link('new DQM GUI')).toContain(`DQMIO&run_number=${second}`);
    expect(await link('DIALS')).toBe(`https://cmsdials.web.cern.ch/runs/${second}`);
    const provenance = await panel().getByRole('region', { name: 'Provenance' }).innerText();
    expect(provenance).toMatch(/metric\s+basic\.Mean\(\)/);
    expect(provenance).toMatch(/revision\s+1, since .* \(current: 2\)/);
    expect(provenance).toContain(pathOf(second));
  });

  it('shows what changed since the previous run: the revision of the config, or nothing', async () => {
    const changes = (since: number) => panel().getByRole('region', { name: `Changes since run ${since}` });
    await open('Tracks', last);
    expect(await changes(370298).innerText()).toMatch(/revision\s+1 → 2/);
    await open('Map', last);
    expect(await changes(370298).innerText()).toContain('No known change');
    await open('Tracks', second);
    expect(await changes(370293).innerText()).toContain('No known change');
  });

  it.each([1440, 1024])('does not cover the plots at %i pixels', async (width) => {
    await page.setViewportSize({ width, height: 768 });
    await open('Tracks', second);
    const left = (await panel().boundingBox())?.x ?? 0;
    const plot = await page.locator('[data-plot="Tracks"]').boundingBox();
    expect((plot?.x ?? 0) + (plot?.width ?? 0)).toBeLessThanOrEqual(left);
    expect(plot?.width).toBeGreaterThan(350);
    expect(left).toBeGreaterThan(width / 2);
  });

  it('has no serious violation in axe', async () => {
    await open('TwoInputs', second);
    expect(await seriousViolations(page)).toEqual([]);
  });
});

describe('a config whose metric changed', () => {
  it('has its revisions in the plot and in the tooltips of its points', async () => {
    const picture = async (marks: 0 | 1): Promise<string> => {
      await page.goto(`/trends/Tracker/Tracks?pd=ZeroBias&ps=PromptReco&marks=${marks}`);
      await page.locator('.series-figures').waitFor();
      const canvas = page.locator('.single-plot canvas');
      await expect.poll(() => canvas.evaluate((one: HTMLCanvasElement) => one.width)).toBeGreaterThan(400);
      return canvas.evaluate((one: HTMLCanvasElement) => one.toDataURL());
    };
    // Without OMS there are no eras: the only boundary is that of the revision.
    expect(await picture(0)).not.toBe(await picture(1));
    await page.locator('.plot-area').focus();
    await page.keyboard.press('End');
    expect((await page.locator('.plot-tooltip').innerText()).replaceAll('\n', ' ')).toMatch(
      /^Run 370301 .* revision 2/,
    );
    await page.getByRole('tab', { name: 'Config' }).click();
    expect(await page.getByRole('region', { name: 'Revisions' }).innerText()).toMatch(
      /2, since [\s\S]*basic\.StdDev\(\)[\s\S]*1, since [\s\S]*basic\.Mean\(\)/,
    );
  });
});
