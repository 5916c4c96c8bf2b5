import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { formatValue } from '../../client/format/numbers.ts';
import { root } from '../integration/command.ts';
import { seriousViolations } from './axe.ts';
import { hdqmSite, takeNotFoundError } from './site.ts';
import { shown } from './trends-page.ts';

interface Golden {
  readonly points: readonly { config: string; run: number; value: number; error: number; entries: number }[];
}
const golden = (JSON.parse(readFileSync(path.join(root, 'test/sample/golden.json'), 'utf8')) as Golden).points;

const site = hdqmSite();
let page: Page;
beforeEach(() => {
  page = site.page;
});

const plot = (name: string) => page.locator(`[data-plot="${name}"]`);

/** Moves through a plot with the arrow keys until the tooltip shows a run, and returns its text. */
async function tooltipOf(name: string, run: number): Promise<string> {
  const area = plot(name).locator('.plot-area');
  await area.focus();
  for (let step = 0; step < 60; step += 1) {
    await page.keyboard.press('ArrowLeft');
    const text = await page.locator('.plot-tooltip').innerText();
    if (text.startsWith(`Run ${run}\n`)) return text.replaceAll('\n', ' ');
  }
  throw new Error(`the plot ${name} has no run ${run}`);
}

describe('the trends', () => {
  it('show every run of the sample, with the values computed by ROOT', async () => {
    await page.goto('/trends?subsystem=Tracker&pd=ZeroBias&ps=PromptReco&search=NumberOfTrack');
    const area = plot('NumberOfTrack_mean').locator('.plot-area');
    await area.waitFor();
    expect(await area.getAttribute('aria-label')).toMatch(/: 35 runs, 366409 to 370306\./);
    expect(await plot('NumberOfTrack_mean').locator('.card-figures').innerText()).toMatch(/35 runs$/);
    const [point] = golden.filter(({ config, run }) => config === 'NumberOfTrack_mean' && run === 370298);
    const tooltip = await tooltipOf('NumberOfTrack_mean', 370298);
    expect(tooltip).toContain(`value ${formatValue(point?.value ?? Number.NaN, point?.error ?? 0, point?.error ?? 0)}`);
    expect(tooltip).toContain(`entries ${point?.entries.toLocaleString('en')}`);
  });

  it('show a run without a value as a gap, with its reason', async () => {
    await page.goto('/trends?subsystem=CSC&pd=ZeroBias&ps=PromptReco');
    await plot('NSegments_Avg').locator('.plot-area').waitFor();
    expect(await plot('NSegments_Avg').locator('.card-figures').innerText()).toMatch(/34 runs, 1 gap$/);
    expect(await tooltipOf('NSegments_Avg', 370298)).toMatch(
      /none: ME not found in the file failure MISSING_HISTOGRAM/,
    );
  });

  it('show a tooltip for the point under the pointer', async () => {
    await page.goto('/trends?subsystem=Tracker');
    const area = plot('NumberOfTrack_mean').locator('.plot-area');
    await area.scrollIntoViewIfNeeded();
    const box = await area.boundingBox();
    await page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + 40);
    expect(await page.locator('.plot-tooltip').innerText()).toMatch(/^Run \d{6}\n/);
  });

  it('are marked as sample data, and keep their state in the URL', async () => {
    await page.goto('/trends');
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
    expect(await read(await site.open(page.url()))).toEqual(shown);
    await page.goBack();
    await page.waitForURL((url) => !url.search.includes('search='));
  });

  it('report that no plot matches a search', async () => {
    await page.goto('/trends?subsystem=Tracker&search=nonsense');
    expect(await page.getByText('No plot matches').textContent()).toBe('No plot matches “nonsense”');
  });

  it('fetch no points of plots far from the viewport', async () => {
    const requests: string[] = [];
    page.on('request', (request) => {
      const body = request.postData() ?? '';
      if (body.includes('TrendColumns')) requests.push(body);
    });
    await page.goto('/trends?subsystem=Reco&row=1');
    await page.locator('.plot-area').first().waitFor();
    await page.waitForLoadState('networkidle');
    const names = requests.flatMap((body) => (JSON.parse(body) as { variables: { names: string[] } }).variables.names);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeLessThan(30);
  });
});

