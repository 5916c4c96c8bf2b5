// Measures in Chromium how long the explorer takes to draw its first plots.
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Chromium from '@sparticuz/chromium';
import { chromium } from 'playwright-core';
import { median } from './cost.js';

/**
 * Starts the Chromium of the npm package, as on a machine without a GPU. The options of the package let the processor emulate a GPU, which
 * takes two thirds of the time for painting the page, whatever its plots show.
 */
export async function openChromium() {
  const own = path.join(tmpdir(), `hdqm-chromium-${process.getuid?.() ?? 0}`);
  mkdirSync(own, { recursive: true, mode: 0o700 });
  process.env.TMPDIR = own;
  const args = ['--no-sandbox', '--disable-gpu', '--font-render-hinting=none'];
  return chromium.launch({ executablePath: await Chromium.executablePath(), args, headless: true });
}

/** Returns the seconds from navigation until the first plot is drawn (median of five visits with an empty cache), and the number of plots then. */
export async function firstPlots(url) {
  const browser = await openChromium();
  const times = [];
  let plots = 0;
  try {
    for (let visit = 0; visit < 5; visit += 1) {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
      const page = await context.newPage();
      const start = performance.now();
      await page.goto(url, { timeout: 300_000 });
      await page.locator('[data-plot] canvas').first().waitFor({ timeout: 300_000 });
      times.push((performance.now() - start) / 1000);
      plots = await page.locator('[data-plot] canvas').count();
      await context.close();
    }
  } finally {
    await browser.close();
  }
  return { seconds: median(times), plots };
}
