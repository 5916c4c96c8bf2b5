/** A column of a trend: a number for each run, null in gaps. */
export type Column = readonly (number | null)[];

/** The runs of a trend that have a value, in units of the trend's own noise. */
export interface StandardizedTrend {
  /** Indices of these runs in the trend, ascending. */
  readonly indices: readonly number[];
  /** Their values in units of the trend. */
  readonly raw: Float64Array;
  /** Values minus their median in units of the noise. Those farther apart than `maxGap` are moved together, which keeps sums of squares exact. */
  readonly values: Float64Array;
  /** Variance of the typical run / variance of this run: 1 for a typical one, less for one with few entries. */
  readonly weights: Float64Array;
  /** Standard deviation of a run of weight 1 around its level, in units of the trend. */
  readonly noise: number;
}

/** Factor from the median absolute value of a normal distribution to its standard deviation: 1 / Φ⁻¹(3/4). */
const medianToSigma = 1.482602218505602;
/** Factor from the quantile 0.9 of the absolute value to the standard deviation: 1 / Φ⁻¹(0.95). */
const ninetyToSigma = 0.6079568319117692;
/** Differences below this fraction of the median come from rounding. */
const rounding = 1e-12;
/** Max. distance between neighbours in the order of their values, in units of the noise. */
const maxGap = 1000;
/** Max. distance from the median, in units of the noise. */
const maxDistance = 1e15;
/** Max. variance of a run, in units of that of the typical run. */
const maxVariance = 1e6;
/** Differences in a window for the local noise, and the distance from one window to the next. */
const localWindow = 31;
const localStride = 10;
/** Local noise / overall noise that is more than chance. */
const minLocalRatio = 1.5;

/** The standardized trend; undefined if fewer than two runs have a value or all values are the same. */
export function standardize(values: Column, errors: Column, entries: Column): StandardizedTrend | undefined {
  const indices: number[] = [];
  for (let index = 0; index < values.length; index += 1) if (Number.isFinite(values[index])) indices.push(index);
  if (indices.length < 2) return undefined;
  const raw = Float64Array.from(indices, (index) => values[index] ?? 0);
  const median = medianOf(raw);
  const deviations = raw.map((value) => clamp(value - median, Number.MAX_VALUE));
  const weights = weightsOf(differencesOf(deviations), indices, errors, entries);
  const differences = differencesOf(deviations, weights);
  const noise = noiseOf(differences, weights, Math.abs(median) * rounding);
  if (noise === undefined) return undefined;
  lowerWeights(weights, differences, noise);
  const standardized = deviations.map((deviation) => clamp(deviation / noise, maxDistance));
  return { indices, raw, values: moveTogether(standardized), weights, noise };
}

/** Windows up to this size are sorted in place of a copy: their medians are most of those that a judgement takes. */
const maxWindow = 8;
const sortedWindows = Array.from({ length: maxWindow + 1 }, (_, size) => new Float64Array(size));

/** The values in ascending order, valid until the next call. */
function sortedOf(values: Float64Array): Float64Array {
  const sorted = sortedWindows[values.length];
  if (!sorted) return values.toSorted();
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? 0;
    let position = index;
    for (; position > 0 && (sorted[position - 1] ?? 0) > value; position -= 1)
      sorted[position] = sorted[position - 1] ?? 0;
    sorted[position] = value;
  }
  return sorted;
}

/** The median; of an even number of values, the mean of the two in the middle. */
export function medianOf(values: Float64Array): number {
  const sorted = sortedOf(values);
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : upper / 2 + (sorted[half - 1] ?? 0) / 2;
}

/** The value, or ±`max` if it is beyond. */
export const clamp = (value: number, max: number): number => Math.max(-max, Math.min(max, value));

/** Absolute differences of successive values, divided by the standard deviations of the differences of runs with these weights. */
function differencesOf(values: Float64Array, weights?: Float64Array): Float64Array {
  return values.subarray(1).map((value, before) => {
    const difference = Math.min(Number.MAX_VALUE, Math.abs(value - (values[before] ?? 0)));
    return weights ? difference / Math.sqrt(1 / (weights[before] ?? 1) + 1 / (weights[before + 1] ?? 1)) : difference;
  });
}

/**
 * Weights from the errors: the variance of a run is error² + excess, where the excess, at least the square of the median error, is such that
 * the differences of successive values are as large as expected. Without errors: half the variance is that of a mean over the entries.
 */
