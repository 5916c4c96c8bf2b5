import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { formatValue } from '../../client/state/numbers.ts';
import { dropUrl, scannedUrl } from '../database.ts';
import { ended, printed, root, startHdqm } from '../integration/command.ts';
import { openBrowser } from './browser.ts';

interface Golden {
  readonly points: readonly { config: string; run: number; value: number; error: number; entries: number }[];
}
const golden = (JSON.parse(readFileSync(path.join(root, 'test/sample/golden.json'), 'utf8')) as Golden).points;

let databaseUrl: string;
let server: ChildProcess;
let base: string;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let troubles: string[];

beforeAll(async () => {
  databaseUrl = await scannedUrl('sample');
  server = startHdqm(['serve'], { DATABASE_URL: databaseUrl, PORT: '0' });
  [, base = ''] = await printed(server, /(http:\/\/127\.0\.0\.1:\d+)/);
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  const over = ended(server);
  server.kill('SIGTERM');
  await over;
  await dropUrl(databaseUrl);
});
beforeEach(async () => {
  context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  page = await context.newPage();
  troubles = [];
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(message.text());
  });
});
afterEach(async () => {
  await context.close();
  expect(troubles).toEqual([]);
});

const plot = (name: string) => page.locator(`[data-plot="${name}"]`);

/** Moves from run to run with the arrow keys until a plot tells of one, and gives what it tells. */
async function tellOf(name: string, run: number): Promise<string> {
  const area = plot(name).locator('.plot-area');
  await area.focus();
  for (let step = 0; step < 60; step += 1) {
    await page.keyboard.press('ArrowLeft');
    const text = await plot(name).locator('.plot-hint').innerText();
    if (text.startsWith(`Run ${run}\n`)) return text.replaceAll('\n', ' ');
  }
  throw new Error(`the plot ${name} has no run ${run}`);
}

