import { chiSquare, type Curve } from '../fit/fit.ts';
import { toFittedCurve } from '../fit/fitted-curve.ts';
import { fitPoints } from '../fit/points.ts';
import {
  axisOf,
  type BinnedElement,
  binCenter,
  content,
  failure,
  metric,
  oneDimensional,
  type Result,
  value,
  z,
} from '../metric.ts';

const parameters = {
  parameter: z.literal(0).describe('0, the height, which is the only parameter'),
  lo: z.number().describe('lower end of the fit, in units of x'),
  hi: z.number().describe('upper end of the fit, in units of x'),
  start: z.number().describe('start value; ignored, since the solution is exact'),
};
const inputs = { main: oneDimensional } as const;

const constant: Curve = (_, parameters) => parameters[0] ?? 0;
const flatLine = { name: 'constant', parameters: ['height'], curve: constant } as const;

/** Height of a flat line: the mean weighted by the inverse squared errors, which is exact. */
function flat(main: BinnedElement, low: number, high: number): Result {
  const points = fitPoints(main, low, high);
  const { y, error } = points;
  if (y.length === 0) return failure('FIT_FAILED', 'no bin with an error in the range');
  if (y.length === 1) return failure('FIT_FAILED', 'too few bins: 1');
  let [weights, sum] = [0, 0];
  for (const [index, content] of y.entries()) {
    const weight = 1 / (error[index] ?? 1) ** 2;
    weights += weight;
    sum += weight * content;
  }
  const parameters = Float64Array.of(sum / weights);
  const errors = Float64Array.of(1 / Math.sqrt(weights));
  const fit = { parameters, errors, chi2: chiSquare(points, constant, parameters), ndf: y.length - 1 };
  return { ...value(sum / weights, 1 / Math.sqrt(weights)), curve: toFittedCurve(fit, flatLine, low, high) };
}

export const FlatLine = metric({
  summary: 'Height of a flat line fitted in a range.',
  parameters,
  inputs,
  formula: 'sum(c / e^2) / sum(1 / e^2); 1 / sqrt(sum(1 / e^2))',
  example: 'fits.FlatLine(0, -2.5, 2.5, 0)',
  reduce: ({ main }, { lo, hi }) => flat(main, lo, hi),
});

export const FlatLineXcut = metric({
  summary: 'Height of a flat line fitted in a range up to three bins before the last bin with content.',
  parameters,
  inputs,
  formula: 'as FlatLine, up to the lower of hi and the centre of the third bin before the last with c > 0',
  example: 'fits.FlatLineXcut(0, 0., 1000., 10.)',
  reduce: ({ main }, { lo, hi }) => {
    const axis = axisOf(main, 0);
    let last = axis.bins;
    while (last > 0 && !(content(main, last) > 0)) last -= 1;
    if (last === 0) return failure('NO_DATA', 'no bin has content');
    return flat(main, lo, Math.min(hi, binCenter(axis, last - 3)));
  },
});
