import { readFile } from 'node:fs/promises';
import { Client } from 'pg';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { seriousViolations } from './axe.ts';
import { hdqmSite } from './site.ts';

const firstRows = (page: Page): Promise<string[]> =>
  page.locator('[data-row]').evaluateAll((rows: HTMLElement[]) => rows.map((row) => row.dataset['row'] ?? ''));
const parameters = (page: Page): URLSearchParams => new URL(page.url()).searchParams;

describe('the page Compare', () => {
  const site = hdqmSite({ context: { permissions: ['clipboard-read', 'clipboard-write'] } });

  it('compares two processings, from Trends to the plot of a trend with both', async () => {
    const { page } = site;
    await page.goto('/trends?subsystem=Tracker&pd=ZeroBias&ps=PromptReco&latest=200');
    await page.getByRole('link', { name: 'Compare all trends in a table' }).click();
    await page.getByText(/trends? in \d+ common runs of A \(PromptReco\) and B \(19Dec2023\)/).waitFor();
    await page.locator('[data-row] svg[role="img"]').first().waitFor();
    const byShift = await firstRows(page);
    expect(byShift.length).toBeGreaterThan(3);
    await page.getByRole('columnheader', { name: 'Trend' }).getByRole('button').click();
    await expect.poll(() => firstRows(page)).toEqual(byShift.toSorted((a, b) => a.localeCompare(b, 'en')));
    expect(parameters(page).get('sort')).toBe('name');
    const [first = ''] = await firstRows(page);
    await page.getByRole('searchbox').fill(first);
    await expect.poll(() => firstRows(page)).toEqual([first]);
    await page.reload();
    await page.locator(`[data-row="${first}"]`).getByRole('link').click();
    await page.getByRole('region', { name: 'Series' }).getByText('19Dec2023').waitFor();
    expect(parameters(page).get('also')).toBe(`Tracker,${first},ZeroBias,19Dec2023`);
  });

  it('swaps the sides, selects eras, and compares these in the runs of each', async () => {
    const { page } = site;
    await page.goto('/compare?subsystem=Tracker');
    await page.getByText(/common runs of A \(PromptReco\)/).waitFor();
    await page.getByRole('button', { name: 'Swap A and B' }).click();
    await page.getByText(/common runs of A \(19Dec2023\)/).waitFor();
    await page.goto('/compare?subsystem=Tracker&a=ZeroBias,PromptReco,Run2023C');
    await page.getByText(/runs of A \(Run2023C\) and \d+ runs of B \(Run2023D\)/).waitFor();
    await page.getByRole('combobox', { name: 'B', exact: true }).click();
    await page.getByRole('option', { name: 'ZeroBias PromptReco Run2023B' }).click();
    await page.getByText(/runs of A \(Run2023C\) and \d+ runs of B \(Run2023B\)/).waitFor();
    expect(parameters(page).get('b')).toBe('ZeroBias,PromptReco,Run2023B');
    await page.locator('[data-row] svg[role="img"]').first().waitFor();
  });

  it('lists trends of one side apart', async () => {
    const { page } = site;
    const client = new Client({ connectionString: site.databaseUrl });
    await client.connect();
    await client.query(
      `DELETE FROM point USING trend, config, dataset WHERE trend.id = trend_id AND config.id = config_id AND config.name = 'NSegments_Avg'
         AND dataset.id = dataset_id AND processing = '19Dec2023'`,
    );
    await client.query('UPDATE file SET size = size');
    await client.end();
    await page.goto('/compare?subsystem=CSC&latest=all');
    await page.getByText('1 trend only in A (PromptReco)').click();
    const link = page.getByRole('list', { name: 'Trends only in A (PromptReco)' }).getByRole('link');
    expect(await link.innerText()).toBe('NSegments_Avg');
    await link.click();
    await page.getByRole('heading', { name: 'Average no. of segments per event' }).waitFor();
  });

  it('reports why nothing is compared', async () => {
    const { page } = site;
    await page.goto('/compare?subsystem=Tracker&a=ZeroBias,PromptReco&b=Cosmics,PromptReco&latest=all');
    await page.getByText('No common runs').waitFor();
    expect(await page.locator('[data-row]').count()).toBe(0);
    await page.goto('/compare?subsystem=Tracker&search=nothinghasthisname');
    await page.getByText('No trend on both sides').waitFor();
  });

  it('saves the table, and copies a link that has both sides', async () => {
    const { page } = site;
    await page.goto('/compare?subsystem=Tracker');
    await page.locator('[data-row]').first().waitFor();
    await page.getByRole('button', { name: 'Save or share' }).click();
    await page.getByRole('menuitem', { name: 'Copy link' }).click();
    await page.getByText('Link copied').waitFor();
    const link = new URL(await page.evaluate(() => navigator.clipboard.readText()));
    expect([link.searchParams.get('a'), link.searchParams.get('b')]).toEqual([
      'ZeroBias,PromptReco',
      'ZeroBias,19Dec2023',
    ]);
    const downloaded = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: 'Table as CSV' }).click();
    const csv = await readFile(await (await downloaded).path(), 'utf8');
    const rows = await page.getByRole('table').getAttribute('aria-rowcount');
    // A trend that one side has, has no figures.
    expect(
      csv
        .trim()
        .split('\n')
        .filter((line) => !line.endsWith(',,,,,,,,')),
    ).toHaveLength(Number(rows));
  });

  it('has no serious violation, in any size', async () => {
    const { page } = site;
    await page.goto('/compare?subsystem=Tracker');
    for (const width of [1440, 400]) {
      await page.setViewportSize({ width, height: 900 });
      await page.locator('[data-row] svg[role="img"]').first().waitFor();
      expect(await seriousViolations(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    }
  });
});