describe('the trends', () => {
  it('has every run of the sample, and the value that ROOT gave', async () => {
    await page.goto(`${base}/trends?subsystem=Tracker&pd=ZeroBias&ps=PromptReco&search=NumberOfTrack`);
    const area = plot('NumberOfTrack_mean').locator('.plot-area');
    await area.waitFor();
    expect(await area.getAttribute('aria-label')).toMatch(/: 35 runs, 366409 to 370306\./);
    expect(await plot('NumberOfTrack_mean').locator('.plot-figures').innerText()).toMatch(/35 runs$/);
    const [point] = golden.filter(({ config, run }) => config === 'NumberOfTrack_mean' && run === 370298);
    const told = await tellOf('NumberOfTrack_mean', 370298);
    expect(told).toContain(`value ${formatValue(point?.value ?? Number.NaN, point?.error ?? 0, point?.error ?? 0)}`);
    expect(told).toContain(`entries ${point?.entries.toLocaleString('en')}`);
  });

  it('shows a run without a value as a gap, with its reason', async () => {
    await page.goto(`${base}/trends?subsystem=CSC&pd=ZeroBias&ps=PromptReco`);
    await plot('NSegments_Avg').locator('.plot-area').waitFor();
    expect(await plot('NSegments_Avg').locator('.plot-figures').innerText()).toMatch(/34 runs, 1 gap$/);
    expect(await tellOf('NSegments_Avg', 370298)).toMatch(/none: the file has no such ME why MISSING_HISTOGRAM/);
  });

  it('tells of a point under the pointer', async () => {
    await page.goto(`${base}/trends?subsystem=Tracker`);
    const area = plot('NumberOfTrack_mean').locator('.plot-area');
    await area.scrollIntoViewIfNeeded();
    const box = await area.boundingBox();
    await page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + 40);
    expect(await plot('NumberOfTrack_mean').locator('.plot-hint').innerText()).toMatch(/^Run \d{6}\n/);
  });

  it('opens on a page of trends, says that it is sample data, and keeps its whole state in the URL', async () => {
    await page.goto(`${base}/trends`);
    await page.locator('.plot-card').first().waitFor();
    expect(await page.getByText('Sample data').isVisible()).toBe(true);
    await page.getByRole('combobox', { name: 'Subsystem' }).click();
    await page.getByRole('option', { name: 'JetMET' }).click();
    await page.waitForURL(/subsystem=JetMET/);
    await page.getByRole('button', { name: /^Runs: Latest 50/ }).click();
    await page.getByLabel('Latest runs').fill('7');
    await page.waitForURL(/latest=7/);
    await page.keyboard.press('Escape');
    await page.getByLabel('Search').fill('chfrac barrel');
    await page.waitForURL(/search=chfrac\+barrel/);
    await page.locator('.plot-card .plot-area').first().waitFor();
    const read = async (on: Page): Promise<string[]> => {
      await on.locator('.plot-card .plot-area').first().waitFor();
      return on
        .locator('.plot-area')
        .evaluateAll((areas) => areas.map((area) => area.getAttribute('aria-label') ?? ''));
    };
    await page.locator('.plot-area[aria-label*=" 7 runs, "]').first().waitFor();
    const shown = await read(page);
    expect(shown[0]).toMatch(/ 7 runs, /);
    await page.reload();
    expect(await read(page)).toEqual(shown);
    const other = await browser.newContext();
    const copied = await other.newPage();
    await copied.goto(page.url());
    expect(await read(copied)).toEqual(shown);
    await other.close();
    await page.goBack();
    await page.waitForURL((url) => !url.search.includes('search='));
  });

  it('says that nothing matches a search', async () => {
    await page.goto(`${base}/trends?subsystem=Tracker&search=nonsense`);
    expect(await page.getByText('Nothing matches').textContent()).toBe('Nothing matches “nonsense”');
  });

  it('fetches the points of no plot that is far from the window', async () => {
    const asked: string[] = [];
    page.on('request', (request) => {
      const body = request.postData() ?? '';
      if (body.includes('TrendColumns')) asked.push(body);
    });
    await page.goto(`${base}/trends?subsystem=Reco&row=1`);
    await page.locator('.plot-area').first().waitFor();
    await page.waitForLoadState('networkidle');
    const names = asked.flatMap((body) => (JSON.parse(body) as { variables: { names: string[] } }).variables.names);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeLessThan(30);
  });
});

describe('the other pages', () => {
  it.each([
    ['/runs', /44 runs have a DQM file/],
    ['/configs', /configs say what is plotted/],
    ['/metrics?search=landau', /LandauAroundMax/],
    ['/scans', /A file could not be read/],
    ['/nowhere', /There is no such page/],
  ])('%s is there', async (address, text) => {
    await page.goto(base + address);
    expect(await page.getByText(text).first().textContent()).toMatch(text);
  });

  it('scans on a click, and shows what came of it', async () => {
    await page.goto(`${base}/scans`);
    const scans = page.locator('tbody tr');
    await scans.first().waitFor();
    const before = await scans.count();
    await page.getByRole('button', { name: 'Scan now' }).click();
    await page.waitForFunction((count) => document.querySelectorAll('tbody tr').length > count, before);
    expect(await scans.first().innerText()).toMatch(/finished|running/);
  });

  it('lets queries be tried out, with examples', async () => {
    await page.goto(`${base}/graphiql`);
    await page.locator('.graphiql-query-editor').getByText('LatestTrends').first().waitFor();
    const answered = page.waitForResponse(
      (response) => response.request().postData()?.includes('query LatestTrends') === true,
    );
    await page.getByRole('button', { name: /Execute query/ }).click();
    expect(await (await answered).json()).toMatchObject({ data: { trends: expect.any(Array) } });
    await page.locator('.result-window').getByText('"trends"').first().waitFor();
  });
});

describe('without a server', () => {
  it('says what is wrong, and what to do', async () => {
    await page.route('**/graphql', (route) => route.abort());
    await page.goto(`${base}/trends`);
    await page.getByText('The subsystems could not be loaded.').waitFor();
    expect(await page.getByRole('button', { name: 'Try again' }).isVisible()).toBe(true);
    troubles = []; // the failed requests stand in the console
  });
});
