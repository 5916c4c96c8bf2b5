import { isSame } from '../../format/precision.ts';

/** A histogram of values, with bins of equal width. */
export interface Distribution {
  /** Lower edge of the first bin. */
  readonly low: number;
  readonly width: number;
  readonly counts: readonly number[];
}

const maxBins = 100;

/**
 * Returns the distribution of values; undefined without a value. The binning is numpy's `auto`: the narrower of the bins after Freedman and
 * Diaconis (2·IQR/∛n) and Sturges (range/(log2(n) + 1)).
 */
export function distribution(values: readonly number[]): Distribution | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const [min, max] = [sorted[0], sorted.at(-1)];
  if (min === undefined || max === undefined) return undefined;
  if (isSame(min, max)) return { low: min - 0.5, width: 1, counts: [sorted.length] };
  const range = max - min;
  const sturges = range / (Math.log2(sorted.length) + 1);
  const freedman = (2 * (quantile(sorted, 0.75) - quantile(sorted, 0.25))) / Math.cbrt(sorted.length);
  const optimum = Math.ceil(range / (freedman > 0 ? Math.min(freedman, sturges) : sturges));
  const bins = Math.min(Math.max(optimum, 1), maxBins);
  const width = range / bins;
  const counts = Array.from({ length: bins }, () => 0);
  for (const value of sorted) {
    // The last bin includes its upper edge.
    const bin = Math.min(Math.floor((value - min) / width), bins - 1);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { low: min, width, counts };
}

/** Returns a quantile of sorted values (0.5: the median), interpolated linearly. */
export function quantile(sorted: readonly number[], part: number): number {
  const position = part * (sorted.length - 1);
  const below = sorted[Math.floor(position)] ?? Number.NaN;
  const above = sorted[Math.ceil(position)] ?? Number.NaN;
  return below + (above - below) * (position - Math.floor(position));
}

/** Returns the mean of values, relative to the first: that of a constant is exact. NaN without a value. */
export function meanOf(values: readonly number[]): number {
  const [first = Number.NaN] = values;
  return first + values.reduce((sum, value) => sum + (value - first), 0) / values.length;
}
