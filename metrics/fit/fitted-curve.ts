import type { FittedCurve } from '../metric.ts';
import type { Curve, Fit, FitProblem } from './fit.ts';
import { rangeOf } from './points.ts';

/** A fit with its curve, to be drawn. */
export interface DrawnFit extends Fit {
  readonly curve: FittedCurve;
}

/** A function that is fitted. */
export interface FittedFunction {
  readonly name: string;
  /** Names of its parameters. */
  readonly parameters: readonly string[];
  readonly curve: Curve;
  /** Index of a parameter whose sign has no effect on the curve: its absolute value is shown. */
  readonly width?: number;
}

/** Adds its curve to a fit that succeeded. */
export function withCurve(
  fit: Fit | FitProblem,
  fitted: FittedFunction,
  low: number,
  high: number,
): DrawnFit | FitProblem {
  return 'problem' in fit ? fit : { ...fit, curve: toFittedCurve(fit, fitted, low, high) };
}

/** Returns the curve of a fit in the range between `low` and `high`. */
export function toFittedCurve(
  fit: Fit,
  { name, parameters: names, curve, width }: FittedFunction,
  low: number,
  high: number,
): FittedCurve {
  const { errors, chi2, ndf } = fit;
  const parameters = fit.parameters.map((value, index) => (index === width ? Math.abs(value) : value));
  const described = names.map((each, index) => [
    each,
    { value: parameters[index] ?? Number.NaN, error: errors[index] ?? Number.NaN },
  ]);
  const [from, to] = rangeOf(low, high);
  return {
    name,
    parameters: Object.fromEntries(described) as NonNullable<FittedCurve['parameters']>,
    low: from,
    high: to,
    chi2,
    ndf,
    at: (x) => curve(x, parameters),
  };
}
