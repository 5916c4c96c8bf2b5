import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { drawingOf, recordDrawings } from './canvas.ts';
import { hdqmSite } from './site.ts';
import { shown } from './trends-page.ts';

const site = hdqmSite();
let page: Page;
beforeEach(async () => {
  page = site.page;
  await recordDrawings(page);
});

/** Opens a page of trends and returns what the plot of a title shows. */
async function drawn(address: string, title: string) {
  await page.goto(address);
  await shown(page);
  return drawingOf(page.getByRole('article', { name: title, exact: true }).locator('canvas'));
}

describe('the y range of a group', () => {
  it('shows a series far above the others', async () => {
    const { arrows, texts } = await drawn(
      '/trends?subsystem=SiStrips&pd=ZeroBias&ps=PromptReco&search=BadStrip',
      'BadComponents Strips',
    );
    expect(arrows).toBe(0);
    expect(texts.map(({ text }) => text)).toContain('2');
  });

  it('shows the points of a series that degrades', async () => {
    const { arrows } = await drawn(
      '/trends?subsystem=PixelPhase1&pd=Muon0&ps=PromptReco&search=DeadROC',
      'BPIX DeadROC by Layer',
    );
    expect(arrows).toBe(0);
  });

  it('is not stretched by the one run in which all series have an outlier', async () => {
    const { arrows, texts } = await drawn(
      '/trends?subsystem=RPC&pd=ZeroBias&ps=PromptReco&search=BX',
      'Mean of BX distribution (barrel)',
    );
    expect(arrows).toBe(5);
    expect(texts.map(({ text }) => text)).toContain('-0.05');
  });
});
