/** The tooltip of plots and the cursor that all plots of a page share. */
import type { Locator, Page } from 'playwright-core';
import { beforeEach, expect, it } from 'vitest';
import { hdqmSite } from './site.ts';
import { shown } from './trends-page.ts';

const site = hdqmSite();
let page: Page;
beforeEach(() => {
  page = site.page;
});

const areas = () => page.locator('.plot-area');
const tooltip = () => page.locator('.plot-tooltip');

async function hover(area: Locator, x: number, y: number): Promise<void> {
  const box = (await area.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  await page.mouse.move(box.x + box.width * x, box.y + box.height * y);
  await tooltip().waitFor();
}

/** Returns the box of the tooltip, which must be in the window and visible at its corners. */
async function boxInWindow(): Promise<{ left: number; right: number; top: number; bottom: number }> {
  const found = await tooltip().evaluate((root: HTMLElement) => {
    const { left, right, top, bottom } = root.getBoundingClientRect();
    // The tooltip lets the pointer through, and so would the search for the topmost element.
    root.style.pointerEvents = 'auto';
    const corners = [
      [left + 3, top + 3],
      [right - 3, top + 3],
      [left + 3, bottom - 3],
      [right - 3, bottom - 3],
    ];
    const isOnTop = corners.every(([x = 0, y = 0]) => root.contains(document.elementFromPoint(x, y)));
    root.style.pointerEvents = '';
    return { left, right, top, bottom, isOnTop };
  });
  expect(found.isOnTop).toBe(true);
  expect(found.left).toBeGreaterThanOrEqual(0);
  expect(found.right).toBeLessThanOrEqual(1440);
  expect(found.bottom).toBeLessThanOrEqual(900);
  return found;
}

it('is on top of the page, inside the window and beside its plot, at whichever side has room', async () => {
  await page.goto('/trends?subsystem=Reco&pd=ZeroBias&ps=PromptReco&row=3');
  await shown(page);
  const visible = await areas().evaluateAll((all) =>
    all.flatMap((area, index) => {
      const { top, bottom } = area.getBoundingClientRect();
      return top > 100 && bottom < innerHeight ? [index] : [];
    }),
  );
  expect(visible.length).toBeGreaterThanOrEqual(6);
  for (const index of visible) {
    const area = areas().nth(index);
    for (const x of [0.2, 0.95]) {
      await hover(area, x, 0.3);
      const box = await boxInWindow();
      const plot = (await area.boundingBox()) ?? { y: 0, height: 0 };
      expect(box.top >= plot.y + plot.height || box.bottom <= plot.y).toBe(true);
    }
  }
  await page.mouse.move(0, 0);
  await tooltip().waitFor({ state: 'detached' });
});

it('lists the series nearest to the pointer first', async () => {
  await page.goto('/trends?subsystem=JetMET&pd=ZeroBias&ps=PromptReco&row=1');
  await shown(page);
  const area = page.locator('[data-plot^="group "] .plot-area').first();
  const first = async (y: number): Promise<string> => {
    await hover(area, 0.5, y);
    return tooltip().locator('dt').first().innerText();
  };
  /** The values of the first three lines; the first also has its entries. */
  const values = async (): Promise<number[]> => {
    const [names, texts] = [
      await tooltip().locator('dt').allInnerTexts(),
      await tooltip().locator('dd').allInnerTexts(),
    ];
    return texts
      .filter((_, index) => !['entries', 'revision'].includes(names[index] ?? ''))
      .slice(0, 3)
      .map(Number.parseFloat);
  };
  const top = await first(0.02);
  const fromTop = await values();
  expect(fromTop).toEqual(fromTop.toSorted((a, b) => b - a));
  const bottom = await first(0.85);
  const fromBottom = await values();
  expect(fromBottom).toEqual(fromBottom.toSorted((a, b) => a - b));
  expect(top).not.toBe(bottom);
  expect(await tooltip().locator('dt').first().getAttribute('class')).toContain('active');
});

it('marks its run in all plots of the page, and so does the open point', async () => {
  await page.goto('/trends?subsystem=Tracker&pd=ZeroBias&ps=PromptReco');
  await shown(page);
  const cursors = page.locator('.plot-area-cursor:not([hidden])');
  expect(await cursors.count()).toBe(0);
  await hover(areas().first(), 0.5, 0.5);
  const count = await areas().count();
  expect(count).toBeGreaterThan(2);
  expect(await cursors.count()).toBe(count);
  expect(await tooltip().count()).toBe(1);
  await page.mouse.move(0, 0);
  await expect.poll(() => cursors.count()).toBe(0);

  const pictures = () =>
    page.locator('.plot-area canvas').evaluateAll((all: HTMLCanvasElement[]) => all.map((one) => one.toDataURL()));
  await page.goto('/trends/Tracker/NumberOfTrack_mean?pd=ZeroBias&ps=PromptReco');
  await page.goto('/trends?subsystem=Tracker&pd=ZeroBias&ps=PromptReco&point=NumberOfTrack_mean,370298');
  await shown(page);
  const marked = await pictures();
  await page.getByRole('button', { name: 'Next run' }).click();
  await page.waitForURL(/point=NumberOfTrack_mean%2C3703/);
  await expect
    .poll(async () => (await pictures()).filter((picture, index) => picture === marked[index]))
    .toHaveLength(0);
});
