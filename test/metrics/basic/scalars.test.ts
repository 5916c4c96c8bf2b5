import { expect, it } from 'vitest';
import { GraphMean, QualityTestResult, QualityTestStatus, ScalarValue } from '../../../metrics/basic/scalars.ts';
import type { Graph, QualityTest, Scalar } from '../../../metrics/histogram/histogram.ts';
import { apply, valueOf } from './made.ts';

const scalar = (value: number | string): Scalar => ({ kind: 'scalar', className: 'TObjString', name: 's', value });
const test: QualityTest = {
  kind: 'qualityTest',
  className: 'TObjString',
  name: 'ME.TEST',
  status: 200,
  result: 0.25,
  algorithm: 'MeanWithinExpected',
  message: 'too low',
};

it('returns a stored number, but not a string', () => {
  expect(valueOf(apply(ScalarValue, { main: scalar(42) }))).toBe(42);
  expect(apply(ScalarValue, { main: scalar('CMSSW_13_0_3') })).toEqual({
    failure: 'WRONG_TYPE',
    reason: "'CMSSW_13_0_3' is not a number",
  });
});

it('returns result and status of a quality test', () => {
  expect(valueOf(apply(QualityTestResult, { main: test }))).toBe(0.25);
  expect(valueOf(apply(QualityTestStatus, { main: test }))).toBe(200);
  expect(valueOf(apply(QualityTestResult, { main: { ...test, result: Number.NaN } }))).toBe('NO_DATA');
});

it('returns the mean of a graph', () => {
  const y = Float64Array.of(1, 2, 6);
  const zero = new Float64Array(3);
  const graph: Graph = {
    kind: 'graph',
    className: 'TGraph',
    name: 'g',
    title: '',
    x: zero,
    y,
    xErrorLow: zero,
    xErrorHigh: zero,
    yErrorLow: zero,
    yErrorHigh: zero,
  };
  const result = apply(GraphMean, { main: graph });
  expect(valueOf(result)).toBe(3);
  expect((result as { errorLow: number }).errorLow).toBeCloseTo(Math.sqrt(14) / 3, 12);
  expect(valueOf(apply(GraphMean, { main: { ...graph, y: new Float64Array(0) } }))).toBe('NO_DATA');
});