function weightsOf(
  differences: Float64Array,
  indices: readonly number[],
  errors: Column,
  entries: Column,
): Float64Array {
  const known = relativeTo(errors, indices);
  if (known) {
    const variances = known.ratios.map((ratio) => Math.min(maxVariance, ratio * ratio));
    const excess = excessOf(
      differences.map((difference) => difference / known.median),
      variances,
    );
    return variances.map((variance) => (1 + excess) / (variance + excess));
  }
  const counted = relativeTo(entries, indices);
  if (!counted) return new Float64Array(indices.length).fill(1);
  return counted.ratios.map((ratio) => 2 / (1 + Math.min(maxVariance, 1 / ratio)));
}

/** Ratios of a column to its median over these runs, 1 where it has no positive number; undefined if that is so for most. */
function relativeTo(column: Column, indices: readonly number[]): { median: number; ratios: Float64Array } | undefined {
  const numbers = Float64Array.from(indices, (index) => {
    const number = column[index];
    return Number.isFinite(number) ? Math.max(0, number ?? 0) : 0;
  });
  const positive = numbers.filter((number) => number > 0);
  if (positive.length * 2 < indices.length) return undefined;
  const median = medianOf(positive);
  return { median, ratios: numbers.map((number) => (number > 0 ? number / median : 1)) };
}

/** Variance in addition to the given ones, from 1 to `maxVariance`. */
function excessOf(differences: Float64Array, variances: Float64Array): number {
  const isTooSmall = (excess: number): boolean => {
    const pulls = differences.map(
      (difference, before) =>
        difference / Math.sqrt(2 * excess + (variances[before] ?? 1) + (variances[before + 1] ?? 1)),
    );
    return medianToSigma * medianOf(pulls) > 1;
  };
  let [low, high] = [1, maxVariance];
  if (!isTooSmall(low)) return low;
  while (high > 1.2 * low) {
    const middle = Math.sqrt(low * high);
    if (isTooSmall(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** Noise from the differences, which steps and slow drifts hardly change; undefined if all are rounding errors. */
function noiseOf(differences: Float64Array, weights: Float64Array, floor: number): number | undefined {
  // Errors may overstate the scatter of the runs with large errors.
  const isTypical = (index: number): boolean => (weights[index] ?? 0) > 2 / 3;
  const typical = differences.filter((_, before) => isTypical(before) && isTypical(before + 1));
  const used = typical.length * 4 < differences.length ? differences : typical;
  const typicalNoise = medianToSigma * medianOf(used);
  if (typicalNoise > floor) return typicalNoise;
  // Most runs have the same value: the trend counts something rare, or it is constant apart from its steps.
  const rare = ninetyToSigma * (used.toSorted()[Math.floor(0.9 * (used.length - 1))] ?? 0);
  if (rare > floor) return rare;
  const smallest = differences.filter((difference) => difference > floor).reduce((a, b) => Math.min(a, b), Infinity);
  const noise = smallest / 10;
  return noise > 0 && noise < Infinity ? noise : undefined;
}

/** Lowers the weights where the values scatter more than in the rest of the trend. */
function lowerWeights(weights: Float64Array, differences: Float64Array, noise: number): void {
  if (differences.length < localWindow) return;
  for (let start = 0; start < differences.length; start += localStride) {
    const middle = start + localStride / 2 - (localWindow >> 1);
    const first = Math.max(0, Math.min(differences.length - localWindow, middle));
    const ratio = (medianToSigma * medianOf(differences.subarray(first, first + localWindow))) / noise;
    if (!(ratio > minLocalRatio)) continue;
    const from = start === 0 ? 0 : start + 1;
    const until = Math.min(weights.length, start + 1 + localStride);
    for (let index = from; index < until; index += 1) weights[index] = (weights[index] ?? 1) / ratio ** 2;
  }
}

function moveTogether(values: Float64Array): Float64Array {
  const sorted = values.toSorted();
  const isFar = sorted.subarray(1).some((value, before) => value - (sorted[before] ?? 0) > maxGap);
  if (!isFar) return values;
  const moved = new Map<number, number>();
  let [last, position] = [sorted[0] ?? 0, 0];
  for (const value of sorted) {
    position += Math.min(maxGap, value - last);
    moved.set(value, position);
    last = value;
  }
  const middle = moved.get(sorted[sorted.length >> 1] ?? 0) ?? 0;
  return values.map((value) => (moved.get(value) ?? 0) - middle);
}
