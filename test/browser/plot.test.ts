import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Download, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { meanAndRms } from '../../client/chart/statistics/statistics.ts';
import { formatNumber, formatValue } from '../../client/format/numbers.ts';
import { root } from '../integration/command.ts';
import { hdqmSite } from './site.ts';

interface Golden {
  readonly points: readonly { config: string; run: number; value: number }[];
}
const golden = (JSON.parse(readFileSync(path.join(root, 'test/sample/golden.json'), 'utf8')) as Golden).points;
/** Values that ROOT computed for ZeroBias PromptReco. */
const trend = golden.filter(({ config }) => config === 'NumberOfTrack_mean');
const site = hdqmSite({ context: { permissions: ['clipboard-read', 'clipboard-write'] } });
const address = '/trends/Tracker/NumberOfTrack_mean?pd=ZeroBias&ps=PromptReco';
const withMuon = `${address}&also=Tracker,NumberOfTrack_mean,Muon0,PromptReco`;

async function go(to: string): Promise<Page> {
  await site.page.goto(site.base + to);
  await site.page.locator('.single-plot canvas').waitFor();
  return site.page;
}

/** The statistics below the plot, by the names of their trends: a list for one, a table for several. */
async function figures(page: Page): Promise<Record<string, Record<string, string>>> {
  await page.locator('.series-figures, .series-table').first().waitFor();
  const ofOne = await page
    .locator('.series-figures')
    .evaluateAll((sections) =>
      sections.map((section) => [
        section.getAttribute('data-series') ?? '',
        Object.fromEntries(
          [...section.querySelectorAll('dl > div')].map((each) => [
            each.querySelector('dt')?.textContent ?? '',
            each.querySelector('dd')?.textContent ?? '',
          ]),
        ) as Record<string, string>,
      ]),
    );
  const ofSeveral = await page.locator('.series-table tbody tr').evaluateAll((rows) => {
    const terms = [...document.querySelectorAll('.series-table thead th')].map((head) => head.textContent ?? '');
    return rows.map((row) => [
      row.getAttribute('data-series') ?? '',
      Object.fromEntries(
        [...row.children].slice(1).map((cell, index) => [terms[index + 1] ?? '', cell.textContent ?? '']),
      ) as Record<string, string>,
    ]);
  });
  return Object.fromEntries([...ofOne, ...ofSeveral]) as Record<string, Record<string, string>>;
}

async function textOf(download: Download): Promise<string> {
  return readFileSync(await download.path(), 'utf8');
}

async function save(page: Page, what: string): Promise<Download> {
  await page.getByRole('button', { name: 'Save' }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: what }).click();
  return download;
}

