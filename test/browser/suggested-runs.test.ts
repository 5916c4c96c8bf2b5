import { readFile } from 'node:fs/promises';
import type { Download, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { seriousViolations } from './axe.ts';
import { hdqmSite } from './site.ts';

const runsOf = (page: Page): Promise<string[]> =>
  page.locator('[data-row]').evaluateAll((rows: HTMLElement[]) => rows.map((row) => row.innerText));
const contentOf = async (download: Download): Promise<string> => readFile(await download.path(), 'utf8');

describe('the page of suggested runs', () => {
  const site = hdqmSite({ context: { permissions: ['clipboard-read', 'clipboard-write'] } });

  it('judges the runs by a rule, and saves those that pass', async () => {
    const { page } = site;
    await page.goto('/runs?runs=367406-367520');
    await page.getByRole('link', { name: 'Suggested run list' }).click();
    await page.getByText('10 of 10 runs').waitFor();
    await page.getByText('HDQM suggests: Run Registry decides.').waitFor();
    await page.getByRole('combobox', { name: 'Flags that are GOOD' }).fill('tracker-strip');
    await page.getByRole('option', { name: 'tracker-strip' }).click();
    await page.keyboard.press('Escape');
    await page.getByText('8 of 10 runs').waitFor();
    const rowOf = (run: number) => page.locator(`[data-row="${run}"]`);
    expect(await rowOf(367517).innerText()).toMatch(
      /not good\s+flag tracker-strip is BAD \(GOOD for 26 % of the lumisections\)/,
    );
    expect(await rowOf(367414).innerText()).toMatch(/not good\s+flag tracker-strip not known/);
    expect(await rowOf(367406).innerText()).toMatch(/good\s+passes the rule/);
    await page.getByText('Not good only').click();
    await expect.poll(async () => (await runsOf(page)).length).toBe(2);

    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Golden JSON', exact: true }).click();
    const golden = JSON.parse(await contentOf(await saved)) as Record<string, unknown>;
    expect(Object.keys(golden)).toHaveLength(8);
    expect(golden['367406']).toEqual([[1, 143]]);
    const downloaded = page.waitForEvent('download');
    await page.getByRole('link', { name: 'CSV with reasons' }).click();
    const csv = await contentOf(await downloaded);
    expect(csv.trim().split(/\r?\n/)).toHaveLength(11);
    expect(csv).toContain('367517,false,flag tracker-strip is BAD (GOOD for 26 % of the lumisections)');

    // The address has the whole view.
    await page.reload();
    await page.getByText('8 of 10 runs').waitFor();
    await page.getByLabel('Min. good LS [%]').fill('97');
    await page.getByText('0 of 10 runs').waitFor();
    expect(await rowOf(367406).innerText()).toMatch(/GOOD for 95\.\d % of the lumisections, less than 97 %/);
  });

  it('has no serious violation, in any size', async () => {
    const { page } = site;
    await page.goto('/runs/suggested?flags=tracker-strip');
    for (const width of [1440, 400]) {
      await page.setViewportSize({ width, height: 900 });
      await page.locator('[data-row]').first().waitFor();
      expect(await seriousViolations(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    }
  });

  it('is not needed for a selection in golden form, which the run picker copies', async () => {
    const { page } = site;
    await page.goto('/trends?subsystem=Tracker&pd=ZeroBias&ps=PromptReco');
    await page.getByRole('button', { name: /^Runs: / }).click();
    await page.getByText('Golden JSON', { exact: true }).click();
    await page.getByRole('textbox', { name: 'Golden JSON' }).fill('{"367406": [[1, 100]], "367408": [[1, 200]]}');
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.getByText('2 runs match').waitFor();
    await page.getByLabel("Min. share of the run's lumisections in it [%]").fill('90');
    await page.getByText('1 run matches').waitFor();
    await page.getByText('less than 90 % of the lumisections in the golden JSON').first().waitFor();
    expect(new URL(page.url()).searchParams.get('goldenShare')).toBe('90');
    await page.getByRole('button', { name: 'Copy as golden JSON' }).click();
    await page.getByText('1 run in golden form.').waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('{"367408":[[1,200]]}');
    await page.goto(`/runs?${new URLSearchParams({ golden: new URL(page.url()).searchParams.get('golden') ?? '' })}`);
    await page.getByRole('button', { name: /^Runs: / }).click();
    await page.getByRole('button', { name: 'Copy as golden JSON' }).click();
    await page.getByText('2 runs in golden form.').waitFor();
    expect(await seriousViolations(page)).toEqual([]);
  });
});
