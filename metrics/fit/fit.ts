import type { FitPoints } from './points.ts';

/** A curve: its value at x for these parameters. */
export interface Curve {
  (x: number, parameters: Float64Array): number;
  /** Puts its derivatives by the parameters into a list, where they cost less than differences, which take two values for each parameter. */
  readonly slopes?: (x: number, parameters: Float64Array, into: Float64Array) => void;
}

/** A fit that converged. Errors are parabolic, from the curvature of chi-square at its minimum, and not scaled by chi-square. */
export interface Fit {
  readonly parameters: Float64Array;
  readonly errors: Float64Array;
  /** What was minimised, at its minimum. */
  readonly chi2: number;
  readonly ndf: number;
}

/** What is minimised: the sum of a term a point. */
export interface Statistic {
  /** Of content, curve and error. */
  term(content: number, expected: number, error: number): number;
  /** The error that a difference of content and curve counts with, near the minimum. */
  scale(expected: number, error: number): number;
}

/** Chi-square with the errors of the contents: ROOT's fit without options. */
export const leastSquares: Statistic = {
  term: (content, expected, error) => ((content - expected) / error) ** 2,
  scale: (_, error) => error,
};

/**
 * Twice the logarithm of the ratio of Poisson likelihoods (S. Baker and R. D. Cousins, Nucl. Instrum. Meth. 221 (1984) 437): ROOT's fit with
 * option L. Bins without content count; the errors of the points do not.
 */
export const poissonLikelihood: Statistic = {
  term: (content, expected) => {
    const mean = Math.max(expected, least);
    return 2 * (mean - content + (content > 0 ? content * Math.log(content / mean) : 0));
  },
  scale: (expected) => Math.sqrt(Math.max(expected, least)),
};
/** A curve that vanishes where there is content is only very unlikely. */
const least = 1e-100;

/** Why a fit gave nothing. */
export interface FitProblem {
  readonly problem: string;
}

const mostSteps = 400;
/** Chi-square that the last `patience` of all steps may still gain: less is a long flat valley, as where a width grows without end. */
const negligible = 2e-6;
const patience = 50;

/**
 * Fits a curve, by least chi-square unless another statistic is given: Levenberg and Marquardt's method from each start, the lowest minimum
 * counts. A start is refined until chi-square no longer falls by more than a billionth.
 */
export function fitCurve(
  points: FitPoints,
  curve: Curve,
  starts: readonly (readonly number[])[],
  statistic: Statistic = leastSquares,
): Fit | FitProblem {
  const size = starts[0]?.length ?? 0;
  const count = points.x.length;
  if (count === 0) return { problem: 'no bin with an error lies in the range' };
  if (count <= size) return { problem: `${count} bins are too few for ${size} parameters` };
  // Most starts lead to one minimum, which is gone down to once; where it turns out to be none, each start may end beside it where there is one.
  const fit = lowest(points, curve, starts, statistic, true);
  return 'problem' in fit && starts.length > 1 ? lowest(points, curve, starts, statistic, false) : fit;
}

/** The fit at the lowest minimum that the starts lead to; with `once` a start ends where another one did. */
function lowest(
  points: FitPoints,
  curve: Curve,
  starts: readonly (readonly number[])[],
  statistic: Statistic,
  once: boolean,
): Fit | FitProblem {
  const found: Descent[] = [];
  for (const start of starts) {
    const end = descend(points, curve, Float64Array.from(start), statistic, once ? found : []);
    if (end !== undefined && Number.isFinite(end.chi2)) found.push(end);
  }
  found.sort((a, b) => a.chi2 - b.chi2);
  const [best] = found;
  if (best === undefined) return { problem: 'the curve has no finite value at any start' };
  if (!best.converged) return { problem: `no convergence in ${mostSteps} steps` };
  for (const { parameters, chi2, converged } of found) {
    // What runs away, or ends where a parameter no longer matters, is no minimum, however low: the next may be one.
    const errors = converged ? curvatureErrors(points, curve, parameters, statistic) : undefined;
    if (errors !== undefined) return { parameters, errors, chi2, ndf: points.x.length - parameters.length };
  }
  return { problem: 'chi-square has no minimum there: its curvature is not positive' };
}

/** Chi-square of a curve. */
export function chiSquare(
  { x, y, error }: FitPoints,
  curve: Curve,
  parameters: Float64Array,
  statistic: Statistic = leastSquares,
): number {
  let sum = 0;
  for (let index = 0; index < x.length; index += 1)
    sum += statistic.term(y[index] ?? 0, curve(x[index] ?? 0, parameters), error[index] ?? 1);
  return sum;
}