describe('the page of a trend', () => {
  it('has the statistics of the values that ROOT computed', async () => {
    const { NumberOfTrack_mean: shown } = await figures(await go(`${address}&significant=0`));
    const { mean = 0, rms = 0, count = 0 } = meanAndRms(trend.map(({ value }) => value)) ?? {};
    expect(shown).toMatchObject({
      runs: String(count),
      mean: formatValue(mean, rms / Math.sqrt(count), rms / Math.sqrt(count)),
      RMS: formatNumber(rms),
      'weighted mean': expect.stringMatching(/^\d+\.\d+ ± \d\.\d+$/),
      'slope per run': expect.stringMatching(/^-?\d+\.\d+ ± \d+(\.\d+)?$/),
      'last vs. median (z)': expect.stringMatching(/^[+−]\d+\.\d$/),
      'slope significance': expect.stringMatching(/^[+−]?\d+\.\d σ$/),
    });
  });

  it('zooms in by a drag over the plot, pans by keys, and zooms out again', async () => {
    const page = await go(address);
    const box = (await page.locator('.single-plot canvas').boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    await page.mouse.move(box.x + box.width * 0.3, box.y + 80);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.6, box.y + 120, { steps: 5 });
    await page.mouse.up();
    await page.waitForURL(/zoom=36\d{4}-36\d{4}/);
    const shownRuns = async (): Promise<number> => Number((await figures(page))['NumberOfTrack_mean']?.['runs']);
    await expect.poll(shownRuns).toBeLessThan(15);
    const zoomed = await shownRuns();
    expect(zoomed).toBeGreaterThan(5);
    expect(new URL(page.url()).searchParams.has('point'), 'a drag is no click').toBe(false);
    const before = page.url();
    await page.getByRole('button', { name: 'Later runs' }).press('Enter');
    await page.waitForURL((url) => url.href !== before);
    await expect.poll(shownRuns).toBe(zoomed);
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.waitForURL((url) => !url.searchParams.has('zoom'));
    await expect.poll(shownRuns).toBe(35);
  });

  it('is panned by a drag with Shift, and zoomed by the wheel with Ctrl', async () => {
    const page = await go(`${address}&zoom=367094-367520`);
    await figures(page);
    const box = (await page.locator('.single-plot canvas').boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    const zoom = (): number[] => (new URL(page.url()).searchParams.get('zoom') ?? '').split('-').map(Number);
    const shownRuns = async (): Promise<number> => Number((await figures(page))['NumberOfTrack_mean']?.['runs']);
    const atFirst = await shownRuns();
    await page.mouse.move(box.x + box.width * 0.4, box.y + 80);
    await page.keyboard.down('Shift');
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.6, box.y + 80, { steps: 5 });
    await page.mouse.up();
    await page.keyboard.up('Shift');
    await expect.poll(() => zoom()[0]).toBeLessThan(367094);
    expect(zoom()[1]).toBeLessThan(367520);
    expect(Math.abs((await shownRuns()) - atFirst)).toBeLessThanOrEqual(1);
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -400);
    await expect.poll(shownRuns).toBeLessThan(atFirst - 1);
    const inside = await shownRuns();
    await page.mouse.wheel(0, 400);
    await page.keyboard.up('Control');
    await expect.poll(shownRuns).toBeGreaterThan(inside);
    expect(new URL(page.url()).searchParams.has('point')).toBe(false);
  });

  it('has inputs for the runs and the y range', async () => {
    const page = await go(address);
    await page.getByRole('textbox', { name: 'From run' }).fill('367000');
    await page.waitForURL(/zoom=367000-370306/);
    await page.getByRole('textbox', { name: 'y to' }).fill('1000');
    await page.waitForURL(/y=%2C1000/);
    await expect.poll(async () => Number((await figures(page))['NumberOfTrack_mean']?.['runs'])).toBeLessThan(35);
    expect((await figures(page))['NumberOfTrack_mean']?.['last']).toMatch(/\(370306\)$/);
  });

  it('draws another dataset, another config and an OMS quantity with it; a fresh browser shows the same', async () => {
    const page = await go(address);
    await page.getByRole('button', { name: 'Trend', exact: true }).click();
    const picker = page.getByRole('dialog');
    await picker.getByRole('combobox', { name: 'Dataset' }).click();
    await picker.getByRole('option', { name: 'Muon0 PromptReco' }).click();
    await picker.getByRole('combobox', { name: 'Trends' }).fill('NumberOfTrack_mean');
    await picker.getByRole('option', { name: /^NumberOfTrack_mean/ }).click();
    await picker.getByRole('button', { name: 'Add', exact: true }).click();
    await page.waitForURL(/also=Tracker%2CNumberOfTrack_mean%2CMuon0%2CPromptReco/);
    await page.getByRole('combobox', { name: 'OMS quantities on axes at the right' }).click();
    await page.getByRole('option', { name: 'Recorded luminosity (1/pb)', exact: true }).click();
    await page.waitForURL(/oms=recorded/);
    await expect.poll(async () => Object.keys(await figures(page))).toEqual(['ZeroBias', 'Muon0']);
    const shown = await figures(page);
    await page.reload();
    expect(await figures(page)).toEqual(shown);
    const other = await site.open(new URL(page.url()).pathname + new URL(page.url()).search);
    expect(await figures(other)).toEqual(shown);
    await page.getByRole('button', { name: 'Remove Muon0' }).click();
    await page.waitForURL((url) => !url.searchParams.has('also'));
  });

  it('draws another config and one of another subsystem with it, which can be the colour of the correlation', async () => {
    const page = await go(`${address}&significant=0`);
    const add = async (config: string): Promise<void> => {
      await page.getByRole('combobox', { name: 'Trends' }).fill(config);
      await page.getByRole('option', { name: config }).click();
      await page.getByRole('button', { name: 'Add', exact: true }).click();
      await page.waitForURL((url) => url.searchParams.getAll('also').some((name) => name.includes(`,${config},`)));
    };
    await page.getByRole('button', { name: 'Trend', exact: true }).click();
    await add('TrackPt_mean');
    await page.getByRole('button', { name: 'Trend', exact: true }).click();
    await page.getByRole('combobox', { name: 'Subsystem' }).click();
    await page.getByRole('option', { name: 'CSC' }).click();
    await add('Residual_Width_me-11a');
    await expect
      .poll(async () => Object.keys(await figures(page)))
      .toEqual(['Tracker NumberOfTrack_mean', 'Tracker TrackPt_mean', 'CSC Residual_Width_me-11a']);
    await page.getByRole('combobox', { name: 'Color by' }).click();
    await page.getByRole('option', { name: 'CSC Residual_Width_me-11a' }).click();
    await page.waitForURL((url) => url.searchParams.get('pair') === '1,0,2');
    const widths = golden.filter(({ config }) => config === 'Residual_Width_me-11a').map(({ value }) => value);
    await expect.poll(() => page.locator('.color-legend').innerText()).toContain(formatNumber(Math.max(...widths)));
  });

  it('draws several trends with it that are found by title and by ME path', async () => {
    const page = await go(address);
    await page.getByRole('button', { name: 'Trend', exact: true }).click();
    const picker = page.getByRole('dialog');
    const search = picker.getByRole('combobox', { name: 'Trends' });
    for (const [words, config] of [
      ['transverse momentum', 'TrackPt_mean'],
      ['OfflinePV/Alignment/dzVsPhi_pt1 average', 'dzVsPhi_average'],
    ] as const) {
      await search.fill(words);
      await picker.getByRole('option').first().waitFor();
      expect(await picker.getByRole('option').allInnerTexts()).toHaveLength(1);
      await picker.getByRole('option').click();
      expect(await picker.innerText()).toContain(config);
    }
    await picker.getByRole('button', { name: 'Add 2' }).click();
    await page.waitForURL((url) => url.searchParams.getAll('also').length === 2);
    await expect.poll(async () => Object.keys(await figures(page))).toHaveLength(3);
  });

  it('requests each dataset once', async () => {
    const requests: string[] = [];
    site.page.on('request', (request) => {
      const { operationName = '' } = JSON.parse(request.postData() ?? '{}') as { operationName?: string };
      if (operationName === 'PlotSeries') requests.push(request.postData() ?? '');
    });
    const page = await go(withMuon);
    await figures(page);
    await page.getByRole('tab', { name: 'Points' }).click();
    await page.locator('.point-table .table-row[data-row="370306"]').waitFor();
    expect(requests).toHaveLength(2);
    expect(new Set(requests).size).toBe(2);
  });
});

