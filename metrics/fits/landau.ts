import { fitCurve, type Curve, type FitProblem } from '../fit/fit.ts';
import { type DrawnFit, withCurve } from '../fit/fitted-curve.ts';
import { gauss, landau, landauDensity, landauSlope } from '../fit/densities.ts';
import { fitPoints, type FitPoints, peakOfPoints, shapeOfPoints } from '../fit/points.ts';
import {
  axisOf,
  type BinnedElement,
  binCenter,
  cellContent,
  failure,
  isBlank,
  maximumBin,
  metric,
  oneDimensional,
  type Result,
  value,
  z,
} from '../metric.ts';

const inputs = { main: oneDimensional } as const;
const lo = z.number().describe('lower end of the fit, in units of x');
const hi = z.number().describe('upper end of the fit, in units of x');
const start = z.array(z.number()).describe('start values of the parameters; the fit also uses its own');

/** Returns a parameter of a fit with the curve; a failure if the fit failed or the parameter is not accepted. */
function parameterOf(
  fit: DrawnFit | FitProblem,
  index: number,
  accepted: (value: number) => boolean,
  rule: string,
): Result {
  if ('problem' in fit) return failure('FIT_FAILED', fit.problem);
  const found = fit.parameters[index] ?? Number.NaN;
  if (!accepted(found)) return failure('FIT_FAILED', `fitted parameter ${found} is not ${rule}`);
  return { ...value(found, fit.errors[index] ?? Number.NaN), curve: fit.curve };
}

/** Amplitude times a Landau: location, width, amplitude. */
const landauCurve: Curve = Object.assign(
  (x: number, p: Float64Array) => (p[2] ?? 0) * landau(x, p[0] ?? 0, p[1] ?? 0),
  {
    slopes: (x: number, p: Float64Array, value: number, into: Float64Array): void => {
      const [location = 0, width = 0, amplitude = 0] = p;
      if (!(width > 0)) return void into.fill(0);
      const v = (x - location) / width;
      const density = amplitude === 0 ? landauDensity(v) : value / amplitude;
      const slope = (-amplitude * landauSlope(v, density)) / width;
      into[0] = slope;
      into[1] = slope * v;
      into[2] = density;
    },
  },
);
/** Height of the Landau density at its peak. */
const peakDensity = 0.18065563;
/** Full width at half maximum of the Landau density. */
const landauFullWidth = 4.018;

/** Start values around the highest point, of its width, narrow and wide ones, and those of the config. */
function landauStarts(points: FitPoints, given: readonly number[]): number[][] {
  const { x } = points;
  const { position: peak, height: top, fullWidth } = peakOfPoints(points);
  const height = Math.max(top, 1e-12);
  const span = Math.max(Math.abs((x.at(-1) ?? 0) - (x[0] ?? 0)), 1e-12);
  const own = [0.03 * span, 0.1 * span, 0.3 * span, fullWidth / landauFullWidth].map((width) => [
    peak + 0.2228 * width,
    width,
    height / peakDensity,
  ]);
  const [location, width] = given;
  return location !== undefined && width !== undefined && width > 0
    ? [...own, [location, width, height / peakDensity]]
    : own;
}

const landauFunction = { name: 'Landau', parameters: ['location', 'width', 'amplitude'], curve: landauCurve } as const;

function fitLandau(
  main: BinnedElement,
  low: number,
  high: number,
  given: readonly number[] = [],
): DrawnFit | FitProblem {
  const points = fitPoints(main, low, high);
  return withCurve(fitCurve(points, landauCurve, landauStarts(points, given)), landauFunction, low, high);
}

const positive = (found: number): boolean => found > 0;

export const Landau = metric({
  summary:
    'Parameter of a Landau fitted in a range: its location (called mpv in many configs, but the peak is 0.22 widths below), width or amplitude.',
  parameters: { parameter: z.int().min(0).max(2).describe('0 location, 1 width, 2 amplitude'), lo, hi, start },
  inputs,
  formula: 'chi-square fit of p2 Landau((x - p0) / p1); value and error of the parameter, which must be positive',
  example: 'fits.Landau(0, 250., 360., (310., 30.))',
  revision: 2,
  reduce: ({ main }, { parameter, lo: low, hi: high, start: given }) =>
    parameterOf(fitLandau(main, low, high, given), parameter, positive, 'positive'),
});

export const LandauAroundMax = metric({
  summary: 'Parameter of a Landau fitted around the bin with the maximum content.',
  parameters: {
    parameter: z.int().min(0).max(2).describe('0 location, 1 width, 2 amplitude'),
    below: z.number().describe('lower end of the fit, as a multiple of the position of the maximum'),
    above: z.number().describe('upper end of the fit, as a multiple of the position of the maximum'),
    limit: z.number().describe('upper limit of the parameter'),
  },
  inputs,
  formula: 'as Landau, between multiples of the mean centre of the maximum bin and its neighbour with more content',
  example: 'fits.LandauAroundMax(0, 0.75, 1.35, 60000)',
  revision: 2,
  reduce: ({ main }, { parameter, below, above, limit }) => {
    if (isBlank(main, 'range')) return failure('NO_DATA', 'no bin has content');
    const axis = axisOf(main, 0);
    const top = maximumBin(main);
    const neighbour = cellContent(main, top - 1) > cellContent(main, top + 1) ? top - 1 : top + 1;
    const center = (binCenter(axis, top) + binCenter(axis, neighbour)) / 2;
    const fit = fitLandau(main, center * below, center * above, [center, center / 10]);
    return parameterOf(fit, parameter, (found) => found > 0 && found < limit, `between 0 and ${limit}`);
  },
});

