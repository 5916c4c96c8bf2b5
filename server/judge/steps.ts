/** Finds the steps (change points) of a trend. */
import { clamp, type Column, medianOf, standardize, type StandardizedTrend } from './noise.ts';
import { divide, minRuns, type Runs, type Segment, squaresAround, squaresAroundBrokenLine } from './segments.ts';

/** A trend as parallel lists, run by run. Null and numbers that are not finite are gaps. */
export interface StepInput {
  readonly values: Column;
  /** Standard deviation of each value alone. */
  readonly errors?: Column;
  /** Entries of each ME, used if most values have no error. */
  readonly entries?: Column;
}

export interface StepOptions {
  /** Min. size of a step in standard deviations of that size. Default: 4. */
  readonly minSignificance?: number;
}

/** The beginning of a new level. */
export interface Step {
  /** Index of the first run at the new level. */
  readonly index: number;
  /** Levels right before and right after the step: medians of its two segments, along the slope of each. In units of the trend. */
  readonly before: number;
  readonly after: number;
  /** |after - before| / its standard deviation, from the fits to both segments. */
  readonly significance: number;
}

/** Values farther from the medians around them are moved to this distance, in units of the noise. */
const maxPull = 2.5;
/** Runs of these medians: fewer than half of them are an outlier, more are a step. */
const medianRuns = 5;
/** Limit of a pull for the root mean square, and that of a normal distribution with this limit. */
const maxResidual = 3;
const limitedVariance = 0.97;
/** How often the noise is corrected, by which factor at least, and how many standard deviations an autocorrelation exceeds. */
const maxCorrections = 3;
const minCorrection = 1.05;
const minAutocorrelation = 2;

/**
 * The steps of a trend in ascending order. Outliers of one or two runs, drifts, changes of slope and changes of the scatter are no steps.
 * The newest level has at least 3 runs, all others 5. Pure; takes any numbers; does not depend on unit or zero of the values.
 *
 * 1. Noise: from the differences of successive runs (median), by weights from errors or entries and larger where the trend scatters more.
 * 2. Outliers: values are winsorized around running medians, as a bounded loss does (Fearnhead and Rigaill, JASA 114 (2019) 169).
 * 3. Segments: a penalized least-squares division into constant or sloping pieces, exact by dynamic programming (optimal partitioning:
 *    Jackson et al., IEEE Sig. Proc. Lett. 12 (2005) 105; Killick et al., JASA 107 (2012) 1590; for lines Bai and Perron, J. Appl. Econ. 18
 *    (2003) 1) over the runs where the means before and after differ (Niu and Zhang, Ann. Appl. Stat. 6 (2012) 1306).
 * 4. Noise again: residuals that are larger, or correlated as in an AR(1) process, raise the noise and repeat 2 and 3.
 * 5. A step remains if it is significant and, on a slope, a broken line without a step is worse.
 */
export function findSteps(input: StepInput, options: StepOptions = {}): Step[] {
  return fitTrend(input, options).segments.flatMap(({ step }) => step ?? []);
}

/** A part of a trend, constant or on a line. */
export interface TrendSegment {
  /** Indices of its first run with a value and of the run after its last one. */
  readonly start: number;
  readonly end: number;
  /** Number of its runs that have a value. */
  readonly runs: number;
  /** The line at its first and at its last run, in units of the trend; equal where no slope is significant. */
  readonly firstLevel: number;
  readonly lastLevel: number;
  /** The step with which it begins; undefined for the first segment and where only the slope changes. */
  readonly step: Step | undefined;
}

/** A trend as segments. */
export interface FittedTrend {
  /** In ascending order; empty if fewer than 5 runs have a value. */
  readonly segments: readonly TrendSegment[];
  /** Standard deviation of a typical run around its segment, in units of the trend. */
  readonly noise: number;
  /** For each run, the distance of its value from its segment in standard deviations of that run; null in gaps. */
  readonly pulls: Column;
}

