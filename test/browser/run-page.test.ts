/** The page of a run, and the links that open it. */
import { Client } from 'pg';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { seriousViolations } from './axe.ts';
import { hdqmSite } from './site.ts';

const site = hdqmSite({ context: { permissions: ['clipboard-read', 'clipboard-write'] } });
/** The run from which on the sample has a lower trigger efficiency, the significant ones before and after it, and the one before of its datasets. */
const [run, previous, next, compared] = [369869, 369640, 369871, 367520];
/** A run without a file that is extracted. */
const waiting = 369870;

async function query(text: string, values: readonly unknown[] = []): Promise<void> {
  const database = new Client({ connectionString: site.databaseUrl });
  await database.connect();
  try {
    await database.query(text, [...values]);
  } finally {
    await database.end();
  }
}

beforeAll(async () => {
  await query(
    `WITH run AS (INSERT INTO run (number, significant) VALUES ($1, false) RETURNING number)
     INSERT INTO file (path, dataset_id, run_number, era, processing_version, tier, version, state, reason)
     SELECT 'a/b.root', dataset.id, number, 'Run2023D', 1, 'DQMIO', 1, 'failed', 'truncated: 1 of 2 bytes' FROM run, dataset LIMIT 1`,
    [waiting],
  );
  // One trend of the run has no ME, and one a failure.
  await query(
    `WITH lost AS (
       DELETE FROM point WHERE run_number = $1 AND trend_id = (
         SELECT trend.id FROM trend JOIN config ON config.id = config_id JOIN dataset ON dataset.id = dataset_id
         WHERE subsystem = 'Tracker' AND has_data AND primary_dataset = 'Muon0' ORDER BY trend.id LIMIT 1)
       RETURNING trend_id
     )
     UPDATE file SET missing = missing || config_id FROM lost JOIN trend ON trend.id = trend_id
     WHERE file.run_number = $1 AND file.dataset_id = trend.dataset_id`,
    [run],
  );
});

const cards = (page: Page) => page.locator('[data-run-trend]');
const counts = (page: Page) => page.getByRole('region', { name: 'Trends by subsystem and state' });
const count = (page: Page, subsystem: string, state: string) =>
  counts(page).getByRole('link', { name: new RegExp(`^${subsystem}: [\\d,]+ ${state}$`) });
const heading = (page: Page, of: number) => page.getByRole('heading', { name: `Run ${of}`, exact: true, level: 2 });

/** Opens the page of a run, with its plots. */
async function open(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await cards(page).locator('.small-plot').first().waitFor();
}

