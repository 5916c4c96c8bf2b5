/** Means of values with errors, as comparisons have them. */
import { medianOf } from '../noise.ts';

/** Relative size of the rounding errors of sums over bins and entries. */
const rounding = 1e-11;

/** Weights of values with these errors, 1 for those of the median error and below. */
export function weightsOf(errors: readonly number[]): number[] {
  const median = typicalOf(errors);
  return errors.map((error) => (error > median && median > 0 ? (median / error) ** 2 : 1));
}

/** The median; without sorting where all are the same, as in most trends: it would take the time of all the rest. */
function typicalOf(errors: readonly number[]): number {
  const [first = 0] = errors;
  return errors.every((error) => error === first) ? first : medianOf(Float64Array.from(errors));
}

/** √(x² + y²), which does not overflow where the result does not. Faster than `Math.hypot`. */
export function quadraticSum(x: number, y: number): number {
  const sum = x * x + y * y;
  return sum > smallestSquare && sum < largestSquare ? Math.sqrt(sum) : Math.hypot(x, y);
}

/** Between these, squares are as precise as any number. */
const [smallestSquare, largestSquare] = [1e-280, 1e300];

function sumOf(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

/** Σwx/Σw. Divides before it adds where the sum of large values would overflow. */
export function meanOf(values: readonly number[], weights: readonly number[]): number {
  const total = sumOf(weights);
  let sum = 0;
  for (const [index, value] of values.entries()) sum += (weights[index] ?? 0) * value;
  if (Number.isFinite(sum)) return sum / total;
  return values.reduce((mean, value, index) => mean + ((weights[index] ?? 0) / total) * value, 0);
}

/** The error of a weighted mean: the larger of those by the errors of the values and by their scatter. */
export function errorOfMean(
  values: readonly number[],
  errors: readonly number[],
  weights: readonly number[],
  mean: number,
): number {
  const byErrors = norm(errors.map((error, index) => (weights[index] ?? 0) * error)) / sumOf(weights);
  return Math.max(byErrors, errorOfScatter(values, weights, mean));
}

/** √(Σw(x − mean)²/((n − 1)Σw)); 0 of one value. Where values differ by rounding errors only there is no scatter. */
export function errorOfScatter(values: readonly number[], weights: readonly number[], mean: number): number {
  if (values.length < 2) return 0;
  const distances = values.map((value, index) => Math.sqrt(weights[index] ?? 0) * difference(value, mean));
  return norm(distances) / Math.sqrt((values.length - 1) * sumOf(weights));
}

/** √Σx², which does not overflow where the result does not. */
function norm(values: readonly number[]): number {
  const largest = values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  if (largest === 0 || !Number.isFinite(largest)) return largest;
  return largest * Math.sqrt(values.reduce((sum, value) => sum + (value / largest) ** 2, 0));
}

/** b − a; 0 where it is a rounding error. */
export function difference(b: number, a: number): number {
  const distance = b - a;
  return Math.abs(distance) <= rounding * Math.max(Math.abs(a), Math.abs(b)) ? 0 : distance;
}