/** Where a start leads. */
interface Descent {
  readonly parameters: Float64Array;
  readonly chi2: number;
  readonly converged: boolean;
}

/** Goes down from a start; undefined where that leads to a minimum that is known already. */
function descend(
  points: FitPoints,
  curve: Curve,
  start: Float64Array,
  statistic: Statistic,
  known: readonly Descent[],
): Descent | undefined {
  const size = start.length;
  let parameters = start;
  let chi2 = chiSquare(points, curve, parameters, statistic);
  let damping = 1e-3;
  let quiet = 0;
  let milestone = chi2;
  // MINPACK's scaling: the steepest that chi-square ever was along a parameter, so that one which no longer matters takes no leap.
  const steepest = new Float64Array(size);
  for (let step = 0; step < mostSteps && Number.isFinite(chi2); step += 1) {
    const { matrix, gradient } = normalEquations(points, curve, parameters, start, statistic);
    for (let index = 0; index < size; index += 1)
      steepest[index] = Math.max(steepest[index] ?? 0, matrix[index * (size + 1)] ?? 0, 1e-300);
    let accepted = false;
    for (let attempt = 0; attempt < 20 && !accepted; attempt += 1) {
      const damped = matrix.slice();
      for (let index = 0; index < size; index += 1)
        damped[index * (size + 1)] = (matrix[index * (size + 1)] ?? 0) + damping * (steepest[index] ?? 0);
      const change = solve(damped, gradient);
      const next = change && parameters.map((value, index) => value + (change[index] ?? 0));
      const nextChi2 = next ? chiSquare(points, curve, next, statistic) : Number.NaN;
      if (next && nextChi2 <= chi2) {
        quiet = chi2 - nextChi2 <= 1e-10 * Math.max(chi2, 1e-10) ? quiet + 1 : 0;
        parameters = next;
        chi2 = nextChi2;
        damping = Math.max(damping / 10, 1e-12);
        accepted = true;
      } else {
        damping *= 8;
      }
    }
    if (known.some((minimum) => isThere(minimum, parameters, chi2))) return undefined;
    // Nowhere down, or down by next to nothing several times: the bottom.
    if (!accepted || quiet >= 3) return { parameters, chi2, converged: true };
    if (step === mostSteps - patience) milestone = chi2;
  }
  return { parameters, chi2, converged: milestone - chi2 < negligible };
}

/** Whether a descent has come to a minimum: a thirtieth of an error from it at most, by chi-square and by each parameter. */
function isThere(minimum: Descent, parameters: Float64Array, chi2: number): boolean {
  if (!minimum.converged || chi2 - minimum.chi2 > 1e-3) return false;
  return parameters.every((value, index) => {
    const other = minimum.parameters[index] ?? 0;
    return Math.abs(value - other) <= 1e-3 * Math.abs(other);
  });
}

/** J^T J and J^T r of the pulls, J by central differences where the curve has no slopes; `start` gives the scale of a parameter that went to 0. */
function normalEquations(
  { x, y, error }: FitPoints,
  curve: Curve,
  parameters: Float64Array,
  start: Float64Array,
  statistic: Statistic,
): { matrix: Float64Array; gradient: Float64Array } {
  const size = parameters.length;
  const matrix = new Float64Array(size * size);
  const gradient = new Float64Array(size);
  const steps = parameters.map(
    (value, index) => 1e-5 * Math.max(Math.abs(value), 1e-3 * Math.abs(start[index] ?? 0), 1e-8),
  );
  const [above, below] = [parameters.slice(), parameters.slice()];
  const slopes = new Float64Array(size);
  for (let index = 0; index < x.length; index += 1) {
    const at = x[index] ?? 0;
    const expected = curve(at, parameters);
    const e = statistic.scale(expected, error[index] ?? 1);
    const pull = ((y[index] ?? 0) - expected) / e;
    if (curve.slopes) curve.slopes(at, parameters, slopes);
    else {
      for (let a = 0; a < size; a += 1) {
        const h = steps[a] ?? 1;
        const value = parameters[a] ?? 0;
        above[a] = value + h;
        below[a] = value - h;
        slopes[a] = (curve(at, above) - curve(at, below)) / (2 * h);
        above[a] = value;
        below[a] = value;
      }
    }
    for (let a = 0; a < size; a += 1) {
      const slope = (slopes[a] ?? 0) / e;
      gradient[a] = (gradient[a] ?? 0) + slope * pull;
      for (let b = 0; b < size; b += 1)
        matrix[a * size + b] = (matrix[a * size + b] ?? 0) + (slope * (slopes[b] ?? 0)) / e;
    }
  }
  return { matrix, gradient };
}

