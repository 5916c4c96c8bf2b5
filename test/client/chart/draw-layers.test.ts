import type { Chart } from 'chart.js';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { noAnnotations } from '../../../client/chart/flags/annotations.ts';
import { runAxis } from '../../../client/chart/axis/run-axis.ts';
import { defaultGridOptions } from '../../../client/chart/chart-options.ts';
import { layerPlugins } from '../../../client/chart/draw-layers.ts';
import { drawQueued } from '../../../client/chart/draw-queue.ts';
import { tableOf } from '../run-selection/tables.ts';
import { layerContext, seriesOf } from './layer-context.ts';

beforeEach(() => vi.stubGlobal('requestAnimationFrame', () => 1));
afterEach(() => vi.unstubAllGlobals());

const table = tableOf(Array.from({ length: 1000 }, (_, index) => index + 1));
const axis = runAxis(table, 'even');
const series = Array.from({ length: 5 }, () => seriesOf(table.runs.map(() => 50)));

/** Draws five series of 1,000 points; returns the calls of the canvas. */
function drawFive(isComplete: boolean) {
  const { context, calls } = layerContext(axis, series);
  const { ctx, area, x, y } = context;
  const shown = { table, axis, series, annotations: noAnnotations, options: defaultGridOptions, dark: false };
  const data = { ...shown, marks: { current: {} }, right: [] };
  const plugin = layerPlugins({ ...data, isComplete }).find(({ id }) => id === 'series');
  const chart = { ctx, chartArea: area, scales: { x, y } } as unknown as Chart<'scatter'>;
  plugin?.afterDatasetsDraw?.(chart, {}, {}, false);
  const count = (method: string): number => calls.filter(([each]) => each === method).length;
  // One rectangle clips each group.
  return { points: () => count('rect') - count('clip'), reads: () => count('getImageData') };
}

it('draws the first group of many points immediately, and queues the others', () => {
  const { points, reads } = drawFive(false);
  expect([points(), reads()]).toEqual([2000, 1]);
  drawQueued();
  expect([points(), reads()]).toEqual([5000, 3]);
});

it('draws a picture that is not shown immediately, on a context without pixels', () => {
  const { points, reads } = drawFive(true);
  expect([points(), reads()]).toEqual([5000, 0]);
});
