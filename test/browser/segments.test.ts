/** The levels of trends between their steps, in plots, tooltips and pictures. */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Drawing, drawingOf, recordDrawings } from './canvas.ts';
import { hdqmSite } from './site.ts';
import { openViewMenu, plot, shown } from './trends-page.ts';

const site = hdqmSite();
let page: Page;
beforeEach(async () => {
  page = site.page;
  await recordDrawings(page);
});

/** The high voltage of this layer changed at run 367232. */
const charge = 'clustCharge_ONTk_BPix_Layer1_mpv';
const dataset = 'pd=ZeroBias&ps=PromptReco';
const address = `/trends/PixelPhase1/${charge}?${dataset}`;
const grid = `/trends?subsystem=PixelPhase1&${dataset}&search=${charge}`;
const levelWidth = 3;

async function drawnPlot(to: string): Promise<Drawing> {
  await page.goto(to);
  return drawingOf(page.locator('.single-plot canvas').first());
}

async function drawnInGrid(to: string): Promise<Drawing> {
  await page.goto(to);
  await shown(page);
  return drawingOf(plot(page, charge).locator('canvas'));
}

async function tooltipAt(x: number): Promise<string> {
  const box = (await page.locator('.plot-area').first().boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  await page.mouse.move(box.x + box.width * x, box.y + box.height / 2);
  return page.locator('.plot-tooltip').innerText();
}

describe('the levels of a trend', () => {
  it('are lines on its page, and in the grid on request', async () => {
    expect((await drawnPlot(address)).widths).toContain(levelWidth);
    expect((await drawnPlot(`${address}&segments=0`)).widths).not.toContain(levelWidth);
    expect((await drawnInGrid(grid)).widths).not.toContain(levelWidth);
    expect((await drawnInGrid(`${grid}&segments=1`)).widths).toContain(levelWidth);
  });

  it('are switched by the View menu, and by the address from then on', async () => {
    await drawnPlot(address);
    await openViewMenu(page);
    await page.getByRole('switch', { name: 'Levels and steps' }).click();
    await expect.poll(() => new URL(page.url()).searchParams.get('segments')).toBe('0');
    const canvas = page.locator('.single-plot canvas').first();
    await expect.poll(async () => (await drawingOf(canvas)).widths).not.toContain(levelWidth);
  });

  it('have the step before a run in its tooltip', async () => {
    await drawnPlot(address);
    expect(await tooltipAt(0.2)).not.toContain('step at');
    expect(await tooltipAt(0.8)).toMatch(/step at 367232\s+\d+ → \d+ \(\+\d+ %, \d+ σ\)/);
    await drawnPlot(`${address}&segments=0`);
    expect(await tooltipAt(0.8)).not.toContain('step at');
  });

  it('are in pictures', async () => {
    const widths = async (to: string): Promise<number> => {
      await drawnPlot(to);
      await page.getByRole('button', { name: 'Save' }).click();
      const download = page.waitForEvent('download');
      await page.getByRole('menuitem', { name: 'Picture (SVG)' }).click();
      const svg = readFileSync(await (await download).path(), 'utf8');
      return svg.match(/stroke-width="3"/g)?.length ?? 0;
    };
    const without = await widths(`${address}&segments=0`);
    expect(await widths(address)).toBe(without + 1);
  });

  it('are not drawn for more than four series', async () => {
    const layers = [2, 3, 4].map(
      (layer) => `&also=PixelPhase1,clustCharge_ONTk_BPix_Layer${layer}_mpv,ZeroBias,PromptReco`,
    );
    expect((await drawnPlot(address + layers.join(''))).widths).toContain(levelWidth);
    const fifth = `&also=PixelPhase1,${charge},Muon0,PromptReco`;
    expect((await drawnPlot(address + layers.join('') + fifth)).widths).not.toContain(levelWidth);
  });
});
