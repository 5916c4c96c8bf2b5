import type { XAxis } from './chart-options.ts';
import type { RunAxis } from './run-axis.ts';
import type { RunTable } from '../run-selection/run-table.ts';

/** The runs from a first to a last one: where the axis of a plot that is zoomed in begins and ends. */
export type RunInterval = readonly [first: number, last: number];

/** The part of an axis that holds the runs of an interval; the whole axis where it holds none. */
export function zoomedAxis(axis: RunAxis, { runs }: RunTable, zoom: RunInterval | null): RunAxis {
  if (zoom === null) return axis;
  const first = runs.findIndex(({ number }) => number >= zoom[0]);
  const last = runs.findLastIndex(({ number }) => number <= zoom[1]);
  const [min, max] = [axis.lows[first], axis.highs[last]];
  if (min === undefined || max === undefined || max <= min) return axis;
  const room = axis.kind === 'even' ? 0 : (max - min) * 0.012;
  return { ...axis, min: min - room, max: max + room };
}

/** The runs whose points are between two values of an axis; null where these are all, or none is. */
export function runsBetween(axis: RunAxis, { runs }: RunTable, min: number, max: number): RunInterval | null {
  const inside = runs.filter((_, place) => {
    const center = axis.centers[place] ?? Number.NaN;
    return center >= min && center <= max;
  });
  const [first, last] = [inside[0], inside.at(-1)];
  return first && last && inside.length < runs.length ? [first.number, last.number] : null;
}

/**
 * The interval after a step: `share` of the runs that are shown further on (negative: back), or a change of how many are shown.
 * Null where that is all of them.
 */
export function steppedInterval(
  { runs }: RunTable,
  zoom: RunInterval | null,
  step: { readonly by?: number; readonly times?: number },
): RunInterval | null {
  const first = zoom
    ? Math.max(
        0,
        runs.findIndex(({ number }) => number >= zoom[0]),
      )
    : 0;
  const last = zoom ? runs.findLastIndex(({ number }) => number <= zoom[1]) : runs.length - 1;
  const shown = Math.max(1, last - first + 1);
  const count = Math.min(runs.length, Math.max(3, Math.round(shown * (step.times ?? 1))));
  const wanted = first + (shown - count) / 2 + (step.by ?? 0) * shown;
  const from = Math.round(Math.min(Math.max(wanted, 0), runs.length - count));
  const [left, right] = [runs[from], runs[from + count - 1]];
  return left && right && count < runs.length ? [left.number, right.number] : null;
}

/** In what a slope over an axis is told: the axis' unit divided by `divisor`. */
export function slopeUnit(kind: XAxis): { readonly divisor: number; readonly per: string } {
  return {
    even: { divisor: 1, per: 'run' },
    run: { divisor: 1, per: 'run number' },
    time: { divisor: 86_400, per: 'day' },
    duration: { divisor: 3600, per: 'hour' },
    lumi: { divisor: 1, per: '/pb' },
  }[kind];
}
