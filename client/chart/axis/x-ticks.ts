import type { RunAxis } from './run-axis.ts';
import type { RunInfo } from '../../run-selection/run-table.ts';

/** A label of an axis, and where it stands. */
export interface Tick {
  readonly value: number;
  readonly label: string;
}

/** Pixels that a label needs at least. */
const room = { run: 52, time: 74, number: 52 };

/** The labels between two ends of an x axis that is `width` pixels wide. */
export function xTicks(
  axis: RunAxis,
  runs: readonly RunInfo[],
  { min, max, width }: { min: number; max: number; width: number },
): Tick[] {
  if (axis.kind === 'time') return timeTicks(min, max, Math.floor(width / room.time));
  if (axis.kind === 'lumi' || axis.kind === 'run') return numberTicks(min, max, Math.floor(width / room.number));
  return runTicks(axis, runs, { min, max, width });
}

/** Numbers of runs at their places, none nearer to the last than a label's width. */
function runTicks(
  { centers }: RunAxis,
  runs: readonly RunInfo[],
  { min, max, width }: { min: number; max: number; width: number },
): Tick[] {
  const apart = (room.run * (max - min)) / Math.max(width, 1);
  const ticks: Tick[] = [];
  for (const [place, { number }] of runs.entries()) {
    const value = centers[place] ?? 0;
    const before = ticks.at(-1);
    if (value < min || value > max || (before && value - before.value < apart)) continue;
    ticks.push({ value, label: String(number) });
  }
  return ticks;
}

function numberTicks(min: number, max: number, most: number): Tick[] {
  const rough = (max - min) / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= rough) ?? rough;
  const first = Math.ceil(min / step);
  const decimals = Math.max(0, -Math.floor(Math.log10(step)));
  return Array.from({ length: Math.max(0, Math.floor(max / step) - first + 1) }, (_, index) => {
    const value = (first + index) * step;
    return { value, label: value.toFixed(decimals) };
  }).filter(({ value }) => value >= min);
}

const [minute, hour, day] = [60, 3600, 86_400];
const steps = [
  minute,
  5 * minute,
  15 * minute,
  30 * minute,
  hour,
  2 * hour,
  6 * hour,
  12 * hour,
  day,
  2 * day,
  4 * day,
  7 * day,
  14 * day,
];
const monthSteps = [1, 2, 3, 6, 12, 24, 60];

/** Round times in UTC. */
function timeTicks(min: number, max: number, most: number): Tick[] {
  const rough = (max - min) / Math.max(1, most);
  const step = steps.find((step) => step >= rough);
  if (step === undefined) return monthTicks(min, max, rough);
  const show = new Intl.DateTimeFormat('en-GB', {
    timeZone: 'UTC',
    day: 'numeric',
    month: 'short',
    ...(step < day ? { hour: '2-digit', minute: '2-digit' } : {}),
  });
  const ticks: Tick[] = [];
  for (let value = Math.ceil(min / step) * step; value <= max; value += step)
    ticks.push({ value, label: show.format(value * 1000).replace(',', '') });
  return ticks;
}

function monthTicks(min: number, max: number, rough: number): Tick[] {
  const step = monthSteps.find((months) => months * 30 * day >= rough) ?? 120;
  const show = new Intl.DateTimeFormat('en-GB', {
    timeZone: 'UTC',
    year: 'numeric',
    ...(step < 12 ? { month: 'short' } : {}),
  });
  const start = new Date(min * 1000);
  const ticks: Tick[] = [];
  for (let month = Math.floor((start.getUTCFullYear() * 12 + start.getUTCMonth()) / step) * step; ; month += step) {
    const value = Date.UTC(Math.floor(month / 12), month % 12) / 1000;
    if (value > max) return ticks;
    if (value >= min) ticks.push({ value, label: show.format(value * 1000) });
  }
}
