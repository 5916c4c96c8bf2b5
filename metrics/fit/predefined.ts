/** Fits of the predefined functions of ROOT, with its parameters in its order; the start values are estimated. */
import { gauss, landau, landauGauss, landauPeak } from './densities.ts';
import { type Curve, type Fit, fitCurve, type FitProblem, chiSquareStatistic, type Statistic } from './fit.ts';
import { type FitPoints, shapeOfPoints } from './points.ts';

/** Coefficients of 1, x, x^2, … */
export const polynomial: Curve = (x, coefficients) =>
  coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0);
/** Height, mean, standard deviation. */
export const gaussCurve: Curve = (x, p) => (p[0] ?? 0) * gauss(x, p[1] ?? 0, p[2] ?? 1);
/** Amplitude, location, width. */
export const landauCurve: Curve = (x, p) => (p[0] ?? 0) * landau(x, p[1] ?? 0, p[2] ?? 0);
/** Width of the Landau, its most probable value, area, standard deviation of the Gaussian. */
export const landauGaussCurve: Curve = (x, p) => landauGauss(x, p, -landauPeak);

/** `pol0`, `pol1`, …: coefficients of 1, x, x^2, … up to the degree. It is linear, so that the start does not matter. */
export function fitPolynomial(
  points: FitPoints,
  degree: number,
  statistic: Statistic = chiSquareStatistic,
): Fit | FitProblem {
  // Coefficients of a realistic size, because the steps of the derivatives are relative to them.
  const [height, maxX] = [heightOf(points) || 1, points.x.reduce((max, x) => Math.max(max, Math.abs(x)), 0) || 1];
  const start = Array.from({ length: degree + 1 }, (_, power) => height / maxX ** power);
  return fitCurve(points, polynomial, [start], statistic);
}

/** `gaus`: height, mean, standard deviation (positive). */
export function fitGauss(points: FitPoints, statistic: Statistic = chiSquareStatistic): Fit | FitProblem {
  const { mean, spread, peak, height } = shapeOf(points);
  const starts = [
    [height, mean, spread],
    [height, peak, spread / 3],
    [height, peak, 3 * spread],
  ];
  return positive(fitCurve(points, gaussCurve, starts, statistic), 2);
}

/** `landau`: amplitude (5.5 times the height of the peak), location (0.22 widths above the peak), width. */
export function fitLandau(points: FitPoints, statistic: Statistic = chiSquareStatistic): Fit | FitProblem {
  const { spread, peak, height } = shapeOf(points);
  const starts = [0.1, 0.3, 1].map((part) => [height / 0.18065563, peak - landauPeak * part * spread, part * spread]);
  return fitCurve(points, landauCurve, starts, statistic);
}

/**
 * `langau`, a Landau convolved with a Gaussian: width of the Landau, its most probable value, area, standard deviation of the
 * Gaussian (positive).
 */
export function fitLandauGauss(points: FitPoints, statistic: Statistic = chiSquareStatistic): Fit | FitProblem {
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

/** Makes a standard deviation positive: the curve is symmetric in it. */
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
  /** Position and height of the maximum. */
  readonly peak: number;
  readonly height: number;
  readonly area: number;
}

/** Estimates start values from the points above 0. */
function shapeOf(points: FitPoints): Shape {
  const { x, y } = points;
  const { total, mean, spread } = shapeOfPoints(points);
  const top = y.reduce((best, content, index) => (content > (y[best] ?? 0) ? index : best), 0);
  const step = x.length > 1 ? Math.abs(((x.at(-1) ?? 0) - (x[0] ?? 0)) / (x.length - 1)) : 1;
  return {
    mean: total > 0 ? mean : (x[0] ?? 0),
    spread: Math.max(spread, step / 2),
    peak: x[top] ?? 0,
    height: Math.max(y[top] ?? 0, 1e-12),
    area: Math.max(total * step, 1e-12),
  };
}