describe('below the plot', () => {
  it('two trends are correlated, with a linear fit, coloured by run or by a third quantity', async () => {
    const page = await go(withMuon);
    const fit = page.locator('.correlation-figures');
    expect(await fit.innerText()).toMatch(
      /r = 0\.99\d[\s\S]*slope 1\.0\d+ ± 0\.0\d+[\s\S]*intercept -?\d[\s\S]*18 runs/,
    );
    expect(await page.locator('.color-legend').innerText()).toMatch(/366409\s*370301/);
    await page.getByRole('combobox', { name: 'Color by' }).click();
    await page.getByRole('option', { name: 'Recorded luminosity (1/pb)', exact: true }).click();
    await page.waitForURL(/pair=1%2C0%2Coms%3Arecorded/);
    expect(await page.getByRole('img', { name: /^ZeroBias vs\. Muon0: r = 0\.99/ }).isVisible()).toBe(true);
    await page.getByRole('button', { name: 'Swap x and y' }).click();
    await page.getByRole('img', { name: /^Muon0 vs\. ZeroBias/ }).waitFor();
  });

  it('are the distribution of the values and the table of points, whose values open the histogram', async () => {
    const page = await go(`${address}&part=distribution`);
    await page.getByRole('img', { name: /^Distribution of NumberOfTrack_mean: \d+ bins/ }).waitFor();
    await page.getByRole('tab', { name: 'Points' }).click();
    const row = page.locator('.point-table .table-row[data-row="370298"]');
    await row.waitFor();
    const point = trend.find(({ run }) => run === 370298);
    expect(Number.parseFloat(await row.getByRole('button').innerText())).toBeCloseTo(point?.value ?? Number.NaN, 0);
    await row.getByRole('button').click();
    await page.waitForURL(/point=NumberOfTrack_mean%2C370298/);
    await page.getByRole('dialog').getByText('Run 370298').first().waitFor();
  });

  it('is the config with its metric and revisions', async () => {
    const page = await go(`${address}&part=config`);
    await page.getByText('basic.Mean()').first().waitFor();
    expect(await page.getByRole('region', { name: 'Revisions' }).innerText()).toMatch(/1, since 20/);
  });
});

