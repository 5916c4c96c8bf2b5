import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { hdqmSite } from './site.ts';
import { plot, shown, tracker, tracks } from './trends-page.ts';

const site = hdqmSite();
const plotPage = `/trends/Tracker/${tracks}?pd=ZeroBias&ps=PromptReco`;

/** Opens the menu of exports and saves one of them. */
async function save(page: Page, button: string, item: string): Promise<{ name: string; content: Buffer }> {
  await page.getByRole('button', { name: button, exact: true }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: item, exact: true }).click();
  const file = await download;
  await page.getByRole('menu').waitFor({ state: 'detached' });
  return { name: file.suggestedFilename(), content: readFileSync(await file.path()) };
}

/** Width and height of a PNG. */
const sizeOf = (png: Buffer): number[] => [png.readUInt32BE(16), png.readUInt32BE(20)];

describe('a picture of a plot', () => {
  it('is a PNG at twice the size, an SVG or a PDF, with title, dataset, runs and link', async () => {
    const { page } = site;
    await page.goto(plotPage);
    await shown(page);
    const svg = await save(page, 'Save', 'Picture (SVG)');
    expect(svg.name).toBe(`Tracker_${tracks}.svg`);
    const [width = 0, height = 0] =
      /viewBox="0 0 (\d+) (\d+)"/.exec(svg.content.toString())?.slice(1).map(Number) ?? [];
    for (const text of [
      '>ZeroBias PromptReco: 35 runs, 366409 to 370306<',
      `/trends/Tracker/${tracks}?pd=ZeroBias`,
      '366409<',
    ])
      expect(svg.content.toString()).toContain(text);
    const png = await save(page, 'Save', 'Picture (PNG)');
    expect(sizeOf(png.content)).toEqual([2 * width, 2 * height]);
    const pdf = await save(page, 'Save', 'Picture (PDF)');
    expect(pdf.content.subarray(0, 5).toString()).toBe('%PDF-');
  });

  it('has the label and the ticks of CMS with a switch, which the browser remembers', async () => {
    const { page } = site;
    await page.goto(plotPage);
    await shown(page);
    const before = (await save(page, 'Save', 'Picture (SVG)')).content.toString();
    expect(before).not.toContain('>Preliminary<');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('menuitem', { name: 'CMS style: off' }).click();
    await page.getByRole('menuitem', { name: 'CMS style: on' }).waitFor();
    await page.reload();
    await shown(page);
    const svg = (await save(page, 'Save', 'Picture (SVG)')).content.toString();
    expect(svg).toContain('>CMS<');
    expect(svg).toContain('>Preliminary<');
    expect(svg).toMatch(/>[\d.]+ \/[fp]b</);
  });

  it('in dark mode has a white background and the colours of the light one', async () => {
    const page = await site.open(plotPage, { colorScheme: 'dark' });
    await shown(page);
    const svg = (await save(page, 'Save', 'Picture (SVG)')).content.toString();
    expect(svg).toContain('#0063a6');
    expect(svg).toMatch(/<rect [^>]*fill="#ffffff"/);
  });
});

it('a picture of the grid has the plots in the window with their titles and legends', async () => {
  const { page } = site;
  await page.goto('/trends?subsystem=PixelPhase1&pd=ZeroBias&ps=PromptReco');
  await shown(page);
  const svg = (await save(page, 'Save or share', 'Picture (SVG)')).content.toString();
  for (const text of ['>PixelPhase1<', '>BPIX Hit Efficiency<', '>BPIX DeadROC by Layer<', '>Layer4<'])
    expect(svg).toContain(text);
  expect((await save(page, 'Save or share', 'Picture (PDF)')).content.subarray(0, 5).toString()).toBe('%PDF-');
});

