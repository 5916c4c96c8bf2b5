import { landauGauss, landauPeak } from '../fit/densities.ts';
import { type Curve, type Fit, type FitProblem, fitCurve } from '../fit/fit.ts';
import { type FitPoints, fitPoints } from '../fit/points.ts';
import {
  axisOf,
  binCenter,
  failure,
  type Histogram,
  histograms,
  integral,
  maximumBin,
  metric,
  type Result,
  value,
  z,
} from '../metric.ts';
import { halved } from './rebin.ts';

/** The metric's own shift of the Landau's location, by which p1 is not the position of the maximum. */
const shift = 2.931 * landauPeak;
const langau: Curve = (x, p) => landauGauss(x, p, shift);

export const LanGau = metric({
  summary: 'Most probable value of a Landau convolved with a Gaussian, fitted in a range.',
  parameters: {
    parameter: z
      .int()
      .min(0)
      .max(3)
      .describe('parameter whose error is given: 0 Landau width, 1 location, 2 area, 3 Gaussian width'),
    lo: z.number().describe('lower end of the fit, in units of x'),
    hi: z.number().describe('upper end of the fit, in units of x'),
    control: z.number().describe('least Landau width of a fit that is believed at once'),
    start: z.array(z.number()).describe('start values: Landau width, location, area, Gaussian width'),
  },
  inputs: { main: histograms },
  formula: 'chi-square fit of the convolution; position of its maximum in the range, error of the parameter',
  example: 'fits.LanGau(1, 10., 60., 0.5, (1., 20., 1000., 2.))',
  reduce: ({ main }, { parameter, lo, hi, control, start }): Result => {
    if (main.kind !== 'histogram' || main.axes.length !== 1)
      return failure('WRONG_TYPE', `a ${main.className} cannot be fitted with it`);
    const histogram = main.entries < 150 ? halved(main) : main;
    let fit = fitRange(histogram, lo, hi, start);
    let low = lo;
    // A fit that is too narrow, or whose location is below the range, is tried once more from a little further down.
    if (!('problem' in fit) && ((fit.parameters[0] ?? 0) < control || (fit.parameters[1] ?? 0) < lo)) {
      low = lo - 2;
      fit = fitRange(histogram, low, hi, start);
    }
    if ('problem' in fit) return failure('FIT_FAILED', fit.problem);
    return value(maximumOf(fit.parameters, low, hi), fit.errors[parameter] ?? Number.NaN);
  },
});

function fitRange(histogram: Histogram, low: number, high: number, start: readonly number[]): Fit | FitProblem {
  const points = fitPoints(histogram, low, high);
  const peak = binCenter(axisOf(histogram, 0), maximumBin(histogram));
  const area = integral(histogram);
  const [width = 1, location = peak, , sigma = 1] = start;
  const from = peak > low ? peak : location;
  const own = spreadOf(points) || 1;
  const fits = [
    [width, from, area, sigma],
    [own / 4, from, area, own / 4],
    [own / 10, from, area, own / 2],
  ].map((start) => fitCurve(points, langau, [start]));
  const found = fits.filter((fit) => 'parameters' in fit).sort((a, b) => a.chi2 - b.chi2);
  return found.find(({ parameters }) => isSmooth(parameters)) ?? found[0] ?? fits[0] ?? { problem: 'no start' };
}

/** Whether the Landau is wider than the steps of the sum: else the curve is a comb, whose minimum, however low, means nothing. */
function isSmooth([width = 0, , , sigma = 0]: Float64Array): boolean {
  return width > Math.abs(sigma) / 10;
}

function spreadOf({ x, y }: FitPoints): number {
  const total = y.reduce((sum, content) => sum + Math.max(0, content), 0);
  if (total === 0) return 0;
  const mean = x.reduce((sum, at, index) => sum + at * Math.max(0, y[index] ?? 0), 0) / total;
  return Math.sqrt(x.reduce((sum, at, index) => sum + (at - mean) ** 2 * Math.max(0, y[index] ?? 0), 0) / total);
}

/** Where the curve is highest: the best of a hundred places, then by golden sections around it. */
function maximumOf(parameters: Float64Array, low: number, high: number): number {
  const step = (high - low) / 100;
  let best = low;
  for (let index = 0; index <= 100; index += 1) {
    const x = low + index * step;
    if (langau(x, parameters) > langau(best, parameters)) best = x;
  }
  let [left, right] = [Math.max(low, best - step), Math.min(high, best + step)];
  const part = (Math.sqrt(5) - 1) / 2;
  for (let round = 0; round < 60; round += 1) {
    const [a, b] = [right - part * (right - left), left + part * (right - left)];
    if (langau(a, parameters) < langau(b, parameters)) left = a;
    else right = b;
  }
  return (left + right) / 2;
}
