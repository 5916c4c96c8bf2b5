import { regression, type Regression } from './regression.ts';

/** Values with the lengths of their error bars, run by run; null is a gap. */
export interface MeasuredColumns {
  readonly runs: readonly number[];
  readonly values: readonly (number | null)[];
  readonly errorsLow: readonly (number | null)[];
  readonly errorsHigh: readonly (number | null)[];
}

/** What a trend's points come to. */
export interface Statistics {
  readonly count: number;
  readonly mean: number;
  /** Error of the mean: RMS / √count. */
  readonly meanError: number;
  /** Root mean square deviation from the mean, with 1/count, as ROOT's GetStdDev. */
  readonly rms: number;
  readonly least: number;
  readonly most: number;
  /** By the points that have an error; undefined where none has. */
  readonly weighted: WeightedMean | undefined;
  /** The straight line over x; undefined where there are fewer than three points. */
  readonly line: Regression | undefined;
  /** The last point; `sigmas` is undefined where nothing tells how far points spread. */
  readonly last: { readonly run: number; readonly value: number; readonly sigmas: number | undefined };
}

/** The mean of values weighted with 1/error², and how well one value explains them. */
export interface WeightedMean {
  readonly mean: number;
  /** 1/√Σ(1/error²). */
  readonly error: number;
  /** Σ((value − mean)/error)²; there is one degree of freedom fewer than points. */
  readonly chi2: number;
  readonly count: number;
}

/** Statistics of a trend's points, `xs` being where each is on the x axis; undefined where none has a value. */
export function statistics(columns: MeasuredColumns, xs: readonly number[]): Statistics | undefined {
  const points = columns.values.flatMap((value, index) =>
    value === null
      ? []
      : [{ run: columns.runs[index] ?? 0, x: xs[index] ?? 0, value, error: meanErrorOf(columns, index) }],
  );
  const last = points.at(-1);
  if (!last) return undefined;
  const values = points.map(({ value }) => value);
  const { mean, rms } = spread(values);
  return {
    count: points.length,
    mean,
    meanError: rms / Math.sqrt(points.length),
    rms,
    least: values.reduce((a, b) => Math.min(a, b)),
    most: values.reduce((a, b) => Math.max(a, b)),
    weighted: weightedMean(points),
    line: regression(
      points.map(({ x }) => x),
      values,
    ),
    last: { run: last.run, value: last.value, sigmas: sigmasFrom(last, values.slice(0, -1)) },
  };
}

/** An error bar that is longer on one side counts with its mean length. */
function meanErrorOf({ errorsLow, errorsHigh }: MeasuredColumns, index: number): number {
  return ((errorsLow[index] ?? 0) + (errorsHigh[index] ?? 0)) / 2;
}

function spread(values: readonly number[]): { mean: number; rms: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, rms: Math.sqrt(variance) };
}

function weightedMean(points: readonly { value: number; error: number }[]): WeightedMean | undefined {
  const certain = points.filter(({ error }) => error > 0 && Number.isFinite(error));
  if (certain.length === 0) return undefined;
  const weights = certain.reduce((sum, { error }) => sum + error ** -2, 0);
  const mean = certain.reduce((sum, { value, error }) => sum + value * error ** -2, 0) / weights;
  const chi2 = certain.reduce((sum, { value, error }) => sum + ((value - mean) / error) ** 2, 0);
  return { mean, error: 1 / Math.sqrt(weights), chi2, count: certain.length };
}

/** How far a point is from the mean of others, in √(their RMS² + its error²); undefined where that is 0 or there are no others. */
function sigmasFrom({ value, error }: { value: number; error: number }, others: readonly number[]): number | undefined {
  if (others.length < 2) return undefined;
  const { mean, rms } = spread(others);
  const sigma = Math.hypot(rms, error);
  return sigma > 0 ? (value - mean) / sigma : undefined;
}
