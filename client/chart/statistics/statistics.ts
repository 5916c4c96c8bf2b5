import { withoutRoundingErrors } from '../../format/precision.ts';
import { meanOf, quantile } from './distribution.ts';
import type { Columns, MeasuredValues } from '../series.ts';
import { regression, type Regression } from './regression.ts';

/** Summary of the points of a trend. */
export interface Statistics {
  readonly count: number;
  readonly mean: number;
  /** Error of the mean: RMS / √count. */
  readonly meanError: number;
  /** Root mean square deviation from the mean, normalized by 1/count, as ROOT's GetStdDev. */
  readonly rms: number;
  readonly median: number;
  /** Median absolute deviation from the median, not scaled; a few outliers do not change it. */
  readonly mad: number;
  readonly min: number;
  readonly max: number;
  /** Of the points that have an error; undefined where none has. */
  readonly weighted: WeightedMean | undefined;
  /** Linear fit over x; undefined for fewer than three points. */
  readonly line: Regression | undefined;
  /** The last point, and its z against the points before it. */
  readonly last: { readonly run: number; readonly value: number; readonly z: number | undefined };
}

/** Mean of values weighted with 1/error². */
export interface WeightedMean {
  readonly mean: number;
  /** 1/√Σ(1/error²). */
  readonly error: number;
  /** Σ((value − mean)/error)², with count − 1 degrees of freedom. */
  readonly chi2: number;
  readonly count: number;
}

/** Returns statistics of the points of a trend; undefined without a value. `xs` are the positions of the runs on the x axis. */
export function statistics(
  columns: MeasuredValues & Pick<Columns, 'runs'>,
  xs: readonly number[],
): Statistics | undefined {
  const points = columns.values.flatMap((value, index) =>
    value === null
      ? []
      : [{ run: columns.runs[index] ?? 0, x: xs[index] ?? 0, value, error: symmetricError(columns, index) }],
  );
  const values = points.map(({ value }) => value);
  const last = points.at(-1);
  const summary = meanAndRms(values);
  if (!last || !summary) return undefined;
  return {
    ...summary,
    meanError: summary.rms / Math.sqrt(points.length),
    ...medianAndMad(values),
    min: values.reduce((a, b) => Math.min(a, b)),
    max: values.reduce((a, b) => Math.max(a, b)),
    weighted: weightedMean(points),
    line: regression(
      points.map(({ x }) => x),
      values,
    ),
    last: { run: last.run, value: last.value, z: robustZ(last, values.slice(0, -1)) },
  };
}

/** Returns mean and root mean square deviation of the values that are not null; undefined without a value. The RMS of a constant is 0. */
export function meanAndRms(
  values: readonly (number | null)[],
): { mean: number; rms: number; count: number } | undefined {
  const known = withoutRoundingErrors(values.filter((value) => value !== null));
  if (known.length === 0) return undefined;
  const mean = meanOf(known);
  const variance = known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / known.length;
  return { mean, rms: Math.sqrt(variance), count: known.length };
}

/** Mean length of the two sides of an error bar. */
function symmetricError({ errorsLow, errorsHigh }: MeasuredValues, index: number): number {
  return ((errorsLow[index] ?? 0) + (errorsHigh[index] ?? 0)) / 2;
}

function weightedMean(points: readonly { value: number; error: number }[]): WeightedMean | undefined {
  const measured = points.filter(({ error }) => error > 0 && Number.isFinite(error));
  if (measured.length === 0) return undefined;
  const weights = measured.reduce((sum, { error }) => sum + error ** -2, 0);
  const mean = measured.reduce((sum, { value, error }) => sum + value * error ** -2, 0) / weights;
  const chi2 = measured.reduce((sum, { value, error }) => sum + ((value - mean) / error) ** 2, 0);
  return { mean, error: 1 / Math.sqrt(weights), chi2, count: measured.length };
}

/** Scales the median absolute deviation (MAD) of a normal distribution to its standard deviation: 1 / Φ⁻¹(3/4). */
const madToSigma = 1.4826;
/** Minimum spread relative to the median: the last digits of a constant trend are not significant. */
const minRelativeSpread = 1e-3;

/**
 * Returns how far a point is from the median of others, as the anomalies of the server (server/store/anomalies.ts):
 *
 *     z = (value − median) / √(spread² + error²),   spread = max(1.4826 MAD, |median| / 1000)
 *
 * Undefined for fewer than two others, or where spread and error are 0.
 */
function robustZ({ value, error }: { value: number; error: number }, others: readonly number[]): number | undefined {
  if (others.length < 2) return undefined;
  const { median, mad } = medianAndMad(others);
  const sigma = Math.hypot(Math.max(madToSigma * mad, minRelativeSpread * Math.abs(median)), error);
  return sigma > 0 ? (value - median) / sigma : undefined;
}

function medianAndMad(values: readonly number[]): { median: number; mad: number } {
  const median = medianOf(values);
  return { median, mad: medianOf(values.map((value) => Math.abs(value - median))) };
}

function medianOf(values: readonly number[]): number {
  return quantile(
    values.toSorted((a, b) => a - b),
    0.5,
  );
}
