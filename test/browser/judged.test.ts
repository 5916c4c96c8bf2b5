import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { hdqmSite } from './site.ts';

const site = hdqmSite();

/** Whether the canvas of the plot has pixels in the colour of the baseline's median. */
function hasBaseline(page: Page): Promise<boolean> {
  return page.locator('.single-plot canvas').evaluate((canvas: HTMLCanvasElement) => {
    const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
    for (let index = 0; index < data.length; index += 4)
      if (data[index] === 43 && data[index + 1] === 138 && data[index + 2] === 62 && data[index + 3] === 255)
        return true;
    return false;
  });
}

it('the page of an anomaly has the judgement of its point, and draws the baseline', async () => {
  const { page } = site;
  await page.goto('/anomalies');
  const card = page.locator('.anomaly-card').first();
  await card.waitFor();
  const z = (await card.locator('.mantine-Badge-root').innerText()).replace(/ σ$/, '');
  const [, run = '', median = ''] = /Run (\d+): .*median (\S+)/.exec(await card.innerText()) ?? [];
  await card.getByRole('link').first().click();
  await page.waitForURL((url) => url.searchParams.get('judged')?.startsWith(`${run},`) === true);
  const note = page.getByRole('note', { name: 'Judgement' });
  expect(await note.innerText()).toContain(`Run ${run}: z = ${z}. Baseline: runs `);
  expect(await note.innerText()).toContain(`median ${median}, `);
  await expect.poll(() => hasBaseline(page)).toBe(true);
  const figures = page.locator('.series-figures').first();
  expect(await figures.innerText()).toMatch(/median\s+\S+\s+MAD\s+\S+/);
  await note.getByRole('button', { name: 'Hide the baseline' }).click();
  await page.waitForURL((url) => !url.searchParams.has('judged'));
  await expect.poll(() => hasBaseline(page)).toBe(false);
});

it('a large outlier of a card is at the edge with a break, and the band keeps a third of the height', async () => {
  const { page } = site;
  await page.goto('/anomalies');
  const plot = page.locator('.small-plot:has(.small-plot-break)').first();
  await plot.waitFor();
  expect(await plot.getAttribute('aria-label')).toMatch(/; \d+ outside the range$/);
  const band = Number(await plot.locator('.anomaly-plot-band').getAttribute('height'));
  expect(band).toBeGreaterThanOrEqual((96 - 2 * 6) / 3 - 0.01);
});
