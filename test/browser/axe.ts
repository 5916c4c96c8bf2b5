import axe, { type RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

/** Returns the serious and critical violations that axe-core finds on a page in light mode, and those of contrast, which alone differ, in dark mode. */
export async function seriousViolations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const light = await violationsIn(page, 'light', {});
  const dark = await violationsIn(page, 'dark', { runOnly: ['color-contrast'] });
  await page.emulateMedia({ colorScheme: 'light' });
  return [...light, ...dark];
}

async function violationsIn(page: Page, colorScheme: 'light' | 'dark', options: RunOptions): Promise<string[]> {
  await page.emulateMedia({ colorScheme });
  await page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor();
  const { violations } = await page.evaluate(async (options) => {
    // A colour on its way from one scheme to the other has no contrast of its own.
    const transitions = document.getAnimations().filter((animation) => animation instanceof CSSTransition);
    await Promise.allSettled(transitions.map(({ finished }) => finished));
    return (globalThis as unknown as { axe: typeof axe }).axe.run(options);
  }, options);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${colorScheme} ${id}: ${html.slice(0, 200)}`));
}