describe('the page of a run', () => {
  it('has its facts, files, alarms and changes, and its trends by state, the worst first', async () => {
    const { page } = site;
    await open(page, `/runs/${run}`);
    expect(await page.title()).toBe(`Run ${run} · HDQM`);
    const text = await page.locator('main').innerText();
    expect(text).toMatch(/Collisions23 · Run2023D · fill 8880 · 2023-06-24 04:48 UTC to 2023-06-24 05:50 UTC · 62 min/);
    expect(text).toMatch(new RegExp(`Changes since run ${compared}\\s+fill\\s+8754 → 8880`));
    expect(text).toMatch(/3 alarms\s+WARNING\s+L1T\/\S+\s+level from 0\.9\d+ to 0\.9\d+.*from this run on/i);
    expect(await page.getByRole('region', { name: 'Certification flags of the run' }).innerText()).toMatch(
      /tracker-strip SiStrips, Tracker\s+GOOD, 95\.7 % good/,
    );
    expect(await page.getByRole('region', { name: 'Notes' }).innerText()).toContain('No notes on this run.');
    const files = page.locator('[data-file]');
    expect(await files.allInnerTexts()).toEqual([
      expect.stringMatching(/^Muon0 PromptReco\s+Run2023D DQMIO\s+v1, V0001\s+extracted\s+1 ME missing/),
      expect.stringMatching(/^ZeroBias PromptReco\s+Run2023D DQMIO\s+v1, V0001\s+extracted/),
    ]);
    const states = await cards(page).evaluateAll((all) => all.map((card) => card.getAttribute('data-state')));
    expect(states.slice(0, 5)).toEqual(['warning', 'warning', 'warning', 'noValue', 'good']);
    const [worst] = await cards(page).allInnerTexts();
    expect(worst).toMatch(
      /Warning\s+L1T · ZeroBias PromptReco\s+0\.8\d+ ± 0\.00\d+ · −\d+\.\d σ · baseline 0\.94\d*\s+level from/i,
    );
    expect(await cards(page).nth(3).innerText()).toMatch(
      /No value\s+Tracker · Muon0 PromptReco[\s\S]*ME not found in the file/i,
    );
    expect(await seriousViolations(page)).toEqual([]);
  });

  it('filters by the counts, in the URL, and keeps the filter for other runs', async () => {
    const { page } = site;
    await open(page, `/runs/${run}`);
    const total = Number((await count(page, 'All', 'warning').innerText()).replace(',', ''));
    expect(total).toBe(3);
    await count(page, 'All', 'warning').click();
    await page.waitForURL(`/runs/${run}?state=warning`);
    await expect.poll(() => cards(page).count()).toBe(total);
    await page.getByRole('heading', { name: 'Trends: warning (3)' }).waitFor();
    expect(await count(page, 'All', 'warning').getAttribute('aria-current')).toBe('true');
    await counts(page)
      .getByRole('link', { name: /^L1T: \d+ trends$/ })
      .click();
    await page.waitForURL(`/runs/${run}?system=L1T`);
    const listed = await counts(page).locator('[data-subsystem="L1T"]').innerText();
    const sum = [...listed.matchAll(/\d+/g)].slice(1).reduce((total, [number]) => total + Number(number), 0); // not that of L1T
    await expect.poll(() => cards(page).count()).toBe(sum);
    await page.getByRole('link', { name: 'Next significant run' }).click();
    await page.waitForURL(`/runs/${next}?system=L1T`);
    await heading(page, next).waitFor();
    await page.getByRole('link', { name: 'Show all trends' }).click();
    await page.waitForURL(`/runs/${next}`);
    await expect.poll(() => cards(page).count()).toBe(24);
    await page.getByRole('button', { name: /^Show more/ }).click();
    await expect.poll(() => cards(page).count()).toBeGreaterThan(100);
    await page.goto(`/runs/${run}`);
    await page.getByRole('link', { name: '1 ME missing' }).click();
    await page.waitForURL((url) => url.searchParams.get('state') === 'noValue');
    await expect.poll(() => cards(page).count()).toBe(1);
    await page.getByRole('combobox', { name: 'Dataset' }).click();
    await page.getByRole('option', { name: 'ZeroBias PromptReco' }).click();
    await page.getByText('No trend of this run passes the filter.').waitFor();
  });

  it('goes to the runs around by keys, but not from a field or a panel', async () => {
    const { page } = site;
    await open(page, `/runs/${run}`);
    await page.keyboard.press(']');
    await heading(page, next).waitFor();
    await page.keyboard.press('[');
    await heading(page, run).waitFor();
    await page.keyboard.press('ArrowLeft');
    await heading(page, previous).waitFor();
    await page.keyboard.press('ArrowRight');
    await heading(page, run).waitFor();
    await cards(page).locator('.small-plot').first().waitFor();
    await page.getByRole('combobox', { name: 'Dataset' }).press(']');
    await page.keyboard.press('Escape');
    expect(new URL(page.url()).pathname).toBe(`/runs/${run}`);
    await cards(page).first().getByRole('button').click();
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press(']');
    await page.keyboard.press('[');
    expect(new URL(page.url()).pathname).toBe(`/runs/${run}`);
  });

  it('opens the histograms of a trend, in the URL, with the runs of its plot', async () => {
    const { page } = site;
    await open(page, `/runs/${run}?state=warning`);
    const name = await cards(page).first().getAttribute('data-run-trend');
    await cards(page).first().getByRole('button').click();
    await page.waitForURL((url) => url.searchParams.get('point') === `${name},${run},ZeroBias,PromptReco`);
    const panel = page.getByRole('dialog');
    await panel.getByText(`Run ${run}`).first().waitFor();
    await panel.locator('.histogram svg, .histogram canvas').first().waitFor();
    await panel.getByRole('button', { name: 'Previous run' }).click();
    await page.waitForURL(
      (url) => /,36\d{4},/.test(url.searchParams.get('point') ?? '') && !url.search.includes(`${run}%2C`),
    );
    const shared = await site.open(page.url());
    await shared.getByRole('dialog').waitFor();
    const opened = new URL(page.url()).searchParams.get('point');
    expect(await shared.locator('[data-run]').getAttribute('data-run')).toBe(opened?.split(',')[1]);
    await page.keyboard.press('Escape');
    await page.waitForURL((url) => !url.searchParams.has('point'));
    await cards(page).first().locator('header').getByRole('link').click();
    await page.waitForURL(
      (url) => url.pathname.startsWith('/trends/L1T/') && url.searchParams.get('point')?.endsWith(`,${run}`) === true,
    );
  });

  it('is copied as text and as Markdown', async () => {
    const { page } = site;
    await open(page, `/runs/${run}`);
    await page.getByText(`Changes since run ${compared}`).waitFor();
    const copied = async (name: string, done: string): Promise<string> => {
      await page.getByRole('button', { name }).click();
      await page.getByRole('button', { name: done }).waitFor();
      return page.evaluate(() => navigator.clipboard.readText());
    };
    const text = (await copied('Copy as text', 'Text copied')).split('\n');
    expect(text.slice(0, 4)).toEqual([
      `HDQM: run ${run}`,
      expect.stringMatching(/^Collisions23 · Run2023D/),
      expect.stringMatching(/^Trends: 3 warning, 1 no value, \d+ good\.$/),
      expect.stringMatching(/^- L1T\/\S+ in ZeroBias PromptReco: Warning\. 0\.8\d+ ± .*: level from/),
    ]);
    expect(text.at(-1)).toBe(`${site.base}/runs/${run}`);
    const markdown = await copied('Copy as Markdown', 'Markdown copied');
    expect(markdown).toMatch(/^\*\*HDQM: run 369869\*\*\n/);
    const link = /^- \[L1T\/[^\]]+ in ZeroBias PromptReco\]\((\S+)\)/m.exec(markdown)?.[1] ?? '';
    expect(link).toContain(`${site.base}/trends/L1T/`);
    const opened = await site.open(link);
    await opened.getByRole('dialog').waitFor();
  });

  it('reports a run without trends, one that is unknown, and what is no run', async () => {
    const { page } = site;
    await page.goto(`/runs/${waiting}`);
    await page.getByText('The run has no trends: 1 file failed.').waitFor();
    expect(await page.locator('[data-file]').innerText()).toMatch(/failed\s+truncated: 1 of 2 bytes/);
    expect(await cards(page).count()).toBe(0);
    expect(await seriousViolations(page)).toEqual([]);
    await page.goto('/runs/367521');
    await page.getByText('No scan has found a DQM file of run 367521.').waitFor();
    await page.getByRole('link', { name: String(compared) }).click();
    await heading(page, compared).waitFor();
    for (const text of ['0', 'abc', '99999999999']) {
      await page.goto(`/runs/${text}`);
      await page.getByText(`${text} is not the number of a run.`).waitFor();
    }
  });

  it('fits a phone', async () => {
    const page = await site.open('', { viewport: { width: 390, height: 800 } });
    await open(page, `/runs/${run}`);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });
});