/** Divides a trend into segments, by the method of `findSteps`. Pure; takes any numbers. */
export function fitTrend({ values, errors = [], entries = [] }: StepInput, options: StepOptions = {}): FittedTrend {
  const { minSignificance = 4 } = options;
  const trend = standardize(values, errors, entries);
  if (!trend) return constantTrend(values);
  if (trend.indices.length < minRuns) return { segments: [], noise: trend.noise, pulls: values.map(() => null) };
  const { runs, segments, noise } = segmentsOf(trend);
  const levelOf = (segment: Segment, position: number): number => levelAt(trend, runs, segment, position, noise);
  const stepOf = (before: Segment | undefined, after: Segment): Step | undefined => {
    const index = trend.indices[after.start];
    if (!before || index === undefined) return undefined;
    const border = (runs.positions[after.start] ?? 0) - 0.5;
    const size = Math.abs(after.at(border) - before.at(border));
    const significance = size / Math.sqrt(after.varianceAt(border) + before.varianceAt(border));
    if (significance < minSignificance) return undefined;
    if (before.slope !== 0 || after.slope !== 0) {
      const squares = squaresAround(runs, before) + squaresAround(runs, after);
      if (squaresAroundBrokenLine(runs, before.start, after.end) - squares < minSignificance ** 2) return undefined;
    }
    return { index, before: levelOf(before, border), after: levelOf(after, border), significance };
  };
  const pulls = values.map((): number | null => null);
  const fitted = segments.map((segment, position): TrendSegment => {
    const [first, last] = [runs.positions[segment.start] ?? 0, runs.positions[segment.end - 1] ?? 0];
    const [firstLevel, lastLevel] = [levelOf(segment, first), levelOf(segment, last)];
    for (let run = segment.start; run < segment.end; run += 1) {
      const share = last === first ? 0 : ((runs.positions[run] ?? 0) - first) / (last - first);
      const distance = (trend.raw[run] ?? 0) - (firstLevel * (1 - share) + lastLevel * share);
      const index = trend.indices[run] ?? 0;
      pulls[index] = clamp((distance / noise) * Math.sqrt(trend.weights[run] ?? 1), Number.MAX_VALUE);
    }
    return {
      start: trend.indices[segment.start] ?? 0,
      end: (trend.indices[segment.end - 1] ?? 0) + 1,
      runs: segment.end - segment.start,
      firstLevel,
      lastLevel,
      step: stepOf(segments[position - 1], segment),
    };
  });
  return { segments: fitted, noise, pulls };
}

/** A trend whose values are all the same. */
function constantTrend(values: Column): FittedTrend {
  const isValue = (value: number | null): value is number => Number.isFinite(value);
  const present = values.filter(isValue);
  const [level = 0] = present;
  const segment = {
    start: values.findIndex(isValue),
    end: values.findLastIndex(isValue) + 1,
    runs: present.length,
    firstLevel: level,
    lastLevel: level,
    step: undefined,
  };
  return {
    segments: present.length < minRuns ? [] : [segment],
    noise: 0,
    pulls: values.map((value) => (isValue(value) ? 0 : null)),
  };
}

/** Runs without outliers in units of the corrected noise, their segments, and that noise in units of the trend. */
function segmentsOf(trend: StandardizedTrend): { runs: Runs; segments: Segment[]; noise: number } {
  const [first = 0] = trend.indices;
  const positions = Float64Array.from(trend.indices, (index) => index - first);
  let factor = 1;
  for (let correction = 0; ; correction += 1) {
    const values = winsorize(trend, maxPull * factor).map((value) => value / factor);
    const runs = { positions, values, weights: trend.weights };
    const segments = divide(runs);
    const excess = noiseOf(runs, segments);
    if (excess < minCorrection || correction === maxCorrections) {
      return { runs, segments, noise: trend.noise * factor };
    }
    factor *= excess;
  }
}

/** The values, at most `maxDistance` standard deviations beyond the medians of the runs that end, are centred and begin at each. */
function winsorize({ values, weights }: StandardizedTrend, maxDistance: number): Float64Array {
  const half = medianRuns >> 1;
  const last = values.length - 1;
  const medians = values.map((_, index) => {
    const start = Math.max(0, Math.min(values.length - medianRuns, index - half));
    return medianOf(values.subarray(start, start + medianRuns));
  });
  return values.map((value, index) => {
    const ending = medians[Math.max(0, index - half)] ?? value;
    const centred = medians[index] ?? value;
    const beginning = medians[Math.min(last, index + half)] ?? value;
    const distance = maxDistance / Math.min(1, Math.sqrt(weights[index] ?? 1));
    const low = Math.min(ending, centred, beginning) - distance;
    return Math.max(low, Math.min(Math.max(ending, centred, beginning) + distance, value));
  });
}

/**
 * Noise of the residuals in units of the assumed one. Correlated ones count as fewer: the variance of a mean over an AR(1) process is
 * (1 + ρ) / (1 - ρ) times that over independent runs.
 */
function noiseOf({ positions, values, weights }: Runs, segments: readonly Segment[]): number {
  let [squares, products, freedom] = [0, 0, 0];
  for (const { start, end, slope, at } of segments) {
    let previous = 0;
    for (let run = start; run < end; run += 1) {
      const distance = (values[run] ?? 0) - at(positions[run] ?? 0);
      const residual = clamp(Math.sqrt(weights[run] ?? 0) * distance, maxResidual);
      squares += residual * residual;
      products += residual * previous;
      previous = residual;
    }
    freedom += end - start - (slope === 0 ? 1 : 2);
  }
  if (squares === 0) return 0;
  const correlation = clamp(products / squares - minAutocorrelation / Math.sqrt(values.length), 0.9);
  const inflation = correlation > 0 ? (1 + correlation) / (1 - correlation) : 1;
  return Math.sqrt(((squares / freedom) * inflation) / limitedVariance);
}

/** The level of a segment at a position, in units of the trend: the median of its values along its slope. */
function levelAt(trend: StandardizedTrend, runs: Runs, segment: Segment, position: number, noise: number): number {
  const levels = trend.raw.slice(segment.start, segment.end).map((value, run) => {
    const distance = (runs.positions[segment.start + run] ?? 0) - position;
    return clamp(value - segment.slope * noise * distance, Number.MAX_VALUE);
  });
  return medianOf(levels);
}
