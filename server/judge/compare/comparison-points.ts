import { type ComparedPoints, commonRuns, measuredIn } from './compared-points.ts';
import type { TrendComparison } from './compare-trends.ts';
import { difference, quadraticSum } from './weighted-mean.ts';

/** What a small plot of a comparison shows. */
export interface ComparisonPoints {
  /** Ascending. */
  readonly runs: number[];
  /** The ratios where the comparison has one, otherwise the differences. NaN where there is none. */
  readonly values: number[];
  readonly errors: number[];
  /** The side of each point; null where it is of both. */
  readonly sides: ('A' | 'B' | null)[];
}

/**
 * The ratio of each common run, b/a ± √(σb² + (b/a)²σa²)/|a|, or its difference b − a ± √(σa² + σb²) where the comparison has no ratio. Of sides
 * without common runs: each value over the mean of A, or minus it, with the value's error.
 */
export function comparisonPoints(
  a: ComparedPoints,
  b: ComparedPoints,
  { ratio, meanA }: TrendComparison,
  isPaired: boolean,
): ComparisonPoints {
  if (isPaired) {
    const { runs, first, second } = commonRuns(a, b);
    const points = runs.map((_, index) => {
      const [valueA = 0, valueB = 0] = [first.values[index], second.values[index]];
      const [errorA = 0, errorB = 0] = [first.errors[index], second.errors[index]];
      if (ratio === null) return { value: difference(valueB, valueA), error: quadraticSum(errorA, errorB) };
      return { value: valueB / valueA, error: quadraticSum(errorB, (valueB / valueA) * errorA) / Math.abs(valueA) };
    });
    return { runs, ...columnsOf(points), sides: runs.map(() => null) };
  }
  const [center, unit] = ratio === null ? [meanA ?? Number.NaN, 1] : [0, meanA ?? Number.NaN];
  const pointsOf = (points: ComparedPoints, side: 'A' | 'B') =>
    measuredIn(points).map(({ run, value, error }) => {
      return { run, side, value: (value - center) / unit, error: error / Math.abs(unit) };
    });
  const points = [...pointsOf(a, 'A'), ...pointsOf(b, 'B')].sort((one, other) => one.run - other.run);
  return { runs: points.map(({ run }) => run), ...columnsOf(points), sides: points.map(({ side }) => side) };
}

function columnsOf(points: readonly { readonly value: number; readonly error: number }[]): {
  values: number[];
  errors: number[];
} {
  return { values: points.map(({ value }) => value), errors: points.map(({ error }) => error) };
}
