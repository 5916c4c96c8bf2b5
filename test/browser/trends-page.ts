import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

/** Address of the sample's Tracker trends. */
export const tracker = '/trends?subsystem=Tracker&pd=ZeroBias&ps=PromptReco';
/** One of its plots. */
export const tracks = 'NumberOfTrack_mean';

/** Returns the plot of a config or of a group. */
export function plot(page: Page, key: string): Locator {
  return page.locator(`[data-plot="${key}"]`);
}

/** Returns the number of plots in the viewport that are loading or stale. */
export function waitingInWindow(page: Page): Promise<number> {
  return page.locator('.plot-card-loading, .plot-card-stale').evaluateAll(
    (cards) =>
      cards.filter((card) => {
        const { top, bottom } = card.getBoundingClientRect();
        return bottom > 0 && top < innerHeight;
      }).length,
  );
}

/** Returns the labels of all current plots, once those in the viewport are loaded. */
export async function shown(page: Page): Promise<string[]> {
  await page.locator('.plot-area').first().waitFor();
  await expect.poll(() => waitingInWindow(page), { timeout: 20_000 }).toBe(0);
  return labels(page, '.plot-area:not(.plot-card-stale *)');
}

/** Returns the current labels of plots. */
export function labels(page: Page, plots = '.plot-area'): Promise<string[]> {
  return page.locator(plots).evaluateAll((areas) => areas.map((area) => area.getAttribute('aria-label') ?? ''));
}

/** Waits until the first plot of the page shows `count` runs. */
export function runsShown(page: Page, count: number): Promise<void> {
  return page.locator(`.plot-area[aria-label*=": ${count} runs, "]`).first().waitFor();
}

/** Opens the run selection. */
export function openRuns(page: Page): Promise<void> {
  return page.getByRole('button', { name: /^Runs: / }).click();
}

/** Opens the View menu. */
export function openViewMenu(page: Page): Promise<void> {
  return page.getByRole('button', { name: 'View', exact: true }).click();
}
