import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { hdqmSite } from './site.ts';
import { openViewMenu, openRuns, plot, runsShown, shown, tracker, tracks } from './trends-page.ts';

const site = hdqmSite({ context: { permissions: ['clipboard-read', 'clipboard-write'], hasTouch: true } });
let page: Page;
beforeEach(() => {
  page = site.page;
});

/** Returns the labels of the plots after a reload, and in a new browser context at the same address. */
async function again(): Promise<string[][]> {
  await page.reload();
  const reloaded = await shown(page);
  return [reloaded, await shown(await site.open(page.url()))];
}

const tally = () => page.locator('.run-tally').innerText();

describe('the selection', () => {
  it('overlays another dataset with its own marker', async () => {
    await page.goto(`${tracker}&search=NumberOfTrack`);
    await page.getByRole('button', { name: 'Compare with another dataset' }).click();
    await page.getByRole('menuitem', { name: /^Muon0 PromptReco 19 runs$/ }).click();
    await page.waitForURL(/with=Muon0%2CPromptReco/);
    const legend = plot(page, tracks).locator('.plot-legend');
    await legend.getByText('Muon0').waitFor();
    expect(await legend.innerText()).toMatch(/ZeroBias [\d.]+ \(RMS [\d.]+\)\s*Muon0 [\d.]+ \(RMS [\d.]+\)/);
    expect(await legend.locator('[data-marker="hollow"]').count()).toBe(1);
    const before = await shown(page);
    expect(await again()).toEqual([before, before]);
    await page.getByRole('button', { name: 'Remove Muon0 PromptReco' }).click();
    await page.waitForURL((url) => !url.search.includes('with='));
  });

  it('accepts a list of runs, reports invalid ranges, matching runs and reasons for exclusion', async () => {
    await page.goto(tracker);
    await openRuns(page);
    expect(await tally()).toMatch(/^35 runs match, 3 do not:\s+3\s+not significant$/);
    await page.getByText('List or range').click();
    const list = page.getByLabel('Runs and ranges');
    await list.fill('370306, 370200-370100');
    await page.getByText('the first run of 370200-370100 is greater than the last').waitFor();
    await list.fill('366400-366500, 370306');
    await page.waitForURL(/runs=366400-366500%2C\+370306/);
    await page.getByText(/^\d+ runs match, \d+ do not:$/).waitFor();
    await page.locator('.run-tally').getByText('not in the run list').waitFor();
    const [, count = ''] = /^(\d+) runs match/.exec(await tally()) ?? [];
    await runsShown(page, Number(count));
    const before = await shown(page);
    expect(await again()).toEqual([before, before]);
  });

  it('accepts a golden JSON, pasted or dropped, which the server saves under a short id', async () => {
    await page.goto(tracker);
    await openRuns(page);
    await page.getByText('Golden JSON', { exact: true }).click();
    await page.getByLabel('Golden JSON').last().fill('no JSON');
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.getByText(/Not valid JSON/).waitFor();
    await page.getByLabel('Golden JSON').last().fill('{"370306": [[1, 100]], "370298": [[1, 10]]}');
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.waitForURL(/golden=[\w-]{4,24}(&|$)/);
    await runsShown(page, 2);
    const before = await shown(page);
    expect(await again()).toEqual([before, before]);
    await openRuns(page);
    await page.locator('[data-golden]').evaluate((dropZone) => {
      const files = new DataTransfer();
      files.items.add(new File(['{"370306": [[1, 100]]}'], 'golden.json'));
      dropZone.dispatchEvent(new DragEvent('drop', { dataTransfer: files, bubbles: true, cancelable: true }));
    });
    await runsShown(page, 1);
  });

  it('filters runs by significance, class, era, fill, duration and luminosity', async () => {
    await page.goto(tracker);
    await openRuns(page);
    await page.getByRole('switch', { name: /^Significant or pending/ }).click();
    await page.waitForURL(/significant=0/);
    await runsShown(page, 38);
    await page.getByRole('switch', { name: /^Significant or pending/ }).click();
    await runsShown(page, 35);
    await page.getByRole('combobox', { name: 'Era' }).click();
    const option = page.getByRole('option', { name: /^Run2023D \d+ runs$/ });
    const inEra = Number(/ (\d+) runs/.exec(await option.innerText())?.[1]);
    await option.click();
    await page.waitForURL(/era=Run2023D/);
    await runsShown(page, inEra);
    await page.getByRole('combobox', { name: 'Class' }).click();
    const ofClass = page.getByRole('option', { name: /^Collisions23 \d+ runs$/ });
    await ofClass.click();
    await page.waitForURL(/class=Collisions23/);
    await page.getByText(new RegExp(`^${inEra} runs match`)).waitFor();
    await page.getByLabel('Min. duration [min]').fill('60');
    await page.waitForURL(/duration=3600/);
    await page.locator('.run-tally').getByText('too short').waitFor();
    await page.getByLabel('Min. recorded luminosity [/pb]').fill('100000');
    await page.waitForURL(/lumi=100000/);
    await page.getByText('No run matches').waitFor();
    expect(await tally()).toMatch(/^0 runs match/);
    await page.keyboard.press('Escape');
    await page.goto(`${tracker}&fill=8901`);
    await page.getByText(/\d+ runs \(excluded: \d+ of another fill/).waitFor();
  });
});

describe('the grid', () => {
  it('has a selectable number of plots per row, groups first', async () => {
    await page.goto('/trends?subsystem=PixelPhase1&pd=ZeroBias&ps=PromptReco&row=4');
    await shown(page);
    const row = page.locator('.plot-grid-row').first().locator('.plot-card');
    expect(await row.count()).toBe(4);
    expect(await row.first().getAttribute('data-plot')).toMatch(/^group /);
    await openViewMenu(page);
    await page.getByText('2', { exact: true }).click();
    await page.waitForURL(/row=2/);
    await expect.poll(() => row.count()).toBe(2);
  });

  it.each([
    ['a name', 'numberoftrack', tracks],
    ['a title', 'high-purity tracks per event', tracks],
    ['an ME path', 'GeneralProperties/NumberOfTracks_GenTk', tracks],
    ['a metric', 'basic.Mean per event', tracks],
  ])('is searched by %s', async (_, words, found) => {
    await page.goto(tracker);
    await page.getByLabel('Search').fill(words);
    await page.getByText(/^1 plot ·/).waitFor();
    await plot(page, found).locator('.plot-area').waitFor();
    expect(await page.locator('.plot-card').count()).toBe(1);
  });

  it('jumps to a plot from the index, and keeps the position in the link', async () => {
    await page.goto('/trends?subsystem=Reco&pd=ZeroBias&ps=PromptReco');
    await shown(page);
    await page.getByLabel('Find a plot').fill('tobTec seeds');
    const entry = page.locator('.plot-index-plot').first();
    const key = (await entry.getAttribute('title')) ?? '';
    expect(await plot(page, key).count()).toBe(0);
    await entry.click();
    await plot(page, key).locator('.plot-area').waitFor();
    await page.waitForURL((url) => url.searchParams.get('at') !== null);
    await page.reload();
    await plot(page, key).locator('.plot-area').waitFor();
    const top = await plot(page, key).evaluate((card) => card.getBoundingClientRect().top);
    expect(top).toBeGreaterThan(100);
    expect(top).toBeLessThan(500);
  });

  it('exports a plot as PNG, as CSV and as a link', async () => {
    await page.goto(`${tracker}&search=NumberOfTrack`);
    await shown(page);
    const save = async (item: string): Promise<Buffer> => {
      await plot(page, tracks)
        .getByRole('button', { name: /^Menu of/ })
        .click();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('menuitem', { name: item }).click(),
      ]);
      return readFile(await download.path());
    };
    const picture = await save('Picture (PNG)');
    expect(picture.subarray(1, 4).toString()).toBe('PNG');
    expect(picture.length).toBeGreaterThan(5000);
    const lines = (await save('Save as CSV')).toString().trimEnd().split('\r\n');
    expect(lines[0]).toBe(
      'trend,run,value,errorLow,errorHigh,entries,failure,revision,dataset,startTime,fill,recordedLumi',
    );
    expect(lines).toHaveLength(36);
    await plot(page, tracks)
      .getByRole('button', { name: /^Menu of/ })
      .click();
    await page.getByRole('menuitem', { name: 'Copy link as now' }).click();
    await page.getByRole('menuitem', { name: 'Link copied' }).waitFor();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    expect(link).toBe(`${site.base}/trends/Tracker/${tracks}?pd=ZeroBias&ps=PromptReco`);
  });

  it('redraws for each x axis and each switch, all in the URL', async () => {
    await page.goto(`${tracker}&search=strip`);
    await shown(page);
    const canvas = page.locator('.plot-card canvas').first();
    const picture = () => canvas.evaluate((one: HTMLCanvasElement) => one.toDataURL());
    const seen = new Set([await picture()]);
    /** Waits for a picture that differs from all before. */
    const another = async (): Promise<void> => {
      await expect.poll(async () => seen.has(await picture()), { timeout: 10_000 }).toBe(false);
      seen.add(await picture());
    };
    await openViewMenu(page);
    const choose = page.getByRole('combobox', { name: 'x axis' });
    for (const [name, axis] of [
      ['Run number', 'run'],
      ['Time', 'time'],
      ['Run duration (bin width)', 'duration'],
      ['Integrated luminosity', 'lumi'],
    ] as const) {
      await choose.click();
      await page.getByRole('option', { name }).click();
      await page.waitForURL((url) => url.searchParams.get('x') === axis);
      await another();
    }
    for (const [label, name, value] of [
      ['Error bars', 'errors', '0'],
      ['Run durations', 'durations', '0'],
      ['Fill bands', 'fills', '0'],
      ['Era and config revision boundaries', 'marks', '0'],
      ['Linear fit', 'regression', '1'],
      [/^Clip outliers/, 'bulk', '0'],
      ['Include zero', 'zero', '1'],
      ['Logarithmic', 'log', '1'],
    ] as const) {
      await page.getByRole('switch', { name: label }).click();
      await page.waitForURL((url) => url.searchParams.get(name) === value);
      await another();
    }
    const before = page.url();
    await page.reload();
    await shown(page);
    expect(page.url()).toBe(before);
  });
});
