import { ticks } from 'd3-array';
import { utcTicks } from 'd3-time';
import type { RunTable } from '../../run-selection/run-table.ts';
import type { RunAxis } from './run-axis.ts';

/** A label of an axis and its position. */
export interface Tick {
  readonly value: number;
  readonly label: string;
}

/** Minimum distance of labels in pixels. */
const minDistance = { run: 52, number: 52, time: 74 };

/** Of a digit, in pixels. */
const characterWidth = 6.4;

/** Returns the labels between two ends of an x axis that is `width` pixels wide. */
export function xTicks(
  axis: RunAxis,
  { runs, bins }: Pick<RunTable, 'runs' | 'bins'>,
  { min, max, width }: { min: number; max: number; width: number },
): Tick[] {
  if (axis.kind === 'time') return timeTicks(min, max, Math.floor(width / minDistance.time));
  if (axis.kind === 'lumi' || axis.kind === 'run' || axis.quantity)
    return numberTicks(min, max, Math.floor(width / minDistance.number));
  const labels = bins?.list.map(({ label }) => label) ?? runs.map(String);
  const maxLength = labels.reduce((length, label) => Math.max(length, label.length), 0);
  const distance = Math.max(minDistance.run, characterWidth * maxLength + 8);
  return runTicks(axis, labels, min, max, (distance * (max - min)) / Math.max(width, 1));
}

/** Labels at the positions of the runs. */
function runTicks({ centers }: RunAxis, texts: readonly string[], min: number, max: number, distance: number): Tick[] {
  const labels: Tick[] = [];
  for (const [index, label] of texts.entries()) {
    const value = centers[index] ?? 0;
    const last = labels.at(-1);
    if (value < min || value > max || (last && value - last.value < distance)) continue;
    labels.push({ value, label });
  }
  return labels;
}

function numberTicks(min: number, max: number, maxCount: number): Tick[] {
  const values = atMost(maxCount, (count) => ticks(min, max, count));
  const step = (values[1] ?? max) - (values[0] ?? min);
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return values.map((value) => ({ value, label: value.toFixed(decimals) }));
}

const day = 86_400_000;

/** Round times in UTC, with the parts that differ between neighbouring labels. Positions are in seconds. */
function timeTicks(min: number, max: number, maxCount: number): Tick[] {
  const dates = severalAtMost(maxCount, (count) => utcTicks(new Date(min * 1000), new Date(max * 1000), count));
  const step = dates[0] && dates[1] ? dates[1].getTime() - dates[0].getTime() : (max - min) * 1000;
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: 'UTC',
    ...(step < 28 * day ? { day: 'numeric' } : { year: 'numeric' }),
    ...(step < 365 * day ? { month: 'short' } : {}),
    ...(step < day ? { hour: '2-digit', minute: '2-digit' } : {}),
  });
  return dates.map((date) => ({ value: date.getTime() / 1000, label: format.format(date).replace(',', '') }));
}

/** As `atMost`, but where that is less than two, every nth of the next finer ticks: d3 has none between a week and a month. */
function severalAtMost<T>(max: number, ticks: (count: number) => T[]): T[] {
  const several = atMost(max, ticks);
  if (several.length > 1 || max < 2) return several;
  for (let count = 2; count <= 8 * max; count += 1) {
    const finer = ticks(count);
    const step = Math.ceil(finer.length / max);
    if (finer.length > max) return finer.filter((_, index) => index % step === 0);
  }
  return several;
}

/** The ticks for the largest count that yields at most `max`: d3 treats a count as a hint. */
function atMost<T>(max: number, ticks: (count: number) => T[]): T[] {
  for (let count = max; count > 1; count -= 1) {
    const values = ticks(count);
    if (values.length <= max) return values;
  }
  return ticks(1);
}
