import { curvatureErrors, solve } from './curvature.ts';
import type { FitPoints } from './points.ts';

/** A curve: returns its value at x for the given parameters. */
export interface Curve {
  (x: number, parameters: Float64Array): number;
  /** Optional: writes the derivatives by the parameters to `into`, if that is faster than central differences; `value` is the curve's at x. */
  readonly slopes?: (x: number, parameters: Float64Array, value: number, into: Float64Array) => void;
}

/** A converged fit. Errors are parabolic, from the curvature of chi-square at its minimum, and not scaled by chi-square. */
export interface Fit {
  readonly parameters: Float64Array;
  readonly errors: Float64Array;
  /** Minimum of the statistic. */
  readonly chi2: number;
  readonly ndf: number;
}

/** The statistic to minimise, a sum over points. */
export interface Statistic {
  /** Contribution of a point. */
  term(content: number, expected: number, error: number): number;
  /** Error of the difference of content and curve, near the minimum. */
  scale(expected: number, error: number): number;
}

/** Chi-square with the errors of the contents, as a fit of ROOT without options. */
export const chiSquareStatistic: Statistic = {
  term: (content, expected, error) => ((content - expected) / error) ** 2,
  scale: (_, error) => error,
};

/**
 * Twice the logarithm of the Poisson likelihood ratio (S. Baker and R. D. Cousins, Nucl. Instrum. Meth. 221 (1984) 437), as a fit of ROOT
 * with option L. Includes empty bins, and ignores the errors of the points.
 */
export const poissonLikelihood: Statistic = {
  term: (content, expected) => {
    const mean = Math.max(expected, minExpected);
    return 2 * (mean - content + (content > 0 ? content * Math.log(content / mean) : 0));
  },
  scale: (expected) => Math.sqrt(Math.max(expected, minExpected)),
};
/** Lower limit of the curve, so that content where the curve is 0 is very unlikely, but not impossible. */
const minExpected = 1e-100;

/** Reason of a failed fit. */
export interface FitProblem {
  readonly problem: string;
}

const maxSteps = 400;
/** If the last `finalSteps` steps improve chi-square by less, the fit is in a long flat valley and counts as converged. */
const minImprovement = 2e-6;
const finalSteps = 50;
/** A minimum is used only if no descent from another start ended lower by more than this, one standard deviation. */
const maxRise = 1;

/**
 * Fits a curve by the Levenberg-Marquardt method from each of the starts and returns the lowest minimum. Minimises chi-square unless
 * another statistic is given.
 */
export function fitCurve(
  points: FitPoints,
  curve: Curve,
  starts: readonly (readonly number[])[],
  statistic: Statistic = chiSquareStatistic,
): Fit | FitProblem {
  const size = starts[0]?.length ?? 0;
  const count = points.x.length;
  if (count === 0) return { problem: 'no bin with an error in the range' };
  if (count <= size) return { problem: `too few bins: ${count} for ${size} parameters` };
  // Most starts lead to the same minimum, so a descent stops near a known one. If that is not valid, each of these is followed to its end.
  const found: Descent[] = [];
  const stopped: (readonly number[])[] = [];
  for (const start of starts) {
    const end = descend(points, curve, Float64Array.from(start), statistic, found);
    if (end === undefined) stopped.push(start);
    else if (Number.isFinite(end.chi2)) found.push(end);
  }
  const fit = lowestMinimum(points, curve, found, statistic);
  if (!('problem' in fit)) return fit;
  // From the end of a slow descent, another one with new damping may converge.
  const lowest = found.reduce<Descent | undefined>((low, one) => (low && low.chi2 <= one.chi2 ? low : one), undefined);
  if (lowest && !lowest.converged) stopped.push([...lowest.parameters]);
  if (stopped.length === 0) return fit;
  for (const start of stopped) {
    const end = descend(points, curve, Float64Array.from(start), statistic, []);
    if (end !== undefined && Number.isFinite(end.chi2)) found.push(end);
  }
  return lowestMinimum(points, curve, found, statistic);
}

/** Returns the fit at the lowest of the minima that descents ended at. */
function lowestMinimum(
  points: FitPoints,
  curve: Curve,
  ends: readonly Descent[],
  statistic: Statistic,
): Fit | FitProblem {
  const found = [...ends].sort((a, b) => a.chi2 - b.chi2);
  const [best] = found;
  if (best === undefined) return { problem: 'curve not finite at any start' };
  if (!best.converged) return { problem: `no convergence in ${maxSteps} steps` };
  const height = (parameters: Float64Array): number => chiSquare(points, curve, parameters, statistic);
  for (const { parameters, chi2, converged } of found) {
    // A descent that diverged, or ended where a parameter has no effect, is not at a minimum: continue with the next one. Where that is
    // clearly higher, the points do not support it.
    if (chi2 - best.chi2 > maxRise) break;
    const errors = converged ? curvatureErrors(height, parameters) : undefined;
    if (errors !== undefined) return { parameters, errors, chi2, ndf: points.x.length - parameters.length };
  }
  return { problem: 'no minimum: the curvature of chi-square is not positive' };
}