describe('exports', () => {
  it('are a picture and the points as CSV', async () => {
    const page = await go(address);
    await figures(page);
    const csv = (await textOf(await save(page, 'Points as CSV'))).trim().split('\r\n');
    expect(csv).toHaveLength(36);
    expect(csv[0]).toBe(
      'trend,run,value,errorLow,errorHigh,entries,failure,revision,dataset,startTime,fill,recordedLumi',
    );
    const point = trend.find(({ run }) => run === 370298);
    const value = csv.find((line) => line.includes(',370298,'))?.split(',')[2];
    expect(Number(value)).toBeCloseTo(point?.value ?? Number.NaN, 6);
    const picture = await save(page, 'Picture (PNG)');
    expect(picture.suggestedFilename()).toBe('Tracker_NumberOfTrack_mean.png');
    expect(
      readFileSync(await picture.path())
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
  });

  it('are a link, which shows the same in a fresh browser', async () => {
    const page = await go(`${withMuon}&zoom=367094-367520&oms=recorded&part=points`);
    const shown = await figures(page);
    await page.getByRole('button', { name: 'Copy link' }).click();
    await page.getByRole('menuitem', { name: 'Copy link as now' }).click();
    await page.getByRole('menuitem', { name: 'Link copied' }).waitFor();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    expect(link).toBe(page.url());
    const fresh = await site.open(link);
    expect(await figures(fresh)).toEqual(shown);
    const rows = (of: Page): Promise<string[]> => of.locator('.point-table .table-row').allInnerTexts();
    await expect.poll(() => rows(fresh)).toEqual(await rows(page));
  });

  it('are a query, which GraphiQL executes', async () => {
    const page = await go(withMuon);
    await page.getByRole('link', { name: 'GraphiQL', exact: true }).last().click();
    await page.locator('.graphiql-query-editor').getByText('PointsOfPlot').first().waitFor();
    const answered = page.waitForResponse(
      (response) => response.request().postData()?.includes('PointsOfPlot') === true,
    );
    await page.getByRole('button', { name: /Execute query/ }).click();
    const { data } = (await (await answered).json()) as { data: { trends: { points: unknown[] }[] } };
    expect(data.trends[0]?.points).toHaveLength(35);
  });
});

describe('an address', () => {
  it('without a dataset redirects to the largest; of CentralHDQM opens the same plot', async () => {
    await site.page.goto(`${site.base}/trends/Tracker/NumberOfTrack_mean`);
    await site.page.waitForURL(/pd=ZeroBias&ps=PromptReco/);
    await site.page.goto(
      `${site.base}/?subsystem=Tracker&pd=ZeroBias&ps=PromptReco&filter=latest&filterValue=7&options=3&fsPlot=NumberOfTrack_mean`,
    );
    await site.page.waitForURL(/\/trends\/Tracker\/NumberOfTrack_mean\?.*latest=7/);
    expect((await figures(site.page))['NumberOfTrack_mean']?.['runs']).toBe('7');
  });

  it('of a missing trend shows a message', async () => {
    await site.page.goto(`${site.base}/trends/Tracker/Nonsense?pd=ZeroBias&ps=PromptReco`);
    await site.page.getByText('Trend not found').waitFor();
    await site.page.goto(`${site.base}/trends/Nowhere/Nonsense`);
    expect(await site.page.getByText(/does not exist/).innerText()).toBe('Subsystem Nowhere does not exist');
  });
});
