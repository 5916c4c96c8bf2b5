/** Suggests limits for a config from the newest values of its trends. */
import type { Limit, LimitSeverity } from '../plan/plan.ts';
import { isBeyond, limitsOf } from './limits.ts';
import { type Column, standardize } from './noise.ts';

/** A trend of the config as parallel lists, in ascending order of runs. */
export interface DatasetTrend {
  readonly primaryDataset: string;
  readonly processing: string;
  readonly runs: readonly number[];
  /** Null and numbers that are not finite are gaps. */
  readonly values: Column;
  readonly errors: Column;
  readonly entries: Column;
  /** First runs after its steps, ascending. */
  readonly stepRuns: readonly number[];
  /** The run from which it is judged, for its baseline was set by hand; null: from its first one. */
  readonly baselineRun: number | null;
}

export interface SuggestionOptions {
  /** How many of the last segments count. Default: 1. */
  readonly segments?: number;
  /** Whether the trends are all of the config, so that limits may apply to all primary datasets. Default: true. */
  readonly isComplete?: boolean;
}

/** The last segments of a trend, and how many of their values are beyond the suggested limits. */
export interface JudgedSegment extends Pick<DatasetTrend, 'primaryDataset' | 'processing'> {
  /** First run with a value; null without any. */
  readonly firstRun: number | null;
  readonly lastRun: number | null;
  /** Runs with a value. */
  readonly points: number;
  /** What they begin with; null: with the first run. */
  readonly since: 'step' | 'baseline' | null;
  /** Whether they have the `minPoints` that a suggestion needs. */
  readonly isEnough: boolean;
  readonly outside: Readonly<Record<LimitSeverity, number>>;
}

export interface LimitSuggestion {
  /** Empty if no trend has enough values. */
  readonly limits: readonly Limit[];
  readonly segments: readonly JudgedSegment[];
}

/** Min. number of values of a trend. */
export const minPoints = 20;

/** The part of the values beyond each end of a warning before it is widened. */
const tail = 0.005;
/** By how much the ends are moved outwards, in standard deviations of the noise. */
const margins: Readonly<Record<LimitSeverity, number>> = { warning: 2, error: 5 };
/** Distance of an outlier from the nearer quartile, in interquartile ranges (Tukey's "far out"). */
const fence = 3;
/** Datasets share a limit if its range is at most this factor wider than that of each. */
const maxWidening = 1.5;
/** Steps of a rounded limit in its range, from this number to ten times as many. */
const minSteps = 30;
/** Significant digits of the limit of a constant. */
const constantDigits = 6;

type Range = readonly [min: number, max: number];
type Ranges = Readonly<Record<LimitSeverity, Range | undefined>>;

/** The values of the last segments of a trend, and their ranges; undefined if they are too few. */
interface Sample {
  readonly primaryDataset: string;
  readonly values: Float64Array;
  readonly ranges: Ranges | undefined;
}

/**
 * Suggests limits from the last segments of each trend, which begin at a step, none of them before its baseline. Values beyond Tukey's outer
 * fences are outliers. A warning is the range between the quantiles 0.005 and 0.995 of the others, so that a slope is covered, widened by 2 standard
 * deviations of the noise; an error by 5. Constants get a warning only, for just their value. All ends are rounded outwards. An end on the
 * far side of zero of all values is open. The limits have no scope where the primary datasets agree, otherwise one for each. Takes any numbers.
 */
export function suggestLimits(
  trends: readonly DatasetTrend[],
  { segments = 1, isComplete = true }: SuggestionOptions = {},
): LimitSuggestion {
  const parts = trends.map((trend) => ({ trend, start: startOf(trend, segments) }));
  const samples = parts.map(({ trend, start }) => sampleOf(trend, start.index));
  const limits = limitsFor(samples, isComplete);
  return {
    limits,
    segments: parts.map(({ trend, start }, index) => judge(trend, start, samples[index]?.ranges !== undefined, limits)),
  };
}

/** Index of the first run that counts, and what begins there. */
type Start = { readonly index: number } & Pick<JudgedSegment, 'since'>;

function startOf({ runs, stepRuns, baselineRun }: DatasetTrend, segments: number): Start {
  const lastRun = runs.at(-1) ?? 0;
  const steps = stepRuns.filter((run) => run > (baselineRun ?? 0) && run <= lastRun);
  const step = steps.at(-segments);
  const first = step ?? baselineRun ?? 0;
  const found = runs.findIndex((run) => run >= first);
  const index = found === -1 ? runs.length : found;
  if (index === 0) return { index, since: null };
  return { index, since: step === undefined ? 'baseline' : 'step' };
}

function sampleOf({ primaryDataset, values, errors, entries }: DatasetTrend, start: number): Sample {
  const own = values.slice(start);
  const noise = standardize(own, errors.slice(start), entries.slice(start))?.noise;
  const sorted = Float64Array.from(own.filter(isValue)).sort();
  return { primaryDataset, values: sorted, ranges: sorted.length < minPoints ? undefined : rangesOf(sorted, noise) };
}

