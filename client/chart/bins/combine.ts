import type { Columns } from '../series.ts';

/** The point of a bin. */
export interface BinPoint {
  readonly value: number | null;
  readonly errorLow: number | null;
  readonly errorHigh: number | null;
  readonly entries: number | null;
  readonly failure: string | null;
  readonly reason: string | null;
  /** Of all values; null if they have several. */
  readonly revision: number | null;
  /** Standard deviation of the values around their mean; null without a value. */
  readonly spread: number | null;
  /** Number of the values. */
  readonly count: number;
}

/**
 * The mean of the values of some runs (`rows` of the columns), weighted with 1/σ² and with the error 1/√Σ(1/σ²), on each side, where all have an
 * error; else their mean with equal weights and the error √Σσ² / n (Particle Data Group, Review of Particle Physics, chapter Statistics). The
 * spread has the same weights: √(Σw(x - mean)² / Σw). Of one value nothing changes. Without a value: the reason of the first run.
 */
export function combine(columns: Columns, rows: readonly number[]): BinPoint {
  const { entries, failures, reasons, revisions } = columns;
  const measured = rows.flatMap((row) => {
    const value = columns.values[row] ?? null;
    if (value === null) return [];
    return [{ row, value, low: columns.errorsLow[row] ?? 0, high: columns.errorsHigh[row] ?? 0 }];
  });
  const [only] = measured;
  if (!only) {
    const [first = -1] = rows;
    const reason = reasons[first] ?? null;
    const others = rows.length > 1 ? `${rows.length} runs without a value, the first: ` : '';
    return {
      ...noValue,
      entries: sumOf(rows.map((row) => entries[row] ?? null)),
      failure: failures[first] ?? null,
      reason: reason === null ? null : `${others}${reason}`,
    };
  }
  const used = measured.map(({ row }) => row);
  const shared = {
    entries: sumOf(used.map((row) => entries[row] ?? null)),
    failure: null,
    reason: null,
    revision: commonOf(used.map((row) => revisions[row] ?? null)),
    count: measured.length,
  };
  if (measured.length === 1) {
    const { row, value } = only;
    const [errorLow, errorHigh] = [columns.errorsLow[row] ?? null, columns.errorsHigh[row] ?? null];
    return { ...shared, value, errorLow, errorHigh, spread: 0 };
  }
  const isWeighted = measured.every(({ low, high }) => low > 0 && high > 0);
  const weights = isWeighted
    ? relativeWeights(measured.map(({ low, high }) => low / 2 + high / 2))
    : measured.map(() => 1);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = measured.reduce((sum, { value }, index) => sum + ((weights[index] ?? 0) / total) * value, 0);
  const variance = measured.reduce(
    (sum, { value }, index) => sum + ((weights[index] ?? 0) / total) * (value - mean) ** 2,
    0,
  );
  const errorOf = (side: 'low' | 'high'): number => {
    const errors = measured.map(({ [side]: error }) => error);
    if (!isWeighted) return Math.hypot(...errors) / errors.length;
    return smallest(errors) / Math.sqrt(relativeWeights(errors).reduce((sum, weight) => sum + weight, 0));
  };
  return { ...shared, value: mean, errorLow: errorOf('low'), errorHigh: errorOf('high'), spread: Math.sqrt(variance) };
}

const noValue = { value: null, errorLow: null, errorHigh: null, revision: null, spread: null, count: 0 } as const;

const smallest = (numbers: readonly number[]): number => numbers.reduce((a, b) => Math.min(a, b));

/** Weights 1/σ² in units of the largest: they do not overflow. */
function relativeWeights(errors: readonly number[]): number[] {
  const min = smallest(errors);
  return errors.map((error) => (min / error) ** 2);
}

function sumOf(numbers: readonly (number | null)[]): number | null {
  const known = numbers.filter((number) => number !== null);
  return known.length === 0 ? null : known.reduce((sum, number) => sum + number, 0);
}

function commonOf(numbers: readonly (number | null)[]): number | null {
  const [first = null, ...others] = numbers;
  return others.every((other) => other === first) ? first : null;
}
