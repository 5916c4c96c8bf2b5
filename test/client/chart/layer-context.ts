import type { Scale } from 'chart.js';
import type { RunAxis } from '../../../client/chart/axis/run-axis.ts';
import { noAnnotations } from '../../../client/chart/flags/annotations.ts';
import type { LayerContext } from '../../../client/chart/overlay.ts';
import type { Series } from '../../../client/chart/series.ts';
import { tableOf } from '../run-selection/tables.ts';

/** What a layer draws, call by call. */
export type Calls = readonly (readonly [method: string, ...args: unknown[]])[];

/** A scale on which a value is at as many pixels. */
function identity(min: number, max: number): Scale {
  return {
    type: 'linear',
    min,
    max,
    left: min,
    right: max,
    top: min,
    bottom: max,
    getPixelForValue: (value: number) => value,
  } as Scale;
}

/** A context that records the calls of the canvas; a plot is 100 pixels high, and a value or a position is at as many pixels. */
export function layerContext(
  axis: RunAxis,
  series: readonly Series[],
  more: Partial<LayerContext> = {},
): { context: LayerContext; calls: Calls } {
  const calls: [string, ...unknown[]][] = [];
  const ctx = new Proxy({} as CanvasRenderingContext2D, {
    get: (_, method) =>
      method === 'measureText'
        ? (text: string) => ({ width: 5 * text.length })
        : (...args: unknown[]) => calls.push([String(method), ...args]),
    set: () => true,
  });
  const area = { left: axis.min, right: axis.max, top: 0, bottom: 100, width: axis.max - axis.min, height: 100 };
  const context = {
    ctx,
    area,
    x: identity(axis.min, axis.max),
    y: identity(0, 100),
    table: tableOf(axis.centers.map((_, index) => 1000 + index)),
    axis,
    centers: axis.centers,
    series,
    annotations: noAnnotations,
    offset: 0,
    dark: false,
    ...more,
  };
  return { context, calls };
}

/** A series of values, without errors. */
export function seriesOf(values: readonly (number | null)[], more: Partial<Series> = {}): Series {
  return {
    name: 'series',
    color: 'black',
    marker: { shape: 0, isHollow: false },
    dash: 0,
    values: [...values],
    errorsLow: values.map(() => 0),
    errorsHigh: values.map(() => 0),
    revisions: values.map(() => 1),
    unknown: new Set(),
    limits: [],
    segments: [],
    ...more,
  };
}