const isValue = (value: number | null): value is number => Number.isFinite(value);

/** The ranges before rounding; `noise` is undefined for constants. */
function rangesOf(sorted: Float64Array, noise: number | undefined): Ranges {
  const [first, third] = [quantile(sorted, 0.25), quantile(sorted, 0.75)];
  const distance = fence * Math.max(third - first, noise ?? 0);
  const inner = sorted.filter((value) => value >= first - distance && value <= third + distance);
  if (noise === undefined) return { warning: [inner[0] ?? first, inner.at(-1) ?? third], error: undefined };
  const [low, high] = [quantile(inner, tail), quantile(inner, 1 - tail)];
  const widened = (by: number): Range => [low - by * noise, high + by * noise];
  return { warning: widened(margins.warning), error: widened(margins.error) };
}

/** A quantile of ascending values, linear between them. */
function quantile(sorted: Float64Array, fraction: number): number {
  const position = fraction * (sorted.length - 1);
  const [index, part] = [Math.floor(position), position % 1];
  const [below = 0, above = below] = sorted.subarray(index, index + 2);
  return below * (1 - part) + above * part;
}

function limitsFor(samples: readonly Sample[], isComplete: boolean): Limit[] {
  const measured = samples.filter(({ ranges }) => ranges !== undefined);
  if (isComplete && canShare(samples, measured)) return toLimits(measured, null);
  const names = new Set(measured.map(({ primaryDataset }) => primaryDataset));
  return [...names].flatMap((name) =>
    toLimits(
      measured.filter(({ primaryDataset }) => primaryDataset === name),
      name,
    ),
  );
}

/** Whether one range is right for all: not much wider than each, and no value of the trends with too few is outside. */
function canShare(samples: readonly Sample[], measured: readonly Sample[]): boolean {
  const all = envelope(measured, 'warning');
  if (all === undefined) return false;
  const width = widthOf(all);
  return samples.every(({ values, ranges }) =>
    ranges?.warning
      ? width <= maxWidening * widthOf(ranges.warning)
      : values.every((value) => value >= all[0] && value <= all[1]),
  );
}

/** The range that covers those of all samples; undefined if none has one. */
function envelope(samples: readonly Sample[], severity: LimitSeverity): Range | undefined {
  const ranges = samples.flatMap(({ ranges }) => ranges?.[severity] ?? []);
  return ranges.length === 0 ? undefined : [Math.min(...ranges), Math.max(...ranges)];
}

const widthOf = ([min, max]: Range): number => max - min;

/** The rounded limits of samples together, without the ends that no value can reach. */
function toLimits(samples: readonly Sample[], scope: string | null): Limit[] {
  const lowest = Math.min(...samples.map(({ values }) => values[0] ?? 0));
  const highest = Math.max(...samples.map(({ values }) => values.at(-1) ?? 0));
  return (['warning', 'error'] as const).flatMap((severity) => {
    const range = envelope(samples, severity);
    if (range === undefined) return [];
    const [min, max] = roundOutwards(range);
    const limit = {
      severity,
      scope,
      min: Number.isFinite(min) && !(lowest >= 0 && min < 0) ? min : null,
      max: Number.isFinite(max) && !(highest <= 0 && max > 0) ? max : null,
    };
    return limit.min === null && limit.max === null ? [] : [limit];
  });
}

/** Moves the ends outwards to two or three significant digits of the width. */
function roundOutwards([min, max]: Range): Range {
  const width = max - min;
  const step =
    width > 0 ? exponentOf(width / minSteps) : exponentOf(Math.max(Math.abs(min), Math.abs(max))) - constantDigits + 1;
  return [roundTo(step, min, -1), roundTo(step, max, 1)];
}

/** Exponent of the largest power of ten up to a number, within those that divide all numbers. */
function exponentOf(number: number): number {
  return Math.max(-300, Math.min(300, Math.floor(Math.log10(number))));
}

/** The nearest multiple of a power of ten, or the next one in a direction. */
function roundTo(exponent: number, value: number, direction: 1 | -1): number {
  const count = Math.round(exponent < 0 ? value * 10 ** -exponent : value / 10 ** exponent);
  const nearest = Number(`${count}e${exponent}`);
  return direction * (nearest - value) >= 0 ? nearest : Number(`${count + direction}e${exponent}`);
}

function judge(trend: DatasetTrend, start: Start, isEnough: boolean, limits: readonly Limit[]): JudgedSegment {
  const { primaryDataset, processing, runs } = trend;
  const indices = [...runs.keys()].slice(start.index).filter((index) => isValue(trend.values[index] ?? null));
  const outside = { warning: 0, error: 0 };
  for (const limit of limitsOf(limits, { primaryDataset, era: '', runClass: null }))
    outside[limit.severity] = indices.filter((index) => isBeyond(limit, trend.values[index] ?? 0)).length;
  return {
    primaryDataset,
    processing,
    firstRun: runs[indices[0] ?? -1] ?? null,
    lastRun: runs[indices.at(-1) ?? -1] ?? null,
    points: indices.length,
    since: start.since,
    isEnough,
    outside,
  };
}
