import { describe, expect, it } from 'vitest';
import { makeHistogram } from '../../../metrics/histogram/make.ts';
import { type FittedCurve, type Metric, metric, oneDimensional, type Result, value } from '../../../metrics/metric.ts';
import { computeCurve, sample } from '../../../server/histograms/curve.ts';

const main = makeHistogram({ contents: [1, 2, 3, 4], min: 0, max: 4 });
const line: FittedCurve = { name: 'a x', low: 1, high: 3, at: (x) => 2 * x };

const declare = (result: Result): Metric =>
  metric({
    summary: 'A test.',
    parameters: {},
    inputs: { main: oneDimensional },
    formula: '',
    example: '',
    reduce: () => result,
  });
const computed = (result: Result) => computeCurve('m.N()', () => declare(result), { main: { element: main } }, 1);

describe('the curve of a point', () => {
  it('is sampled over its range within the axis, with the value', () => {
    const seen = sample(value(2, 1), { ...line, parameters: { a: { value: 2, error: 1 } }, chi2: 3, ndf: 4 }, main);
    if ('problem' in seen) throw new Error(seen.problem);
    const { x, y, ...rest } = seen;
    expect(rest).toEqual({
      value: 2,
      errorLow: 1,
      errorHigh: 1,
      name: 'a x',
      low: 1,
      high: 3,
      chi2: 3,
      ndf: 4,
      parameters: [{ name: 'a', value: 2, error: 1 }],
    });
    expect([x.length, x[0], x.at(-1), y[0], y.at(-1)]).toEqual([200, 1, 3, 2, 6]);
    expect(sample(value(2), { ...line, low: -Infinity, high: Infinity }, main)).toMatchObject({ low: 0, high: 4 });
    const fine = makeHistogram({ contents: Array.from({ length: 600 }, () => 1), min: 0, max: 4 });
    expect(sample(value(2), line, fine)).toMatchObject({ x: { length: 600 } });
  });

  it('is that of the metric; there is none without a value, without a fit or without the metric', () => {
    expect(computed({ ...value(2), curve: line })).toMatchObject({ value: 2, name: 'a x', low: 1, high: 3 });
    expect(computed(value(2))).toBeUndefined();
    expect(computed({ failure: 'FIT_FAILED', reason: 'no minimum' })).toBeUndefined();
    expect(computeCurve('m.N()', () => undefined, { main: { element: main } }, 1)).toBeUndefined();
    expect(computeCurve('m.N(', () => declare(value(2)), { main: { element: main } }, 1)).toBeUndefined();
  });

  it('has a problem if the function fails, or gives no number', () => {
    const at = (): number => {
      throw new Error('wrong');
    };
    expect(computed({ ...value(2), curve: { ...line, at } })).toEqual({ problem: 'the function failed: wrong' });
    for (const odd of [{ at: () => Number.NaN }, { chi2: Infinity }, { parameters: { a: { value: 1, error: NaN } } }])
      expect(computed({ ...value(2), curve: { ...line, ...odd } })).toEqual({
        problem: 'a number of it is not finite',
      });
    for (const [low, high] of [
      [5, 6],
      [-2, 0],
      [3, 1],
      [2, 2],
      [Number.NaN, 3],
    ] as const)
      expect(computed({ ...value(2), curve: { ...line, low, high } })).toEqual({
        problem: `its range ${low} to ${high} is not on the axis`,
      });
    expect(sample(value(2), line, { ...main, axes: [...main.axes, ...main.axes] })).toEqual({
      problem: 'TH1D is not of one dimension',
    });
  });
});