describe('the anomalies', () => {
  const cards = () => page.locator('.anomaly-card');

  it('are sorted by abs(z), have their criteria in the URL, and open their point on click', async () => {
    await page.goto('/anomalies');
    await cards().first().waitFor();
    const sizes = (await cards().locator('.mantine-Badge-root').allInnerTexts()).map((text) =>
      text.startsWith('>') ? 1000 : Math.abs(Number.parseFloat(text.replace('−', '-'))),
    );
    expect(sizes.length).toBeGreaterThan(3);
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(5);
    const summary = page.getByText(/^\d+ of \d+ trends$/);
    expect(Number.parseInt(await summary.innerText(), 10)).toBe(sizes.length);
    expect(await page.getByRole('region', { name: 'Newest runs' }).innerText()).toMatch(/370306\s+Collisions23/);
    expect(await page.getByRole('region', { name: 'Failed files' }).innerText()).toMatch(/370306 Muon0/);
    await page.getByRole('textbox', { name: 'Threshold abs(z) ≥' }).fill('10');
    await page.waitForURL(/limit=10/);
    await expect.poll(() => cards().count()).toBe(sizes.filter((size) => size >= 10).length);
    const again = await cards().allInnerTexts();
    await page.reload();
    await cards().first().waitFor();
    expect(await cards().allInnerTexts()).toEqual(again);
    const [, run = ''] = /Run (\d{6}):/.exec(await cards().first().innerText()) ?? [];
    await cards().first().getByRole('link').first().click();
    await page.waitForURL((url) => url.searchParams.get('point')?.endsWith(`,${run}`) ?? false);
    await page.getByRole('dialog').getByText(`Run ${run}`).first().waitFor();
  });

  it('are empty for a high threshold, which a button lowers', async () => {
    await page.goto('/anomalies?limit=1000');
    await page.getByText('No anomalies').waitFor();
    await page.getByRole('button', { name: 'Set threshold to 3 σ' }).click();
    await page.waitForURL(/limit=3/);
    await cards().first().waitFor();
    expect(await page.getByText('No anomalies').count()).toBe(0);
  });
});

describe('the table of runs', () => {
  it('is sorted on click and filtered by a search, both in the URL', async () => {
    await page.goto('/runs');
    const numbers = () =>
      page
        .locator('[data-row]')
        .evaluateAll((rows: HTMLElement[]) => rows.map(({ dataset }) => Number(dataset['row'])));
    await page.locator('[data-row]').first().waitFor();
    expect(await numbers()).toEqual((await numbers()).toSorted((a, b) => b - a));
    await page.getByRole('button', { name: 'Recorded [/pb]' }).click();
    await page.waitForURL(/sort=recordedLumi/);
    await expect.poll(async () => (await numbers())[0]).not.toBe(370306);
    await page.getByRole('searchbox').fill('Cosmics23');
    await page.getByText(/^\d runs with a DQM file that match/).waitFor();
    const found = await numbers();
    expect(found.length).toBeGreaterThan(2);
    await page.reload();
    await page.getByText(/^\d runs with a DQM file that match/).waitFor();
    expect(await numbers()).toEqual(found);
  });
});

describe('the table of configs', () => {
  it('opens the details of a config, with links to its plots', async () => {
    const name = 'TurnOn_HalfWidth_Electron_EB_threshold_36';
    await page.goto(`/configs?search=${name}`);
    await page.getByRole('button', { name }).click();
    await page.waitForURL(/config=\d+/);
    const panel = page.getByRole('dialog');
    await panel.getByText('TOO_FEW_ENTRIES').first().waitFor();
    expect(await panel.getByRole('region', { name: 'Failures' }).innerText()).toContain('367414');
    expect(await panel.getByRole('region', { name: 'Revisions' }).innerText()).toMatch(/1, since/);
    await panel.getByRole('link', { name: 'ZeroBias PromptReco' }).click();
    await page.waitForURL(new RegExp(`trends/L1T/${name}\\?pd=ZeroBias&ps=PromptReco`));
  });
});

