// Makes the pictures of the README anew from a running HDQM that shows the sample: `npm start`, then `npm run pictures` (with another address:
// `npm run pictures -- http://127.0.0.1:4001`).
import { fileURLToPath } from 'node:url';
import { createJiti } from 'jiti';

const { openBrowser } = await createJiti(import.meta.url).import('../browser/browser.ts');
const base = process.argv[2] ?? 'http://127.0.0.1:4000';
const browser = await openBrowser();
try {
  await take('explorer.png', '/trends?subsystem=PixelPhase1&pd=ZeroBias&ps=PromptReco', async (page) => {
    await page.locator('.plot-area canvas').nth(8).waitFor();
    const plot = page.locator('.plot-area').nth(1);
    await plot.hover({ position: { x: 190, y: 90 } });
    await page.locator('.plot-hint').waitFor();
  });
  const layer = (number) => `clustCharge_ONTk_BPix_Layer${number}_mpv`;
  const address = new URLSearchParams({
    pd: 'ZeroBias',
    ps: 'PromptReco',
    also: `PixelPhase1,${layer(2)},ZeroBias,PromptReco`,
    point: `${layer(1)},367232`,
    hist: 'near',
  });
  await take('plot.png', `/trends/PixelPhase1/${layer(1)}?${address}`, async (page) => {
    await page.locator('.correlation canvas').waitFor();
    await page.locator('[data-state="drawn"] .legend').waitFor();
  });
} finally {
  await browser.close();
}

/** Opens a page, brings it where it is to be, and keeps what a window of 1440 by 900 shows. */
async function take(name, address, ready) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: 'light' });
  await page.goto(base + address);
  await ready(page);
  await page.evaluate(() => document.activeElement?.blur());
  await page.waitForLoadState('networkidle');
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  await page.screenshot({ path: fileURLToPath(new URL(`../../docs/${name}`, import.meta.url)) });
  await page.close();
}
