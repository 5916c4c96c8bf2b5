/** Compares fits with those of Minuit2 in ROOT. */
import type { BinnedElement } from '../../metrics/histogram/bins.ts';
import { chiSquareProbability } from '../../metrics/histogram/gamma.ts';
import {
  chiSquare,
  type Curve,
  type Fit,
  type FitProblem,
  poissonLikelihood,
  type Statistic,
} from '../../metrics/fit/fit.ts';
import { type FitPoints, fitPoints } from '../../metrics/fit/points.ts';
import {
  fitGauss,
  fitLandau,
  fitLandauGauss,
  fitPolynomial,
  gaussCurve,
  landauCurve,
  landauGaussCurve,
  polynomial,
} from '../../metrics/fit/predefined.ts';
import { type Golden, type Judge, number, numbers, object } from './golden-judge.ts';

interface Way {
  readonly which?: 'all';
  readonly statistic?: Statistic;
  readonly curve: Curve;
  readonly fit: (points: FitPoints) => Fit | FitProblem;
}

const pol0: Way = { curve: polynomial, fit: (points) => fitPolynomial(points, 0) };
const pol1: Way = { curve: polynomial, fit: (points) => fitPolynomial(points, 1) };
const gaus: Way = { curve: gaussCurve, fit: (points) => fitGauss(points) };
const ways: Readonly<Record<string, Way>> = {
  pol0,
  pol0Range: pol0,
  pol1,
  pol1Range: pol1,
  gaus,
  gausRange: gaus,
  gausLikelihood: {
    which: 'all',
    statistic: poissonLikelihood,
    curve: gaussCurve,
    fit: (points) => fitGauss(points, poissonLikelihood),
  },
  landau: { curve: landauCurve, fit: (points) => fitLandau(points) },
  langau: { curve: landauGaussCurve, fit: (points) => fitLandauGauss(points) },
};

export function judgeFits(judge: Judge, histogram: BinnedElement, golden: Golden, where: string): void {
  for (const [name, of] of Object.entries(golden)) {
    const way = ways[name];
    if (way === undefined) throw new Error(`no comparison for fit ${name} of ${where}`);
    const wanted = object(of);
    if (wanted['status'] !== 0) {
      // ROOT did not find a valid minimum.
      judge.truth(`${name}: ROOT has none`, where, true, '');
      continue;
    }
    const range = wanted['range'] === null ? [] : numbers(wanted['range']);
    const points = fitPoints(histogram, range[0], range[1], way.which);
    judge.close(`${name}: points`, where, points.x.length, number(wanted['points']), 0);
    judgeFit(judge, name, way, points, wanted, where);
  }
}

function judgeFit(judge: Judge, name: string, way: Way, points: FitPoints, golden: Golden, where: string): void {
  const ndf = number(golden['ndf']);
  const fit = way.fit(points);
  if (ndf <= 0) {
    judge.truth(`${name}: too few points`, where, 'problem' in fit, 'a fit without a degree of freedom');
    return;
  }
  const [parameters, errors] = [numbers(golden['parameters']), numbers(golden['errors'])];
  const chi2OfRoot = chiSquare(points, way.curve, Float64Array.from(parameters), way.statistic);
  if ('problem' in fit) {
    // Diverging fits: ROOT limits the width. These are few, and counted.
    judge.truth(`${name}: no minimum`, where, true, '');
    return;
  }
  if (fit.chi2 > chi2OfRoot + Math.max(1e-3 * chi2OfRoot, 0.01)) {
    judge.truth(`${name}: higher minimum than ROOT's`, where, true, '');
    return;
  }
  if (fit.chi2 < chi2OfRoot - Math.max(1e-3 * chi2OfRoot, 0.01)) {
    judge.truth(`${name}: lower minimum than ROOT's`, where, true, '');
    return;
  }
  /** Whether chi-square is symmetric in each parameter: otherwise second derivatives depend on the step size. */
  const isParabola = (at: readonly number[], errors: readonly number[]): boolean =>
    at.every((_, index) => {
      const rise = (by: number): number => {
        const moved = Float64Array.from(
          at,
          (value, other) => value + (other === index ? by * (errors[index] ?? 0) : 0),
        );
        return chiSquare(points, way.curve, moved, way.statistic) - chi2OfRoot;
      };
      const [up, down, near] = [rise(0.3), rise(-0.3), rise(0.1) + rise(-0.1)];
      return Math.abs(up - down) < 0.15 * (up + down) && Math.abs((up + down) / near - 9) < 0.9;
    });
  judge.each(
    golden,
    {
      status: () => {},
      range: () => {},
      points: () => {},
      parameters: (wanted) => {
        for (const [index, parameter] of numbers(wanted).entries()) {
          // The tolerance is 5 % of the error, or a relative 0.001.
          const scale = Math.max(0.05 * (errors[index] ?? 0), 1e-3 * Math.abs(parameter));
          const apart = Math.abs((fit.parameters[index] ?? Number.NaN) - parameter) / scale;
          const flat = apart > 1 && Math.abs(fit.chi2 - chi2OfRoot) < 0.01;
          if (flat) judge.truth(`${name}: parameters of equal chi-square`, where, true, '');
          else
            judge.within(
              `${name}: parameters`,
              `${where} [${index}]`,
              apart,
              1,
              `${fit.parameters.join(' ')}, not ${parameters.join(' ')}`,
            );
        }
      },
      errors: (wanted) => {
        for (const [index, error] of numbers(wanted).entries()) {
          const own = fit.errors[index] ?? Number.NaN;
          const apart = Math.abs(own - error) / Math.max(own, error);
          // Few, and counted: the Landau approximation is not smooth, or the width is compatible with 0.
          if (apart <= 0.05) judge.close(`${name}: errors`, `${where} [${index}]`, own, error, 0.05);
          else
            judge.truth(
              isParabola(parameters, errors)
                ? `${name}: other errors`
                : `${name}: other errors, chi-square not parabolic`,
              where,
              own > 0,
              'no error',
            );
        }
      },
      chi2: (wanted) => {
        judge.close(`${name}: chi2`, where, fit.chi2, number(wanted), 1e-3, 10);
      },
      ndf: (wanted) => {
        judge.close(`${name}: ndf`, where, fit.ndf, number(wanted), 0);
      },
      prob: (wanted) => {
        judge.close(
          'chiSquareProbability',
          where,
          chiSquareProbability(number(golden['chi2']), ndf),
          number(wanted),
          1e-9,
          1e-295,
        );
      },
    },
    where,
  );
}