describe('the navigation', () => {
  const selection = { subsystem: 'CSC', pd: 'Muon0', ps: 'PromptReco', latest: '7' };
  const link = (name: string) => page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name });
  const shown = (): string[] => {
    const { pathname, searchParams } = new URL(page.url());
    return [pathname, ...Object.keys(selection).map((key) => `${key}=${searchParams.get(key)}`)];
  };
  const trends = ['/trends', ...Object.entries(selection).map(([key, value]) => `${key}=${value}`)];

  it('keeps subsystem, dataset and runs from page to page', async () => {
    await page.goto(`/trends?${new URLSearchParams(selection)}&search=segments`);
    await page.locator('.plot-area').first().waitFor();
    for (const name of ['Help', 'Runs', 'Scans', 'Metrics', 'GraphiQL', 'Anomalies', 'Incidents']) {
      await link(name).click();
      await page.waitForURL((url) => url.pathname === `/${name === 'Incidents' ? '' : name.toLowerCase()}`);
      for (const own of ['of', 'system']) expect(new URL(page.url()).searchParams.has(own)).toBe(false);
      await link('Trends').click();
      await page.locator('.plot-area').first().waitFor();
      expect(shown()).toEqual(trends);
    }
    await link('Configs').click();
    await page.waitForURL('**/configs?subsystem=CSC');
    await page.getByRole('button', { name: 'Residual_Width_me-11a' }).click();
    await page.getByRole('dialog').getByRole('link', { name: 'ZeroBias PromptReco' }).click();
    await page.waitForURL('**/trends/CSC/Residual_Width_me-11a?pd=ZeroBias&ps=PromptReco&latest=7');
    await link('Help').click();
    await page.getByRole('region', { name: 'Pages' }).getByRole('link', { name: 'Trends' }).click();
    await page.waitForURL('**/trends?subsystem=CSC&pd=ZeroBias&ps=PromptReco&latest=7*');
  });

  it('has the selection of an address that is loaded, and no earlier one', async () => {
    await page.goto(`/trends?${new URLSearchParams(selection)}`);
    await page.locator('.plot-area').first().waitFor();
    await page.goto('/help');
    await link('Trends').click();
    await page.locator('.plot-area').first().waitFor();
    expect(new URL(page.url()).searchParams.get('subsystem')).not.toBe('CSC');
    expect(new URL(page.url()).searchParams.has('latest')).toBe(false);
  });
});

