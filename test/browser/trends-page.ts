import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

/** Address of the sample's tracker. */
export const tracker = '/trends?subsystem=Tracker&pd=ZeroBias&ps=PromptReco';
/** A plot of it. */
export const tracks = 'NumberOfTrack_mean';

/** The plot of a config, or of a group. */
export function plot(page: Page, key: string): Locator {
  return page.locator(`[data-plot="${key}"]`);
}

/** How many plots in the window are grey still, or show what they showed before. */
export function waitingInWindow(page: Page): Promise<number> {
  return page.locator('.plot-card-loading, .plot-card-stale').evaluateAll(
    (places) =>
      places.filter((place) => {
        const { top, bottom } = place.getBoundingClientRect();
        return bottom > 0 && top < innerHeight;
      }).length,
  );
}

/** What the plots of a page say they show, once all in the window are there. */
export async function shown(page: Page): Promise<string[]> {
  await page.locator('.plot-area').first().waitFor();
  await expect.poll(() => waitingInWindow(page), { timeout: 20_000 }).toBe(0);
  return labels(page, '.plot-area:not(.plot-card-stale *)');
}

/** What plots say they show, now. */
export function labels(page: Page, plots = '.plot-area'): Promise<string[]> {
  return page.locator(plots).evaluateAll((areas) => areas.map((area) => area.getAttribute('aria-label') ?? ''));
}

/** Waits until the page's first plot shows so many runs. */
export function runsShown(page: Page, count: number): Promise<void> {
  return page.locator(`.plot-area[aria-label*=": ${count} runs, "]`).first().waitFor();
}

/** Opens the choice of runs. */
export function openRuns(page: Page): Promise<void> {
  return page.getByRole('button', { name: /^Runs: / }).click();
}

/** Opens the menu of how plots are drawn. */
export function openDrawing(page: Page): Promise<void> {
  return page.getByRole('button', { name: 'View', exact: true }).click();
}