/** Solves A x = b by elimination with pivots; undefined where A is singular. */
function solve(matrix: Float64Array, right: Float64Array): Float64Array | undefined {
  const size = right.length;
  const a = matrix.slice();
  const b = right.slice();
  for (let column = 0; column < size; column += 1) {
    let pivot = column;
    for (let row = column + 1; row < size; row += 1) {
      if (Math.abs(a[row * size + column] ?? 0) > Math.abs(a[pivot * size + column] ?? 0)) pivot = row;
    }
    const top = a[pivot * size + column] ?? 0;
    if (!(Math.abs(top) > 0) || !Number.isFinite(top)) return undefined;
    for (let k = 0; k < size; k += 1) {
      const kept = a[column * size + k] ?? 0;
      a[column * size + k] = a[pivot * size + k] ?? 0;
      a[pivot * size + k] = kept;
    }
    const kept = b[column] ?? 0;
    b[column] = b[pivot] ?? 0;
    b[pivot] = kept;
    for (let row = 0; row < size; row += 1) {
      if (row === column) continue;
      const factor = (a[row * size + column] ?? 0) / top;
      for (let k = column; k < size; k += 1)
        a[row * size + k] = (a[row * size + k] ?? 0) - factor * (a[column * size + k] ?? 0);
      b[row] = (b[row] ?? 0) - factor * (b[column] ?? 0);
    }
  }
  return b.map((value, index) => value / (a[index * size + index] ?? 1));
}

/**
 * Errors from the covariance 2 H^-1, H the second derivatives of chi-square (Hesse's method): by central differences with steps of a
 * fraction of the errors themselves, so that they are far above rounding. Undefined where H is not positive.
 */
function curvatureErrors(
  points: FitPoints,
  curve: Curve,
  parameters: Float64Array,
  statistic: Statistic,
): Float64Array | undefined {
  const size = parameters.length;
  const height = (moved: Float64Array): number => chiSquare(points, curve, moved, statistic);
  const center = height(parameters);
  const steps = parameters.map((_, index) => hesseStep(height, parameters, index, center));
  const at = (changes: readonly (readonly [number, number])[]): number => {
    const moved = parameters.slice();
    for (const [index, by] of changes) moved[index] = (moved[index] ?? 0) + by * (steps[index] ?? 0);
    return height(moved);
  };
  const half = new Float64Array(size * size); // H / 2
  for (let a = 0; a < size; a += 1) {
    const h = steps[a] ?? 1;
    half[a * size + a] = (at([[a, 1]]) - 2 * center + at([[a, -1]])) / (2 * h * h);
    for (let b = 0; b < a; b += 1) {
      const mixed =
        at([
          [a, 1],
          [b, 1],
        ]) -
        at([
          [a, 1],
          [b, -1],
        ]) -
        at([
          [a, -1],
          [b, 1],
        ]) +
        at([
          [a, -1],
          [b, -1],
        ]);
      half[a * size + b] = mixed / (8 * h * (steps[b] ?? 1));
      half[b * size + a] = half[a * size + b] ?? 0;
    }
  }
  return errorsOf(half, size);
}

/** A step along one parameter, the others fixed, over which chi-square rises by some 0.0004: 0.02 of that parameter's own error. */
function hesseStep(
  at: (parameters: Float64Array) => number,
  parameters: Float64Array,
  index: number,
  center: number,
): number {
  const rise = 4e-4;
  const own = parameters[index] ?? 0;
  const moved = parameters.slice();
  let step = Math.max(1e-3 * Math.abs(own), 1e-6);
  for (let round = 0; round < 8; round += 1) {
    moved[index] = own + step;
    const above = at(moved);
    moved[index] = own - step;
    const mean = (above + at(moved)) / 2 - center;
    // Flat (a tiny step, or no minimum) or not finite (a step out of the curve's domain): look further out, or nearer.
    const factor = Number.isFinite(mean) ? (mean > 0 ? Math.sqrt(rise / mean) : 10) : 0.1;
    step *= Math.min(Math.max(factor, 1e-3), 1e3);
    if (factor > 0.7 && factor < 1.4) break;
  }
  return step;
}

/** Square roots of the diagonal of an inverse; undefined where the matrix has none, or a diagonal that is not positive. */
function errorsOf(matrix: Float64Array, size: number): Float64Array | undefined {
  const errors = new Float64Array(size);
  for (let index = 0; index < size; index += 1) {
    const unit = new Float64Array(size);
    unit[index] = 1;
    const variance = solve(matrix, unit)?.[index];
    if (variance === undefined || !(variance > 0) || !Number.isFinite(variance)) return undefined;
    errors[index] = Math.sqrt(variance);
  }
  return errors;
}