/** Chi-square of a curve. Writes the values of the curve to `values` where it is given. */
export function chiSquare(
  { x, y, error }: FitPoints,
  curve: Curve,
  parameters: Float64Array,
  statistic: Statistic = chiSquareStatistic,
  values?: Float64Array,
): number {
  let sum = 0;
  for (let index = 0; index < x.length; index += 1) {
    const value = curve(x[index] ?? 0, parameters);
    if (values) values[index] = value;
    sum += statistic.term(y[index] ?? 0, value, error[index] ?? 1);
  }
  return sum;
}

/** Result of a descent. */
interface Descent {
  readonly parameters: Float64Array;
  readonly chi2: number;
  readonly converged: boolean;
}

/** Descends from a start; returns undefined if it leads to a known minimum. */
function descend(
  points: FitPoints,
  curve: Curve,
  start: Float64Array,
  statistic: Statistic,
  known: readonly Descent[],
): Descent | undefined {
  const size = start.length;
  let [parameters, next] = [start.slice(), start.slice()];
  // Values of the curve for these parameters: the next step uses them too.
  let [values, nextValues] = [new Float64Array(points.x.length), new Float64Array(points.x.length)];
  let chi2 = chiSquare(points, curve, parameters, statistic, values);
  let damping = 1e-3;
  let quiet = 0;
  let milestone = chi2;
  // Scaling as in MINPACK: the maximum curvature along each parameter so far, which limits steps of parameters that lost their effect.
  const scaling = new Float64Array(size);
  const [damped, change] = [new Float64Array(size * size), new Float64Array(size)];
  for (let step = 0; step < maxSteps && Number.isFinite(chi2); step += 1) {
    const { matrix, gradient } = normalEquations(points, curve, parameters, values, start, statistic);
    for (let index = 0; index < size; index += 1)
      scaling[index] = Math.max(scaling[index] ?? 0, matrix[index * (size + 1)] ?? 0, 1e-300);
    let accepted = false;
    for (let attempt = 0; attempt < 20 && !accepted; attempt += 1) {
      damped.set(matrix);
      change.set(gradient);
      for (let index = 0; index < size; index += 1)
        damped[index * (size + 1)] = (matrix[index * (size + 1)] ?? 0) + damping * (scaling[index] ?? 0);
      const isSolved = solve(damped, change);
      for (let index = 0; index < size; index += 1) next[index] = (parameters[index] ?? 0) + (change[index] ?? 0);
      const nextChi2 = isSolved ? chiSquare(points, curve, next, statistic, nextValues) : Number.NaN;
      if (nextChi2 <= chi2) {
        quiet = chi2 - nextChi2 <= 1e-10 * Math.max(chi2, 1e-10) ? quiet + 1 : 0;
        [parameters, next] = [next, parameters];
        [values, nextValues] = [nextValues, values];
        chi2 = nextChi2;
        damping = Math.max(damping / 10, 1e-12);
        accepted = true;
      } else {
        damping *= 8;
      }
    }
    if (known.some((minimum) => isNear(minimum, parameters, chi2))) return undefined;
    // No improvement, or a negligible one several times in a row: converged.
    if (!accepted || quiet >= 3) return { parameters, chi2, converged: true };
    if (step === maxSteps - finalSteps) milestone = chi2;
  }
  return { parameters, chi2, converged: milestone - chi2 < minImprovement };
}

/** Whether a descent is near a minimum: by chi-square within 3 % of an error, and by each parameter. */
function isNear(minimum: Descent, parameters: Float64Array, chi2: number): boolean {
  if (!minimum.converged || chi2 - minimum.chi2 > 1e-3) return false;
  return parameters.every((value, index) => {
    const other = minimum.parameters[index] ?? 0;
    return Math.abs(value - other) <= 1e-3 * Math.abs(other);
  });
}

/**
 * J^T J and J^T r of the pulls, J by central differences unless the curve has slopes. `values` are those of the curve; `start` gives the scale
 * of a parameter near 0.
 */
function normalEquations(
  { x, y, error }: FitPoints,
  curve: Curve,
  parameters: Float64Array,
  values: Float64Array,
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
    const expected = values[index] ?? 0;
    const e = statistic.scale(expected, error[index] ?? 1);
    const pull = ((y[index] ?? 0) - expected) / e;
    if (curve.slopes) curve.slopes(at, parameters, expected, slopes);
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
      slopes[a] = slope;
      gradient[a] = (gradient[a] ?? 0) + slope * pull;
      for (let b = 0; b <= a; b += 1) matrix[a * size + b] = (matrix[a * size + b] ?? 0) + slope * (slopes[b] ?? 0);
    }
  }
  for (let a = 0; a < size; a += 1) for (let b = 0; b < a; b += 1) matrix[b * size + a] = matrix[a * size + b] ?? 0;
  return { matrix, gradient };
}