it('the points are saved as a macro of ROOT, and as CSV with the attributes of the runs', async () => {
  const { page } = site;
  await page.goto(plotPage);
  await shown(page);
  const macro = await save(page, 'Save', 'ROOT macro');
  expect(macro.name).toBe(`Tracker_${tracks}.C`);
  expect(macro.content.toString()).toContain(`void Tracker_${tracks}() {`);
  expect(macro.content.toString()).toContain('new TGraphAsymmErrors(35, ');
  const [header, first] = (await save(page, 'Save', 'Points as CSV')).content.toString().split('\r\n');
  expect(header).toMatch(/,dataset,startTime,fill,recordedLumi$/);
  expect(first).toMatch(/^NumberOfTrack_mean,366409,.*,ZeroBias PromptReco,2023-[\d-]+T[\d:.]+Z,\d+,[\d.]+$/);
});

it('the points of a plot and of a grid are exported by the server, as files and by URL', async () => {
  const { page } = site;
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(`${plotPage}&runs=366409-367000`);
  await shown(page);
  const parquet = await save(page, 'Save', 'Points as Parquet');
  expect(parquet.name).toBe('Tracker_ZeroBias_PromptReco.parquet');
  expect(parquet.content.subarray(0, 4).toString()).toBe('PAR1');
  await page.goto(`${tracker}&search=tracks&latest=3`);
  await shown(page);
  const csv = (await save(page, 'Save or share', 'Points as CSV')).content.toString().trimEnd().split('\n');
  expect(csv[0]).toMatch(/,run,value,errorLow,errorHigh,.*,start,fill,lumi,class$/);
  await page.getByRole('button', { name: 'Save or share' }).click();
  await page.getByRole('menuitem', { name: 'Copy URL of the points' }).click();
  await page.getByRole('menuitem', { name: 'URL copied' }).waitFor();
  const url = await page.evaluate(() => navigator.clipboard.readText());
  expect(url).toContain('/export/points.csv?subsystem=Tracker&pd=ZeroBias&ps=PromptReco&search=tracks&latest=3&with=');
  const exported = (await (await fetch(url)).text()).trimEnd().split('\n');
  expect(exported).toEqual(csv);
  const runs = exported.slice(1).map((line) => line.split(',')[5]);
  expect(new Set(runs).size).toBe(3);
});

it('a printed grid has no controls, and no plot on two sheets', async () => {
  const { page } = site;
  await page.goto(tracker);
  await shown(page);
  await page.emulateMedia({ media: 'print' });
  expect(await page.getByRole('button', { name: 'View' }).isVisible()).toBe(false);
  const row = page.locator('.plot-grid-row').first();
  const style = await row.evaluate((element) => {
    const { position, breakInside, transform } = getComputedStyle(element);
    return { position, breakInside, transform };
  });
  expect(style).toEqual({ position: 'static', breakInside: 'avoid', transform: 'none' });
  // Rows one below the other, each canvas within its card.
  const card = (await plot(page, tracks).boundingBox()) ?? { width: 0, height: 0 };
  const canvas = (await plot(page, tracks).locator('canvas').boundingBox()) ?? { width: 0, height: 0 };
  expect(canvas.width).toBeLessThanOrEqual(card.width);
  expect(canvas.height).toBeLessThan(card.height);
  expect((await page.pdf({ format: 'A4', landscape: true })).subarray(0, 5).toString()).toBe('%PDF-');
});

it('a printed grid has a title and whole legends, which are above their plots', async () => {
  const { page } = site;
  await page.goto('/trends?subsystem=PixelPhase1&pd=ZeroBias&ps=PromptReco');
  await shown(page);
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize({ width: 1000, height: 700 });
  await page.getByRole('heading', { name: 'PixelPhase1, ZeroBias PromptReco: 35 runs, 366409 to 370306' }).waitFor();
  const card = page.locator('[data-plot]', { hasText: 'BPIX Hit Efficiency' });
  // The plots get their size for paper in the frames after the change.
  for (const layer of ['Layer1', 'Layer2', 'Layer3', 'Layer4']) {
    const overlap = async (): Promise<number> => {
      const [canvas, entry] = [await card.locator('canvas').boundingBox(), await card.getByText(layer).boundingBox()];
      return canvas && entry ? entry.y + entry.height - canvas.y : Infinity;
    };
    await expect.poll(overlap).toBeLessThanOrEqual(1);
  }
});

