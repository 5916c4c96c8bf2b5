import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { hdqmSite } from './site.ts';
import { plot, tracker, tracks } from './trends-page.ts';

const site = hdqmSite({ context: { permissions: ['clipboard-read', 'clipboard-write'] } });
const plotPage = `/trends/Tracker/${tracks}?pd=ZeroBias&ps=PromptReco`;
/** A run of the sample that is not among the latest 5. */
const oldRun = 367232;

/** Runs that the plot of the page shows. */
async function runsOf(page: Page): Promise<string> {
  const label = await plot(page, tracks).locator('.plot-area').getAttribute('aria-label');
  return /: (\d+ runs, \d+ to \d+)/.exec(label ?? '')?.[1] ?? '';
}

describe.each([
  ['plot page', plotPage],
  ['trends page', `${tracker}&at=${tracks}`],
])('a link of the %s to a point whose run has left the latest', (_, address) => {
  it('shows the runs around it, with the previous and the next run', async () => {
    const { page } = site;
    await page.goto(`${address}&latest=5&point=${tracks},${oldRun}`);
    await page.waitForURL((url) => url.searchParams.has('runs'));
    const [first = 0, last = 0] = (new URL(page.url()).searchParams.get('runs') ?? '').split('-').map(Number);
    expect(first).toBeLessThan(oldRun);
    expect(last).toBeGreaterThan(oldRun);
    await expect.poll(() => runsOf(page)).toBe(`5 runs, ${first} to ${last}`);
    const panel = page.getByRole('dialog');
    const shown = panel.locator('[data-run]');
    for (const name of ['Next run', 'Previous run', 'Previous run']) {
      const before = await shown.getAttribute('data-run');
      await panel.getByRole('button', { name }).click();
      // The address changes before the buttons lead from the new run.
      await expect.poll(() => shown.getAttribute('data-run')).not.toBe(before);
    }
    await expect.poll(() => runsOf(page)).toBe(`5 runs, ${first} to ${last}`);
  });
});

describe('a copied link', () => {
  it('has the latest runs as now, or these runs', async () => {
    const { page } = site;
    await page.goto(`${plotPage}&latest=7`);
    await page.getByRole('button', { name: 'Copy link' }).click();
    const copied = async (name: string): Promise<string> => {
      await page.getByRole('menuitem', { name }).click();
      await page.getByRole('menuitem', { name: 'Link copied' }).waitFor();
      return page.evaluate(() => navigator.clipboard.readText());
    };
    expect(await copied('Copy link as now')).toBe(page.url());
    const pinned = new URL(await copied('Copy link to these runs, pinned'));
    expect(pinned.searchParams.get('runs')?.split(',')).toHaveLength(7);
    const shown = await runsOf(page);
    const fresh = await site.open(pinned.href);
    await expect.poll(() => runsOf(fresh)).toBe(shown);
    await fresh.getByRole('button', { name: 'Copy link' }).click();
    await fresh.getByRole('menuitem', { name: 'Copy link' }).waitFor();
    expect(await fresh.getByRole('menuitem', { name: 'pinned' }).count()).toBe(0);
  });

  it.each([
    ['plot page', plotPage, 'Copy link'],
    ['trends page', `${tracker}&at=${tracks}`, /^Menu of /],
  ])('is copied without the clipboard API on the %s', async (_, address, menu) => {
    const { page } = site;
    await page.addInitScript(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
    await page.goto(address);
    const scope = menu === 'Copy link' ? page : plot(page, tracks);
    await scope.getByRole('button', { name: menu }).click();
    await page.getByRole('menuitem', { name: 'Copy link as now' }).click();
    await page.getByRole('menuitem', { name: 'Link copied' }).waitFor();
    const other = await page.context().newPage();
    await other.goto(`${site.base}/runs`);
    expect(await other.evaluate(() => navigator.clipboard.readText())).toContain(
      `/trends/Tracker/${tracks}?pd=ZeroBias`,
    );
  });
});
