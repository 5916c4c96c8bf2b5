import type { RunTable } from '../../run-selection/run-table.ts';

/** Scales of the x axis: one slot per run, run number, start time, run duration, integrated recorded luminosity. */
export const xAxes = ['even', 'run', 'time', 'duration', 'lumi'] as const;
export type XAxis = (typeof xAxes)[number];

/** Where each run is on the x axis; all plots of a page share it. */
export interface RunAxis {
  readonly kind: XAxis;
  /** Positions of the runs' points. */
  readonly centers: readonly number[];
  /** Edges of the runs' slots: of their duration bars and fill bands. */
  readonly lows: readonly number[];
  readonly highs: readonly number[];
  readonly min: number;
  readonly max: number;
  /** Empty where the tick labels need no explanation. */
  readonly title: string;
}

/** Minimum width of a run in seconds or 1/pb, which keeps a run without known duration or luminosity visible. */
const minSeconds = 60;
const minLumi = 0.01;

/** Returns the x axis of runs in ascending order. A run whose start time is unknown follows the run before it. */
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
  }
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

/** Whether a line between two runs would cross more than a week without data, on an axis that shows how far apart they are. */
export function isApart({ kind }: RunAxis, { startTimes }: RunTable, from: number, to: number): boolean {
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
  const padding = kind === 'even' ? 0 : Math.max((last - first) * 0.012, 1e-9);
  return { kind, centers, lows, highs, min: first - padding, max: Math.max(last, first + 1e-9) + padding, title };
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
