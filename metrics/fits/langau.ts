import { landauGauss, landauPeak } from '../fit/densities.ts';
import { type Curve, type Fit, type FitProblem, fitCurve } from '../fit/fit.ts';
import { toFittedCurve } from '../fit/fitted-curve.ts';
import { fitPoints, shapeOfPoints } from '../fit/points.ts';
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

/** Shift of the location of the Landau used by this metric, so that p1 is not the position of the maximum. */
const shift = 2.931 * landauPeak;
const langau: Curve = (x, p) => landauGauss(x, p, shift);
const langauFunction = {
  name: 'Landau convolved with a Gaussian',
  parameters: ['Landau width', 'location', 'area', 'Gaussian width'],
  curve: langau,
  width: 3,
} as const;

export const LanGau = metric({
  summary: 'Most probable value of a Landau convolved with a Gaussian, fitted in a range.',
  parameters: {
    parameter: z
      .int()
      .min(0)
      .max(3)
      .describe('parameter whose error is returned: 0 Landau width, 1 location, 2 area, 3 Gaussian width'),
    lo: z.number().describe('lower end of the fit, in units of x'),
    hi: z.number().describe('upper end of the fit, in units of x'),
    control: z.number().describe('min. Landau width; a narrower fit is repeated in a wider range'),
    start: z.array(z.number()).describe('start values: Landau width, location, area, Gaussian width'),
  },
  inputs: { main: histograms },
  formula: 'chi-square fit of the convolution; position of its maximum in the range, error of the parameter',
  example: 'fits.LanGau(1, 10., 60., 0.5, (1., 20., 1000., 2.))',
  revision: 2,
  reduce: ({ main }, { parameter, lo, hi, control, start }): Result => {
    if (main.kind !== 'histogram' || main.axes.length !== 1)
      return failure('WRONG_TYPE', `${main.className} not supported, expected TH1`);
    const histogram = main.entries < 150 ? halved(main) : main;
    let fit = fitRange(histogram, lo, hi, start);
    let low = lo;
    // A fit that is too narrow, or whose location is below the range, is repeated with a lower start of the range.
    if (!('problem' in fit) && ((fit.parameters[0] ?? 0) < control || (fit.parameters[1] ?? 0) < lo)) {
      low = lo - 2;
      fit = fitRange(histogram, low, hi, start);
    }
    if ('problem' in fit) return failure('FIT_FAILED', fit.problem);
    const found = value(maximumOf(fit.parameters, low, hi), fit.errors[parameter] ?? Number.NaN);
    const curve = toFittedCurve(fit, langauFunction, low, hi);
    if (histogram === main) return { ...found, curve };
    return { ...found, curve: { ...curve, name: `${curve.name}, of pairs of bins`, at: (x) => curve.at(x) / 2 } };
  },
});

function fitRange(histogram: Histogram, low: number, high: number, start: readonly number[]): Fit | FitProblem {
  const points = fitPoints(histogram, low, high);
  const peak = binCenter(axisOf(histogram, 0), maximumBin(histogram));
  const area = integral(histogram);
  const [width = 1, location = peak, , sigma = 1] = start;
  const from = peak > low ? peak : location;
  const spread = shapeOfPoints(points).spread || 1;
  const fits = [
    [width, from, area, sigma],
    [spread / 4, from, area, spread / 4],
    [spread / 10, from, area, spread / 2],
  ].map((start) => fitCurve(points, langau, [start]));
  const found = fits.filter((fit) => 'parameters' in fit).sort((a, b) => a.chi2 - b.chi2);
  return found.find(({ parameters }) => isSmooth(parameters)) ?? found[0] ?? fits[0] ?? { problem: 'no start values' };
}

/** Whether the Landau is wider than the steps of the convolution sum: otherwise the curve has artificial peaks. */
function isSmooth([width = 0, , , sigma = 0]: Float64Array): boolean {
  return width > Math.abs(sigma) / 10;
}

/** Position of the maximum: the best of a hundred points, refined by golden-section search. */
function maximumOf(parameters: Float64Array, low: number, high: number): number {
  const step = (high - low) / 100;
  let best = low;
  for (let index = 0; index <= 100; index += 1) {
    const x = low + index * step;
    if (langau(x, parameters) > langau(best, parameters)) best = x;
  }
  let [left, right] = [Math.max(low, best - step), Math.min(high, best + step)];
  const ratio = (Math.sqrt(5) - 1) / 2;
  for (let round = 0; round < 60; round += 1) {
    const [a, b] = [right - ratio * (right - left), left + ratio * (right - left)];
    if (langau(a, parameters) < langau(b, parameters)) left = a;
    else right = b;
  }
  return (left + right) / 2;
}
