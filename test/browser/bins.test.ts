import { describe, expect, it } from 'vitest';
import { hdqmSite } from './site.ts';
import { plot, tracker, tracks } from './trends-page.ts';

const site = hdqmSite();
const plotPage = `/trends/Tracker/${tracks}?pd=ZeroBias&ps=PromptReco&latest=100`;
const labelOf = async (name: string): Promise<string> =>
  (await plot(site.page, name).locator('.plot-area, [role=application]').first().getAttribute('aria-label')) ?? '';

describe('bins of runs', () => {
  it('are chosen in the View menu of a plot, named in tooltip and table, and open their runs', async () => {
    const { page } = site;
    await page.goto(plotPage);
    await expect.poll(() => labelOf(tracks)).toMatch(/: \d+ runs, /);
    const runs = Number(/: (\d+) runs/.exec(await labelOf(tracks))?.[1]);
    await page.getByRole('button', { name: 'View' }).click();
    await page.getByRole('combobox', { name: 'A point for each' }).click();
    await page.getByRole('option', { name: 'Fill' }).click();
    await page.keyboard.press('Escape');
    await page.waitForURL((url) => url.searchParams.get('bins') === 'fill');
    await expect.poll(() => labelOf(tracks)).toMatch(/: \d+ bins, /);
    const fills = Number(/: (\d+) bins/.exec(await labelOf(tracks))?.[1]);
    expect(fills).toBeGreaterThan(1);
    expect(fills).toBeLessThan(runs);

    await page.getByRole('application').first().focus();
    await page.keyboard.press('End');
    const tooltip = page.getByRole('tooltip');
    await expect.poll(() => tooltip.innerText()).toMatch(/^Fill \d+/);
    await page.getByRole('tab', { name: 'Points' }).click();
    await page
      .getByText(/^fill \d+, \d+ runs?$/)
      .first()
      .waitFor();

    await page.getByRole('application').first().focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => !url.searchParams.has('bins') && url.searchParams.has('zoom'));
    await expect.poll(() => labelOf(tracks)).toMatch(/: \d+ runs, /);
  });

  it('are of all plots of a grid', async () => {
    const { page } = site;
    await page.goto(`${tracker}&at=${tracks}&latest=100&bins=era`);
    await expect.poll(() => labelOf(tracks)).toMatch(/: \d+ bins, /);
    await expect.poll(() => plot(page, tracks).innerText()).toMatch(/\d+ bins/);
  });
});
