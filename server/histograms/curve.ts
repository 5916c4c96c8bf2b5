/** The curve that a metric fits to an ME, computed again for a viewer: points store only values. */
import { type FittedCurve, type InputName, isFailure, type Metric, type Value } from '../../metrics/metric.ts';
import { findBin, lowEdge } from '../../metrics/histogram/axis.ts';
import type { MonitorElement } from '../../metrics/histogram/histogram.ts';
import { ExpressionError } from '../plan/expression.ts';
import { reduce, ReductionError } from '../reduce/reduce.ts';
import type { Reading } from '../read/dqm-file.ts';
import { prepareWritten } from './written-metric.ts';

/** A curve as points to draw, with the value that the metric computes with it. */
export interface SampledCurve extends Omit<Value, 'curve'> {
  readonly name: string;
  readonly parameters: readonly { readonly name: string; readonly value: number; readonly error: number }[];
  /** Ends of the range of the fit within the axis, in units of x. */
  readonly low: number;
  readonly high: number;
  readonly chi2: number | null;
  readonly ndf: number | null;
  /** Positions from `low` to `high`. */
  readonly x: readonly number[];
  /** Expected contents of a bin at these. */
  readonly y: readonly number[];
}

/** A curve that cannot be drawn, with the reason. */
export interface CurveProblem {
  readonly problem: string;
}

/** Points of a curve: two for each bin of the range, within these limits. */
const [minSamples, maxSamples] = [200, 1000] as const;

/**
 * Applies a metric, given by its expression in a config, to MEs; returns its curve if it has a value and fits one, undefined otherwise. A
 * metric that no longer exists has none.
 */
export function computeCurve(
  expression: string,
  metricOf: (name: string) => Metric | undefined,
  readings: Readonly<Partial<Record<InputName, Reading>>>,
  run: number,
): SampledCurve | CurveProblem | undefined {
  try {
    const { result, curve } = reduce(prepareWritten(expression, metricOf), readings, run);
    const { main } = readings;
    if (isFailure(result) || !curve || !main || 'failure' in main) return undefined;
    return sample(result, curve, main.element);
  } catch (error) {
    if (error instanceof ExpressionError || error instanceof ReductionError) return undefined;
    throw error;
  }
}

/** Returns the points of a curve within the axis of the ME, or a problem where there is none. */
export function sample(found: Value, curve: FittedCurve, element: MonitorElement): SampledCurve | CurveProblem {
  const [axis, ...others] = 'axes' in element ? element.axes : [];
  if (!axis || others.length > 0) return { problem: `${element.className} is not of one dimension` };
  const low = Math.max(curve.low, lowEdge(axis, 1));
  const high = Math.min(curve.high, lowEdge(axis, axis.bins + 1));
  if (!(low < high)) return { problem: `its range ${curve.low} to ${curve.high} is not on the axis` };
  const samples = Math.min(maxSamples, Math.max(minSamples, 2 * (findBin(axis, high) - findBin(axis, low))));
  const x = Array.from({ length: samples }, (_, index) => low + ((high - low) * index) / (samples - 1));
  const parameters = Object.entries(curve.parameters ?? {}).map(([name, each]) => ({ name, ...each }));
  const { name, chi2 = null, ndf = null } = curve;
  let y: number[];
  try {
    y = x.map((each) => curve.at(each));
  } catch (error) {
    return { problem: `the function failed: ${error instanceof Error ? error.message : String(error)}` };
  }
  const numbers = [low, high, ...y, ...parameters.flatMap(({ value, error }) => [value, error]), chi2 ?? 0, ndf ?? 0];
  if (!numbers.every(Number.isFinite)) return { problem: 'a number of it is not finite' };
  const { value, errorLow, errorHigh } = found;
  return { value, errorLow, errorHigh, name, parameters, low, high, chi2, ndf, x, y };
}
