import { withoutRoundingErrors } from '../../format/precision.ts';
import { meanOf } from './distribution.ts';

/** A straight line, fitted to points by unweighted least squares. */
export interface Regression {
  readonly count: number;
  /** Pearson's correlation coefficient; undefined where all y are equal. */
  readonly r: number | undefined;
  readonly slope: number;
  readonly intercept: number;
  /** Errors from the scatter of the points about the line, whose variance is Σ(residual²)/(count − 2). */
  readonly slopeError: number;
  readonly interceptError: number;
}

/** Fits y = intercept + slope·x, without gaps (null); undefined for fewer than three points, or where all x are equal. */
export function regression(xs: readonly number[], ys: readonly (number | null)[]): Regression | undefined {
  const known = ys.flatMap((y, index) => (y === null ? [] : [index]));
  const count = known.length;
  if (count < 3) return undefined;
  const knownXs = withoutRoundingErrors(known.map((index) => xs[index] ?? 0));
  const knownYs = withoutRoundingErrors(known.map((index) => ys[index] ?? 0));
  const points = knownXs.map((x, index) => [x, knownYs[index] ?? 0] as const);
  const [meanX, meanY] = [meanOf(knownXs), meanOf(knownYs)];
  // Relative to the means: sums of squares of run numbers and seconds would lose all digits.
  let [sxx, sxy, syy] = [0, 0, 0];
  for (const [x, y] of points) {
    const [dx, dy] = [x - meanX, y - meanY];
    sxx += dx * dx;
    sxy += dx * dy;
    syy += dy * dy;
  }
  if (sxx === 0) return undefined;
  const slope = sxy / sxx;
  const variance = points.reduce((sum, [x, y]) => sum + (y - meanY - slope * (x - meanX)) ** 2, 0) / (count - 2);
  return {
    count,
    r: syy === 0 ? undefined : sxy / Math.sqrt(sxx * syy),
    slope,
    intercept: meanY - slope * meanX,
    slopeError: Math.sqrt(variance / sxx),
    interceptError: Math.sqrt(variance * (1 / count + (meanX * meanX) / sxx)),
  };
}