it('a printed plot of several trends has their table with its heads and names', async () => {
  const { page } = site;
  await page.goto(`${plotPage}&also=Tracker,${tracks},Muon0,PromptReco`);
  await shown(page);
  await page.emulateMedia({ media: 'print' });
  const table = page.getByRole('region', { name: 'Series' });
  expect(await table.getByText('Muon0 PromptReco').or(table.getByText('Muon0')).first().isVisible()).toBe(true);
  expect(await table.getByText('median', { exact: true }).isVisible()).toBe(true);
});

it('printed anomalies take the whole width', async () => {
  const { page } = site;
  await page.goto('/anomalies');
  const card = page.locator('[data-anomaly]').first();
  await card.waitFor();
  await page.emulateMedia({ media: 'print' });
  const right = await page.evaluate(() =>
    Math.max(...[...document.querySelectorAll('[data-anomaly]')].map((one) => one.getBoundingClientRect().right)),
  );
  expect(right).toBeGreaterThan(1440 - 60);
});

it('a page in dark colours prints in light ones, with its plots drawn before the browser prints', async () => {
  const page = await site.open(tracker, { colorScheme: 'dark' });
  await shown(page);
  // Also the plots below the window.
  await page.waitForFunction(() =>
    [...document.querySelectorAll<HTMLCanvasElement>('.plot-area canvas')].every((canvas) =>
      canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data.some(Boolean),
    ),
  );
  await page.evaluate(
    (grid) => {
      const state = () => ({
        background: getComputedStyle(document.body).backgroundColor,
        // Whether each plot has a pixel of the colour of the grid.
        plots: [...document.querySelectorAll<HTMLCanvasElement>('.plot-area canvas')].map((canvas) => {
          const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
          const pixels = new Set<string>();
          for (let index = 0; index < data.length; index += 4) pixels.add(data.slice(index, index + 4).join());
          return { light: pixels.has(grid.light), dark: pixels.has(grid.dark) };
        }),
      });
      const states = { screen: state(), paper: undefined as ReturnType<typeof state> | undefined };
      Object.assign(globalThis, { states });
      // A browser draws no frame between the event and the print.
      globalThis.requestAnimationFrame = () => 0;
      addEventListener('beforeprint', () => (states.paper = state()));
    },
    { light: '233,236,239,255', dark: '55,58,64,255' },
  );
  await page.pdf({ format: 'A4', landscape: true, printBackground: true });
  const { screen, paper } = await page.evaluate(
    () => (globalThis as unknown as { states: Record<string, { background: string; plots: unknown[] }> }).states,
  );
  expect(screen?.background).not.toBe('rgb(255, 255, 255)');
  expect(screen?.plots.length).toBeGreaterThan(5);
  expect(screen?.plots).toEqual(screen?.plots.map(() => ({ light: false, dark: true })));
  expect(paper?.background).toBe('rgb(255, 255, 255)');
  expect(paper?.plots).toEqual(screen?.plots.map(() => ({ light: true, dark: false })));
  await page.waitForFunction(() => document.documentElement.dataset['mantineColorScheme'] === 'dark');
});

it('a plot that a change of the window has just added is drawn before the browser prints', async () => {
  const { page } = site;
  await page.goto(tracker);
  await shown(page);
  const blank = page.evaluate(
    () =>
      new Promise<readonly number[]>((resolve) => {
        const count = (): number =>
          [...document.querySelectorAll<HTMLCanvasElement>('.plot-area canvas')].filter(
            (canvas) => !canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data.some(Boolean),
          ).length;
        const observer = new MutationObserver(() => {
          const before = count();
          if (before === 0) return;
          observer.disconnect();
          dispatchEvent(new Event('beforeprint'));
          resolve([before, count()]);
          dispatchEvent(new Event('afterprint'));
        });
        observer.observe(document.body, { childList: true, subtree: true });
      }),
  );
  await page.setViewportSize({ width: 900, height: 900 });
  const [before, after] = await blank;
  expect(before).toBeGreaterThan(0);
  expect(after).toBe(0);
});
