import { type RunQuantity, withUnit } from '../../run-selection/run-quantity.ts';
import type { RunTable } from '../../run-selection/run-table.ts';

/** Scales of the x axis with the runs in their order: one slot per run, run number, start time, run duration, integrated recorded luminosity. */
export const xAxes = ['even', 'run', 'time', 'duration', 'lumi'] as const;
/** One of these, or `oms:KEY`, a quantity of the runs, as in correlations. */
export type XAxis = (typeof xAxes)[number] | QuantityAxis;
type QuantityAxis = `oms:${string}`;

/** Where each run is on the x axis; all plots of a page share it. */
export interface RunAxis {
  readonly kind: XAxis;
  /** Positions of the runs' points, ascending. */
  readonly centers: readonly number[];
  /** Edges of the runs' slots: of their duration bars and fill bands. */
  readonly lows: readonly number[];
  readonly highs: readonly number[];
  readonly min: number;
  readonly max: number;
  /** Empty where the tick labels need no explanation. */
  readonly title: string;
  /** Where the axis is a quantity of the runs, which are in its order. */
  readonly quantity?: RunQuantity;
}

/** The key of the quantity that an axis is; undefined for one with the runs in their order. */
export function axisQuantity(x: XAxis): string | undefined {
  return x.startsWith('oms:') ? x.slice(4) : undefined;
}

/** Minimum width of a run in seconds or 1/pb, which keeps a run without known duration or luminosity visible. */
const minSeconds = 60;
const minLumi = 0.01;

/** Returns the x axis of runs in ascending order; that of a quantity is `quantityAxis`. A run whose start time is unknown follows the run before it. */
export function runAxis(table: RunTable, kind: XAxis): RunAxis {
  const { runs, durations, recordedLumis, bins } = table;
  const title = bins?.title ?? '';
  switch (kind) {
    case 'even':
      return toAxis(
        kind,
        runs.map((_, index) => [index - 0.5, index + 0.5]),
        title,
      );
    case 'run':
      return toAxis(
        kind,
        runs.map((run) => [run - 0.5, run + 0.5]),
      );
    case 'time':
      return toAxis(kind, timeSlots(table), 'start of the run (UTC)');
    case 'duration':
      return toAxis(kind, stack(durations.map((seconds) => Math.max(seconds ?? 0, minSeconds))), title);
    case 'lumi':
      return toAxis(
        kind,
        stack(recordedLumis.map((lumi) => Math.max(lumi ?? 0, minLumi))),
        'integrated recorded luminosity (1/pb)',
      );
    default:
      return runAxis(table, 'even');
  }
}

/** Returns the axis of a quantity from its values, ascending, one for each run of a table. */
export function quantityAxis(quantity: RunQuantity, values: readonly number[]): RunAxis {
  const slots = values.map((value): Slot => [value, value]);
  return { ...toAxis(`oms:${quantity.key}`, slots, withUnit(quantity)), quantity };
}

/** Returns the index of the run whose center is nearest to a value of the axis. */
export function nearestIndex({ centers }: RunAxis, value: number): number {
  let [low, high] = [0, centers.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((centers[middle] ?? 0) <= value) low = middle;
    else high = middle;
  }
  return Math.abs((centers[high] ?? 0) - value) < Math.abs((centers[low] ?? 0) - value) ? high : low;
}

/** Seconds without data that a line between two points does not cross. */
const maxBreak = 7 * 86_400;

/**
 * Whether a line between two runs would cross more than a week without data, on an axis that shows how far apart they are; on the axis of a
 * quantity no line joins runs.
 */
export function isApart({ kind, quantity }: RunAxis, { startTimes }: RunTable, from: number, to: number): boolean {
  if (quantity) return true;
  const [before, after] = [startTimes[from] ?? null, startTimes[to] ?? null];
  return (kind === 'time' || kind === 'run') && before !== null && after !== null && after - before > maxBreak;
}

type Slot = readonly [low: number, high: number];

function toAxis(kind: XAxis, slots: readonly Slot[], title = ''): RunAxis {
  const lows = slots.map(([low]) => low);
  const highs = slots.map(([, high]) => high);
  const centers = slots.map(([low, high]) => (kind === 'time' ? low : (low + high) / 2));
  const [first, last] = [lows[0] ?? 0, highs.at(-1) ?? 1];
  // Padding keeps points off the frame.
  const padding = kind === 'even' ? 0 : Math.max((last - first) * 0.012, minPadding(kind, last));
  return { kind, centers, lows, highs, min: first - padding, max: Math.max(last, first + 1e-9) + padding, title };
}

/** Where all runs have the same value of a quantity, it is in the middle of an axis that can be read. */
function minPadding(kind: XAxis, value: number): number {
  return axisQuantity(kind) === undefined ? 1e-9 : Math.max(Math.abs(value) * 0.01, 1e-9);
}

/** Slots of given widths, one after the other. */
function stack(widths: readonly number[]): Slot[] {
  let end = 0;
  return widths.map((width) => [end, (end += width)]);
}

function timeSlots({ startTimes, durations }: RunTable): Slot[] {
  const known = startTimes.findIndex((time) => time !== null);
  let end = (startTimes[known] ?? 0) - known * minSeconds;
  return startTimes.map((startTime, index) => {
    // Runs stay in ascending order even where their start times do not.
    const start = Math.max(startTime ?? end, end);
    end = start + Math.max(durations[index] ?? 0, minSeconds);
    return [start, end];
  });
}
