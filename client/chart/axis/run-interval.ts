import type { RunTable } from '../../run-selection/run-table.ts';
import type { Format } from '../../url/codec.ts';
import type { RunAxis } from './run-axis.ts';

/** The first and last run of a zoomed plot, both included. */
export type RunInterval = readonly [first: number, last: number];

/** An interval in the URL: `first-last`. */
export const runIntervalFormat: Format<RunInterval> = {
  parse: (text) => {
    const [, first, last] = /^(\d{1,9})-(\d{1,9})$/.exec(text) ?? [];
    return first !== undefined && Number(first) <= Number(last) ? [Number(first), Number(last)] : undefined;
  },
  format: (ends) => ends.join('-'),
};

/**
 * Returns the part of an axis that holds the runs of an interval; the whole axis where it holds none. That of a quantity has the runs of the
 * interval only.
 */
export function zoomedAxis(axis: RunAxis, { runs }: RunTable, zoom: RunInterval | null): RunAxis {
  if (zoom === null || axis.quantity) return axis;
  const first = runs.findIndex((run) => run >= zoom[0]);
  const last = runs.findLastIndex((run) => run <= zoom[1]);
  const [min, max] = [axis.lows[first], axis.highs[last]];
  if (min === undefined || max === undefined || max <= min) return axis;
  const padding = axis.kind === 'even' ? 0 : (max - min) * 0.012;
  return { ...axis, min: min - padding, max: max + padding };
}

/** Returns the indices of the first run that an axis shows and of the one after the last. */
export function shownIndices({ centers, min, max }: RunAxis): readonly [from: number, to: number] {
  const from = centers.findIndex((center) => center >= min);
  const to = centers.findLastIndex((center) => center <= max) + 1;
  return from < 0 ? [0, 0] : [from, Math.max(from, to)];
}

/** Returns the interval of the runs whose points are between two values of an axis; null where these are all runs, or none, or in no order. */
export function runsBetween(axis: RunAxis, table: RunTable, min: number, max: number): RunInterval | null {
  if (axis.quantity) return null;
  const inside = [...table.runs.keys()].filter((index) => {
    const center = axis.centers[index] ?? Number.NaN;
    return center >= min && center <= max;
  });
  return inside.length < table.runs.length ? intervalOf(table, inside[0], inside.at(-1)) : null;
}

/** The interval of the runs of two rows and of those between them. */
export function intervalOf(
  { runs, bins }: Pick<RunTable, 'runs' | 'bins'>,
  first = -1,
  last = first,
): RunInterval | null {
  const [from, to] = [runs[first], bins?.list[last]?.runs.at(-1) ?? runs[last]];
  return from && to ? [from, to] : null;
}

/**
 * Pans an interval by a fraction of its runs (negative: to earlier ones), or multiplies the number of its runs.
 * Returns null where that includes all runs.
 */
export function steppedInterval(
  table: RunTable,
  zoom: RunInterval | null,
  step: { readonly by?: number; readonly times?: number },
): RunInterval | null {
  const { runs } = table;
  const first = zoom
    ? Math.max(
        0,
        runs.findIndex((run) => run >= zoom[0]),
      )
    : 0;
  const last = zoom ? runs.findLastIndex((run) => run <= zoom[1]) : runs.length - 1;
  const shown = Math.max(1, last - first + 1);
  const count = Math.min(runs.length, Math.max(3, Math.round(shown * (step.times ?? 1))));
  const start = first + (shown - count) / 2 + (step.by ?? 0) * shown;
  const from = Math.round(Math.min(Math.max(start, 0), runs.length - count));
  return count < runs.length ? intervalOf(table, from, from + count - 1) : null;
}

/** The unit in which a slope over an axis is shown: the slope per unit of the axis is multiplied by `divisor`. */
export function slopeUnit({ kind, quantity }: Pick<RunAxis, 'kind' | 'quantity'>): {
  readonly divisor: number;
  readonly per: string;
} {
  if (quantity) return { divisor: 1, per: quantity.unit || `unit of ${quantity.key}` };
  switch (kind) {
    case 'run':
      return { divisor: 1, per: 'run number' };
    case 'time':
      return { divisor: 86_400, per: 'day' };
    case 'duration':
      return { divisor: 3600, per: 'hour' };
    case 'lumi':
      return { divisor: 1, per: '/pb' };
    default:
      return { divisor: 1, per: 'run' };
  }
}
