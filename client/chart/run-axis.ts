import type { XAxis } from './chart-options.ts';
import type { RunInfo } from '../run-selection/run-table.ts';

/** Where each run is on the x axis: all plots of a page share it. */
export interface RunAxis {
  readonly kind: XAxis;
  /** Where a run's points are. */
  readonly centers: readonly number[];
  /** From where to where it reaches: its column of duration, its band. */
  readonly lows: readonly number[];
  readonly highs: readonly number[];
  readonly min: number;
  readonly max: number;
  /** For under the axis; empty where the labels say it all. */
  readonly title: string;
}

/** Least width of a run, in seconds or in 1/pb, so that a run of which nothing is known is there too. */
const leastSeconds = 60;
const leastLumi = 0.01;

/** The x axis of a page's runs (ascending). Where a run's start is not known, it is put right behind the run before it. */
export function runAxis(runs: readonly RunInfo[], kind: XAxis): RunAxis {
  switch (kind) {
    case 'even':
      return slots(
        kind,
        runs.map((_, place) => [place - 0.5, place + 0.5]),
        '',
      );
    case 'run':
      return slots(
        kind,
        runs.map(({ number }) => [number - 0.5, number + 0.5]),
        '',
      );
    case 'time':
      return slots(kind, timeSlots(runs), 'start of the run (UTC)');
    case 'duration':
      return slots(
        kind,
        inSequence(runs.map(({ durationSeconds }) => Math.max(durationSeconds ?? 0, leastSeconds))),
        '',
      );
    case 'lumi':
      return slots(
        kind,
        inSequence(runs.map(({ recordedLumi }) => Math.max(recordedLumi ?? 0, leastLumi))),
        'integrated recorded luminosity (1/pb)',
      );
  }
}

/** The place whose center is nearest to a value of the axis. */
export function nearestPlace({ centers }: RunAxis, value: number): number {
  let [low, high] = [0, centers.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((centers[middle] ?? 0) <= value) low = middle;
    else high = middle;
  }
  return Math.abs((centers[high] ?? 0) - value) < Math.abs((centers[low] ?? 0) - value) ? high : low;
}

type Slot = readonly [low: number, high: number];

function slots(kind: XAxis, list: readonly Slot[], title: string): RunAxis {
  const lows = list.map(([low]) => low);
  const highs = list.map(([, high]) => high);
  const centers = list.map(([low, high]) => (kind === 'time' ? low : (low + high) / 2));
  const [first, last] = [lows[0] ?? 0, highs.at(-1) ?? 1];
  // A little room, so that no point lies on the frame.
  const room = kind === 'even' ? 0 : Math.max((last - first) * 0.012, 1e-9);
  return { kind, centers, lows, highs, min: first - room, max: Math.max(last, first + 1e-9) + room, title };
}

function inSequence(widths: readonly number[]): Slot[] {
  let end = 0;
  return widths.map((width) => [end, (end += width)]);
}

function timeSlots(runs: readonly RunInfo[]): Slot[] {
  const known = runs.find(({ startTime }) => startTime !== null)?.startTime ?? 0;
  let end = known - runs.findIndex(({ startTime }) => startTime !== null) * leastSeconds;
  return runs.map(({ startTime, durationSeconds }) => {
    // Runs are in ascending order: a clock that goes back would cross the points.
    const start = Math.max(startTime ?? end, end);
    end = start + Math.max(durationSeconds ?? 0, leastSeconds);
    return [start, end];
  });
}
