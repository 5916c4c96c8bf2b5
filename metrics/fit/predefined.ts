/** Fits of the curves that ROOT has by name, with its parameters in its order; each makes its own start values. */
import { gauss, landau, landauGauss, landauPeak } from './densities.ts';
import { type Curve, type Fit, fitCurve, type FitProblem, leastSquares, type Statistic } from './fit.ts';
import type { FitPoints } from './points.ts';

/** Coefficients of 1, x, x^2, … */
export const polynomial: Curve = (x, coefficients) =>
  coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0);
/** Height, mean, standard deviation. */
export const gaussCurve: Curve = (x, p) => (p[0] ?? 0) * gauss(x, p[1] ?? 0, p[2] ?? 1);
/** Amplitude, location, width. */
export const landauCurve: Curve = (x, p) => (p[0] ?? 0) * landau(x, p[1] ?? 0, p[2] ?? 0);
/** Width of the Landau, its most probable value, area, standard deviation of the Gaussian. */
export const landauGaussCurve: Curve = (x, p) => landauGauss(x, p, -landauPeak);

/** `pol0`, `pol1`, …: coefficients of 1, x, x^2, … up to the degree. Linear, so that the start does not matter. */
export function fitPolynomial(
  points: FitPoints,
  degree: number,
  statistic: Statistic = leastSquares,
): Fit | FitProblem {
  // Coefficients of a size that matters on this axis, so that slopes are taken over steps that are seen.
  const [height, reach] = [heightOf(points) || 1, points.x.reduce((most, x) => Math.max(most, Math.abs(x)), 0) || 1];
  const start = Array.from({ length: degree + 1 }, (_, power) => height / reach ** power);
  return fitCurve(points, polynomial, [start], statistic);
}

/** `gaus`: height, mean, standard deviation (positive). */
export function fitGauss(points: FitPoints, statistic: Statistic = leastSquares): Fit | FitProblem {
  const { mean, spread, peak, height } = shapeOf(points);
  const starts = [
    [height, mean, spread],
    [height, peak, spread / 3],
    [height, peak, 3 * spread],
  ];
  return positive(fitCurve(points, gaussCurve, starts, statistic), 2);
}

/** `landau`: amplitude (5.5 times the height of the peak), location (0.22 widths above the peak), width. */
export function fitLandau(points: FitPoints, statistic: Statistic = leastSquares): Fit | FitProblem {
  const { spread, peak, height } = shapeOf(points);
  const starts = [0.1, 0.3, 1].map((part) => [height / 0.18065563, peak - landauPeak * part * spread, part * spread]);
  return fitCurve(points, landauCurve, starts, statistic);
}

/**
 * The customary `langau`, a Landau convolved with a Gaussian: width of the Landau, its most probable value, area, standard deviation of the
 * Gaussian (positive).
 */
export function fitLandauGauss(points: FitPoints, statistic: Statistic = leastSquares): Fit | FitProblem {
  const { spread, peak, area } = shapeOf(points);
  const starts = [
    [0.2, 0.3],
    [0.1, 0.5],
    [0.4, 0.1],
    [0.05, 1],
    [0.1, 2],
  ].map(([width = 1, sigma = 1]) => [width * spread, peak, area, sigma * spread]);
  return positive(fitCurve(points, landauGaussCurve, starts, statistic), 3);
}

/** A standard deviation enters squared, so that a fit may end at its negative. */
function positive(fit: Fit | FitProblem, index: number): Fit | FitProblem {
  if ('problem' in fit) return fit;
  return { ...fit, parameters: fit.parameters.map((value, at) => (at === index ? Math.abs(value) : value)) };
}

function heightOf({ y }: FitPoints): number {
  return y.reduce((sum, content) => sum + content, 0) / Math.max(y.length, 1);
}

interface Shape {
  readonly mean: number;
  readonly spread: number;
  /** Where the content is largest, and how large. */
  readonly peak: number;
  readonly height: number;
  readonly area: number;
}

/** Mean, spread, peak and area of the points that are above 0: rough, to start from. */
function shapeOf({ x, y }: FitPoints): Shape {
  let [total, sum, squares, top] = [0, 0, 0, 0];
  for (const [index, at] of x.entries()) {
    const content = Math.max(0, y[index] ?? 0);
    total += content;
    sum += content * at;
    if ((y[index] ?? 0) > (y[top] ?? 0)) top = index;
  }
  const mean = total > 0 ? sum / total : (x[0] ?? 0);
  for (const [index, at] of x.entries()) squares += Math.max(0, y[index] ?? 0) * (at - mean) ** 2;
  const step = x.length > 1 ? Math.abs(((x.at(-1) ?? 0) - (x[0] ?? 0)) / (x.length - 1)) : 1;
  const spread = Math.max(total > 0 ? Math.sqrt(squares / total) : 0, step / 2);
  return { mean, spread, peak: x[top] ?? 0, height: Math.max(y[top] ?? 0, 1e-12), area: Math.max(total * step, 1e-12) };
}
