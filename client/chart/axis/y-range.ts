import { isSame } from '../../format/precision.ts';
import type { MeasuredValues } from '../series.ts';

/** Ends of a y axis. */
export interface YRange {
  readonly min: number;
  readonly max: number;
}

/** Distance of an outlier from the quartiles, in interquartile ranges: Tukey's "far out" begins at 3. */
const fence = 6;
/** About the largest part of a series that is clipped: where more values are far out, they are no outliers. */
const maxClipped = 0.05;

/**
 * Returns the range that shows all values with their error bars; null without a value. With `clip`, it ignores the outliers of each series;
 * with `log`, it ignores values that are not positive; with `zero`, it includes zero. Error bars much longer than the spread of the values
 * are cut.
 */
export function yRange(
  series: readonly MeasuredValues[],
  { clip, log, zero, errors }: { clip: boolean; log: boolean; zero: boolean; errors: boolean },
): YRange | null {
  const bulks = series.flatMap((one) => {
    const range = bulkOf(one.values, clip, log);
    return range ? [{ ...one, ...range }] : [];
  });
  if (bulks.length === 0) return null;
  let [min, max] = [Math.min(...bulks.map((bulk) => bulk.min)), Math.max(...bulks.map((bulk) => bulk.max))];
  const maxError = isSame(min, max) ? Number.POSITIVE_INFINITY : 1.5 * (max - min);
  if (errors) {
    for (const { values, errorsLow, errorsHigh, min: low, max: high } of bulks) {
      for (const [index, value] of values.entries()) {
        if (value === null || value < low || value > high) continue;
        const below = value - Math.min(errorsLow[index] ?? 0, maxError);
        if (!log || below > 0) min = Math.min(min, below);
        max = Math.max(max, value + Math.min(errorsHigh[index] ?? 0, maxError));
      }
    }
  }
  if (zero && !log) [min, max] = [Math.min(min, 0), Math.max(max, 0)];
  return pad(min, max, log);
}

/** The smallest and the largest value of a series that are not clipped. */
function bulkOf(values: readonly (number | null)[], clip: boolean, log: boolean): YRange | undefined {
  // An array of floats is sorted several times as fast as one of numbers.
  const sorted = Float64Array.from(
    values.filter((value): value is number => value !== null && (!log || value > 0)),
  ).sort();
  const [smallest, largest] = [sorted[0], sorted.at(-1)];
  if (smallest === undefined || largest === undefined) return undefined;
  if (!clip) return { min: smallest, max: largest };
  const [low, high] = fences(sorted, log);
  return {
    min: sorted.find((value) => value >= low) ?? smallest,
    max: sorted.findLast((value) => value <= high) ?? largest,
  };
}

/** Adds padding at both ends, more where all values are the same: rounding errors are not magnified. */
function pad(min: number, max: number, log: boolean): YRange {
  if (log) return max > min * 1.01 ? { min: min / 1.1, max: max * 1.1 } : { min: min / 2, max: max * 2 };
  // Zeros alone are on the axis, not in the middle.
  if (min === 0 && max === 0) return { min: 0, max: 1 };
  const padding = isSame(min, max) ? Math.max(Math.abs(max) * 0.1, 1e-9) : (max - min) * 0.06;
  // A quantity that is never negative begins at 0, not below.
  return { min: min === 0 ? 0 : min - padding, max: max === 0 ? 0 : max + padding };
}

/**
 * The values beyond which a value is an outlier: `fence` interquartile ranges outside the quartiles, or farther out where that would clip
 * more values than `maxClipped` allows.
 */
function fences(sorted: Float64Array, log: boolean): readonly [low: number, high: number] {
  const [to, from] = log ? [Math.log, Math.exp] : [(x: number) => x, (x: number) => x];
  const at = (part: number): number => sorted[Math.round(part * (sorted.length - 1))] ?? 0;
  const width = (low: number, high: number): number => (isSame(low, high) ? 0 : to(high) - to(low));
  const [lower, upper] = [to(at(0.25)), to(at(0.75))];
  // Where the quartiles are equal, the central 90 % define the spread; where these are equal too, nothing is an outlier.
  const spread = width(at(0.25), at(0.75)) || width(at(0.05), at(0.95)) / 2.5;
  const allowed = Math.round(maxClipped * sorted.length);
  if (spread === 0 || allowed === 0) return [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const farOut = sorted
    .map((value) => Math.max(lower - to(value), to(value) - upper))
    .filter((distance) => distance > fence * spread)
    .sort((a, b) => b - a);
  // The farthest value that must be shown; others as far are of its kind.
  const shown = farOut[allowed] ?? 0;
  const reach = Math.max(fence * spread, 1.5 * shown);
  return [from(lower - reach), from(upper + reach)];
}