describe('a run number', () => {
  it.each([
    ['on Incidents', '/?incident=369869'],
    [
      'in the panel of a point',
      '/trends/Tracker/NumberOfTrack_mean?pd=ZeroBias&ps=PromptReco&point=NumberOfTrack_mean,369869',
    ],
  ])('%s opens its page', async (_, address) => {
    const { page } = site;
    await page.goto(address);
    await page
      .getByRole('link', { name: `Run ${run}`, exact: true })
      .first()
      .click();
    await page.waitForURL(`/runs/${run}`);
    await heading(page, run).waitFor();
    expect(await page.title()).toBe(`Run ${run} · HDQM`);
  });

  it('on a card of an anomaly opens its page', async () => {
    const { page } = site;
    await page.goto('/anomalies');
    const link = page
      .locator('[data-anomaly]')
      .first()
      .getByRole('link', { name: /^Run \d+$/ });
    const name = await link.innerText();
    await link.click();
    await page.getByRole('heading', { name, exact: true, level: 2 }).waitFor();
    expect(await page.title()).toBe(`${name} · HDQM`);
  });

  it('of an old link without a subsystem opens its page', async () => {
    const { page } = site;
    await page.goto(`/?subsystem=&pd=&ps=&filter=list&filterValue=${run}&options=7`);
    await page.waitForURL(`/runs/${run}`);
    await heading(page, run).waitFor();
    expect(await page.title()).toBe(`Run ${run} · HDQM`);
  });
});