export const LandauAroundMaxBin = metric({
  summary: 'Parameter of a Landau fitted around the bin with the maximum content, in the order of ROOT.',
  parameters: {
    parameter: z.int().min(0).max(2).describe('0 amplitude, 1 location, 2 width'),
    width: z.number().describe('half width of the range around the centre of the maximum bin, in units of x'),
  },
  inputs,
  formula: 'as Landau, in the range centre - width to centre + width',
  example: 'fits.LandauAroundMaxBin(1, 50.)',
  revision: 2,
  reduce: ({ main }, { parameter, width }) => {
    if (isBlank(main, 'range')) return failure('NO_DATA', 'no bin has content');
    const center = binCenter(axisOf(main, 0), maximumBin(main));
    return parameterOf(fitLandau(main, center - width, center + width), [2, 0, 1][parameter] ?? 0, () => true, '');
  },
});

export const LandauTest = metric({
  summary: 'As Landau, with another range from a given run on.',
  parameters: {
    parameter: z.int().min(0).max(2).describe('0 location, 1 width, 2 amplitude'),
    lo1: lo,
    hi1: hi,
    lo2: z.number().describe('lower end from turnRun on, in units of x'),
    hi2: z.number().describe('upper end from turnRun on, in units of x'),
    turnRun: z.number().describe('first run of the second range'),
    start,
  },
  inputs,
  formula: 'as Landau; accepted between 0 and 60000',
  example: 'fits.LandauTest(0, 10000., 40000., 8000., 30000., 300000, (20000., 2000.))',
  revision: 2,
  reduce: ({ main }, { parameter, lo1, hi1, lo2, hi2, turnRun, start: given }, { run }) => {
    const later = run >= turnRun;
    const fit = later
      ? fitLandau(main, lo2, hi2, given)
      : fitLandau(
          main,
          lo1,
          hi1,
          given.map((p) => p * 1.58),
        );
    return parameterOf(fit, parameter, (found) => found > 0 && found < 60_000, 'between 0 and 60000');
  },
});

/** Location of both, Landau width, Landau amplitude, Gaussian width, Gaussian height. */
const gauLandCurve: Curve = (x, p) =>
  (p[2] ?? 0) * landau(x, p[0] ?? 0, p[1] ?? 0) + (p[4] ?? 0) * gauss(x, p[0] ?? 0, p[3] ?? 1);

const gauLandFunction = {
  name: 'Landau + Gaussian',
  parameters: ['location', 'Landau width', 'Landau amplitude', 'Gaussian width', 'Gaussian height'],
  curve: gauLandCurve,
  width: 3,
} as const;

export const GauLand = metric({
  summary: 'Parameter of the sum of a Landau and a Gaussian with the same location.',
  parameters: {
    parameter: z.int().min(0).max(2).describe('0 location, 1 Landau width, 2 Landau amplitude'),
    lo,
    hi,
    start,
  },
  inputs,
  formula: 'chi-square fit of p2 Landau((x - p0) / p1) + p4 exp(-((x - p0) / p3)^2 / 2)',
  example: 'fits.GauLand(0, 10., 50., (25., 5., 0., 5., 0.))',
  revision: 2,
  reduce: ({ main }, { parameter, lo: low, hi: high, start: given }) => {
    const points = fitPoints(main, low, high);
    const top = points.y.reduce((max, y) => Math.max(max, y), 0);
    const [location, width, , sigma] = given;
    // The sum has several minima, some with a Gaussian narrower than a bin: prefer the one near the start values of the config.
    const preferred = location && width && sigma ? [[location, width, top / 2, sigma, top / 2]] : [];
    const others = landauStarts(points, given).flatMap(([position = 0, spread = 1, amplitude = 1]) => [
      [position, spread, amplitude / 2, sigma || spread, top / 2],
      [position, spread, amplitude, spread, top / 10],
      [position, spread, amplitude / 10, 2 * spread, top],
    ]);
    const near = fitCurve(points, gauLandCurve, preferred);
    const fit = 'problem' in near ? fitCurve(points, gauLandCurve, others) : near;
    return parameterOf(withCurve(fit, gauLandFunction, low, high), parameter, () => true, '');
  },
});

/** Full width at half maximum of a Gaussian of width 1. */
const gaussFullWidth = 2.3548;
const gaussCurve: Curve = (x, p) => (p[2] ?? 0) * gauss(x, p[0] ?? 0, p[1] ?? 1);
const gaussFunction = {
  name: 'Gaussian',
  parameters: ['mean', 'width', 'height'],
  curve: gaussCurve,
  width: 1,
} as const;

export const Gaussian = metric({
  summary: 'Parameter of a Gaussian fitted in a range.',
  parameters: { parameter: z.int().min(0).max(2).describe('0 mean, 1 width, 2 height'), lo, hi, start },
  inputs,
  formula: 'chi-square fit of p2 exp(-((x - p0) / p1)^2 / 2), p1 > 0',
  example: 'fits.Gaussian(0, -5., 5., (0., 1., 100.))',
  revision: 2,
  reduce: ({ main }, { parameter, lo: low, hi: high, start: given }) => {
    const points = fitPoints(main, low, high);
    const { mean, ...shape } = shapeOfPoints(points);
    const spread = shape.spread || 1;
    const height = Math.max(...points.y, 1e-12);
    const { position, fullWidth } = peakOfPoints(points);
    const own = [
      [mean, spread, height],
      [position, fullWidth / gaussFullWidth, height],
      [position, spread / 3, height],
    ];
    const [m = mean, w = spread, h = height] = given;
    const fit = fitCurve(points, gaussCurve, [...own, [m, w || spread, h || height]]);
    const found = parameterOf(withCurve(fit, gaussFunction, low, high), parameter, () => true, '');
    // The curve is symmetric in the width.
    return parameter === 1 && 'value' in found ? { ...found, value: Math.abs(found.value) } : found;
  },
});
