import { expect, it } from 'vitest';
import { seriousViolations } from './axe.ts';
import { hdqmSite } from './site.ts';
import { shown, tracks } from './trends-page.ts';

const site = hdqmSite();
const plotPage = `/trends/Tracker/${tracks}?pd=ZeroBias&ps=PromptReco`;

it('the correlation of a single trend opens against the recorded luminosity', async () => {
  const { page } = site;
  await page.goto(plotPage);
  await page.getByRole('img', { name: /vs\. Recorded luminosity \(1\/pb\): r = / }).waitFor();
  expect(await page.locator('.correlation-figures').innerText()).toMatch(/slope -?[\d.e-]+ ± [\d.e-]+/);
});

it('several OMS quantities are drawn with a trend, and shown by a link; the correlation opens against the first', async () => {
  const { page } = site;
  await page.goto(plotPage);
  await shown(page);
  const canvas = page.locator('.single-plot canvas');
  const picture = (): Promise<string> => canvas.evaluate((one: HTMLCanvasElement) => one.toDataURL());
  const pictures = new Set([await picture()]);
  await page.getByRole('combobox', { name: 'OMS quantities on axes at the right' }).click();
  for (const [key, name] of [
    ['integrated', 'Integrated recorded luminosity (1/pb)'],
    ['l1', 'L1 rate (Hz)'],
  ] as const) {
    await page.getByRole('option', { name }).click();
    await page.waitForURL((url) => url.searchParams.get('oms')?.split(',').includes(key) === true);
    await expect.poll(async () => pictures.has(await picture())).toBe(false);
    pictures.add(await picture());
  }
  await page.getByRole('img', { name: /vs\. Integrated recorded luminosity/ }).waitFor();
  const fresh = await site.open(page.url());
  await fresh.locator('.single-plot canvas').hover();
  const tooltip = await fresh.getByRole('tooltip').innerText();
  expect(tooltip).toMatch(/Integrated recorded luminosity \(1\/pb\)\s+[\d.]+/);
  expect(tooltip).toMatch(/L1 rate \(Hz\)\s+[\d.e]+/);
});

it('quantities of the settings are drawn, correlated with, and select runs, without code of their own', async () => {
  const page = await site.open(`${plotPage}&oms=pileup&latest=all`);
  await page.getByRole('img', { name: /vs\. Peak pile-up of the fill: / }).waitFor();
  await page.locator('.single-plot canvas').hover();
  expect(await page.getByRole('tooltip').innerText()).toMatch(/Peak pile-up of the fill\s+[\d.]+/);
  await page.getByRole('button', { name: /^Runs: / }).click();
  const quantity = page.getByRole('combobox', { name: 'Quantity' });
  await quantity.click();
  await page.getByRole('option', { name: 'Colliding bunches' }).click();
  await page.getByRole('textbox', { name: 'Max. Colliding bunches' }).fill('2000');
  await page.waitForURL((url) => url.searchParams.get('quantity') === 'bunches::2000');
  await page.getByRole('cell', { name: 'bunches above 2000' }).waitFor();
  expect(await seriousViolations(page)).toEqual([]);
});
