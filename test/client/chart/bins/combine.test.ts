import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { combine } from '../../../../client/chart/bins/combine.ts';
import { noColumns } from '../columns.ts';

type Point = readonly [value: number | null, low: number, high: number];

const columnsOf = (points: readonly Point[]) => ({
  ...noColumns,
  runs: points.map((_, index) => index + 1),
  values: points.map(([value]) => value),
  errorsLow: points.map(([, low]) => low),
  errorsHigh: points.map(([, , high]) => high),
  entries: points.map(() => 10),
  failures: points.map(([value]) => (value === null ? 'EMPTY' : null)),
  reasons: points.map(([value]) => (value === null ? 'no entries' : null)),
  revisions: points.map(() => 1),
});
const combined = (...points: Point[]) =>
  combine(
    columnsOf(points),
    points.map((_, index) => index),
  );

describe('the point of a bin', () => {
  it('is the mean weighted with the errors', () => {
    // numpy.average([10, 13, 12], weights=[1, 1/4, 1/16]) and its standard deviation and error
    const { value, errorLow, errorHigh, spread, entries, count } = combined([10, 1, 1], [13, 2, 2], [12, 4, 4]);
    expect(value).toBeCloseTo(10.666666666666666, 12);
    expect(errorLow).toBeCloseTo(0.8728715609439696, 12);
    expect(errorHigh).toBeCloseTo(0.8728715609439696, 12);
    expect(spread).toBeCloseTo(1.2084359562332876, 12);
    expect([entries, count]).toEqual([30, 3]);
  });

  it('has equal weights where a value has no error', () => {
    const { value, errorLow, spread } = combined([1, 0, 0], [3, 2, 2]);
    expect([value, errorLow, spread]).toEqual([2, 1, 1]);
  });

  it('leaves out runs without a value, and has the reason of the first where none has one', () => {
    expect(combined([null, 0, 0], [5, 1, 2])).toMatchObject({ value: 5, errorLow: 1, errorHigh: 2, count: 1 });
    expect(combined([null, 0, 0], [null, 0, 0])).toMatchObject({
      value: null,
      failure: 'EMPTY',
      reason: '2 runs without a value, the first: no entries',
      count: 0,
    });
  });

  it('has a revision where all have the same', () => {
    const columns = {
      ...columnsOf([
        [1, 1, 1],
        [2, 1, 1],
      ]),
      revisions: [1, 2],
    };
    expect(combine(columns, [0, 1]).revision).toBeNull();
    expect(combine(columns, [1]).revision).toBe(2);
  });

  it('does not overflow', () => {
    expect(combined([1e300, 1e-300, 1e-300], [1e300, 1e-200, 1e200])).toMatchObject({ value: 1e300, spread: 0 });
  });

  const finite = fc.double({ noNaN: true, min: -1e6, max: 1e6 });
  const error = fc.double({ noNaN: true, min: 1e-6, max: 1e6 });
  const point = fc.tuple(finite, error, error);

  it('is the point of its only run', () => {
    fc.assert(
      fc.property(point, ([value, low, high]) => {
        expect(combined([value, low, high])).toMatchObject({ value, errorLow: low, errorHigh: high, spread: 0 });
      }),
    );
  });

  it('is between the values, and more exact than each of them', () => {
    fc.assert(
      fc.property(fc.array(point, { minLength: 2, maxLength: 20 }), (points) => {
        const { value, errorLow } = combined(...points);
        const values = points.map(([each]) => each);
        const tolerance = 1e-9 * Math.max(...values.map(Math.abs), 1);
        expect(value).toBeGreaterThanOrEqual(Math.min(...values) - tolerance);
        expect(value).toBeLessThanOrEqual(Math.max(...values) + tolerance);
        expect(errorLow).toBeLessThanOrEqual(Math.min(...points.map(([, low]) => low)));
      }),
    );
  });

  it('moves with the values, and grows with the unit', () => {
    fc.assert(
      fc.property(fc.array(point, { minLength: 1, maxLength: 10 }), (points) => {
        const before = combined(...points);
        const after = combined(...points.map(([value, low, high]): Point => [4 * value, 4 * low, 4 * high]));
        expect(after.value).toBeCloseTo(4 * (before.value ?? 0), 6);
        expect(after.errorHigh).toBeCloseTo(4 * (before.errorHigh ?? 0), 6);
      }),
    );
  });
});