describe('axe', () => {
  it('finds no serious violation on any page', async () => {
    const plotPage = '/trends/Tracker/NumberOfTrack_mean?pd=ZeroBias&ps=PromptReco';
    const violations: Record<string, string[]> = {};
    const click = (name: string | RegExp) => () => page.getByRole('button', { name }).first().click();
    const trends = '/trends?subsystem=SiStrips&pd=ZeroBias&ps=PromptReco';
    for (const [address, ready, open] of [
      // With menus, legends, tooltips and dialogs open; `ready` is in what opens, which covers the rest.
      [trends, '[aria-label="Plot options"] .mantine-Slider-thumb', click('View')],
      [trends, '[aria-label="Show less of the legend"]', click(/more of the legend$/)],
      [trends, '.plot-tooltip', () => page.locator('.plot-area').first().hover()],
      [trends, '[role="menuitem"]', click(/^Menu of /)],
      [plotPage, '[aria-label="Add trends"] [role="option"]:visible', click('Trend')],
      ['/', '[data-incident]'],
      ['/anomalies', '.anomaly-card'],
      [`${plotPage}&also=Tracker,NumberOfTrack_mean,Muon0,PromptReco&oms=recorded`, '.correlation-figures'],
      [`${plotPage}&part=points&point=NumberOfTrack_mean,370298`, '[data-state="drawn"]'],
      [`${plotPage}&part=distribution`, '.value-distribution canvas'],
      [`${plotPage}&part=config`, '.config-panel-revision'],
      ['/runs', '[data-row]'],
      ['/configs', '.table-link'],
      ['/configs/new', 'h3'],
      ['/metrics', '.mono'],
      ['/scans', 'tbody tr'],
      ['/help', '.help-index'],
      ['/nowhere', 'h3'],
      ['/trends?subsystem=Tracker&search=nonsense', 'h3'],
      ['/graphiql', '.graphiql-query-editor .view-line'],
    ] as const) {
      await page.goto(address);
      if (open) {
        await shown(page);
        await open();
      }
      await page.locator(ready).first().waitFor();
      if (address === '/nowhere') takeNotFoundError(site);
      const found = await seriousViolations(page);
      // GraphiQL nests the close buttons in its tabs: a bug of GraphiQL.
      violations[`${address} ${ready}`] = found.filter(
        (violation) => !/^light nested-interactive: <li [^>]*graphiql-tab/.test(violation),
      );
    }
    expect(Object.entries(violations).filter(([, found]) => found.length > 0)).toEqual([]);
  });
});

describe('the other pages', () => {
  it.each([
    ['/runs', /44 runs with a DQM file/],
    ['/configs', /plot configs/],
    ['/configs/new', /No config yet/],
    ['/metrics?search=landau', /LandauAroundMax/],
    ['/scans', /1 failed file/],
    ['/nowhere', /Page not found/],
  ])('%s is served', async (address, text) => {
    await page.goto(address);
    expect(await page.getByText(text).first().textContent()).toMatch(text);
    if (address === '/nowhere') takeNotFoundError(site);
  });

  it('starts a scan on click, and shows its result', async () => {
    await page.goto('/scans');
    const scans = page.locator('tbody tr');
    await scans.first().waitFor();
    const before = await scans.count();
    await page.getByRole('button', { name: 'Scan now' }).click();
    await page.waitForFunction((count) => document.querySelectorAll('tbody tr').length > count, before);
    expect(await scans.first().innerText()).toMatch(/finished|running/);
  });

  it.each(['light', 'dark'] as const)('show errors in a colour of their own, %s', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    await page.goto('/scans');
    await page.route('**/graphql', (route) =>
      route.request().postData()?.includes('mutation') ? route.fulfill({ status: 500 }) : route.continue(),
    );
    await page.getByRole('button', { name: 'Query OMS' }).click();
    const colors = await page
      .getByRole('status')
      .first()
      .evaluate((status) => [getComputedStyle(status).color, getComputedStyle(document.body).color]);
    expect(colors[0]).not.toBe(colors[1]);
    site.consoleErrors = []; // the failed request is in the console
  });

  it('executes queries in GraphiQL, with examples', async () => {
    await page.goto('/graphiql');
    await page.locator('.graphiql-query-editor').getByText('LatestTrends').first().waitFor();
    const responded = page.waitForResponse(
      (response) => response.request().postData()?.includes('query LatestTrends') === true,
    );
    await page.getByRole('button', { name: /Execute query/ }).click();
    expect(await (await responded).json()).toMatchObject({ data: { trends: expect.any(Array) } });
    await page.locator('.result-window').getByText('"trends"').first().waitFor();
  });
});

describe('the explorer without a server', () => {
  it('shows an error and a retry button', async () => {
    await page.route('**/graphql', (route) => route.abort());
    await page.goto('/trends');
    await page.getByText('The subsystems could not be loaded.').waitFor();
    expect(await page.getByRole('button', { name: 'Retry' }).isVisible()).toBe(true);
    site.consoleErrors = []; // the failed requests are in the console
  });
});
