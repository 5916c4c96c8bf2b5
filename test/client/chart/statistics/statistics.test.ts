import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { distribution } from '../../../../client/chart/statistics/distribution.ts';
import { regression } from '../../../../client/chart/statistics/regression.ts';
import { meanAndRms, statistics } from '../../../../client/chart/statistics/statistics.ts';

interface Golden {
  readonly name: string;
  readonly xs: number[];
  readonly values: number[];
  readonly errorsLow: number[];
  readonly errorsHigh: number[];
  readonly numpy: Record<'count' | 'mean' | 'meanError' | 'rms' | 'median' | 'mad' | 'min' | 'max' | 'z', number> & {
    readonly weighted?: Record<'mean' | 'error' | 'chi2' | 'count', number>;
    readonly distribution: { low: number; width: number; counts: number[] };
  };
  readonly root: Record<'r' | 'slope' | 'intercept' | 'slopeError' | 'interceptError' | 'count', number>;
}
const golden = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'statistics-golden.json'), 'utf8'),
) as readonly Golden[];

/** Describes the numbers that differ from the expected ones by more than 1 in 10^8. */
function deviations(found: object | undefined, wanted: object): string[] {
  return (Object.entries(wanted) as [string, number][]).flatMap(([name, number]) => {
    const value = (found as Record<string, number> | undefined)?.[name] ?? Number.NaN;
    return Math.abs(value - number) <= 1e-8 * Math.abs(number) ? [] : [`${name}: ${value}, not ${number}`];
  });
}

describe.each(golden)('$name', ({ xs, values, errorsLow, errorsHigh, numpy, root }) => {
  const found = statistics({ runs: xs.map((_, index) => 355100 + index), values, errorsLow, errorsHigh }, xs);

  it('agrees with numpy', () => {
    const { weighted, z, distribution: bins, ...figures } = numpy;
    expect(deviations(found, figures)).toEqual([]);
    if (weighted) expect(deviations(found?.weighted, weighted)).toEqual([]);
    else expect(found?.weighted).toBeUndefined();
    expect(deviations({ z: found?.last.z }, { z })).toEqual([]);
    expect(found?.last.run).toBe(355100 + xs.length - 1);
    const binned = distribution(values);
    expect(binned?.counts).toEqual(bins.counts);
    expect(deviations(binned, { low: bins.low, width: bins.width })).toEqual([]);
  });

  it('has the same linear fit as ROOT', () => {
    expect(deviations(regression(xs, values), root)).toEqual([]);
  });
});

describe('statistics', () => {
  const of = (...values: (number | null)[]) =>
    statistics(
      { runs: values.map((_, index) => index + 1), values, errorsLow: [], errorsHigh: [] },
      values.map((_, index) => index),
    );

  it.each([
    ['a constant', Array.from({ length: 7 }, () => 0.1)],
    ['a constant with rounding errors', Array.from({ length: 7 }, (_, index) => 3.8 + (index % 3) * 2e-13)],
  ])('%s has the RMS and the slope 0', (_, values) => {
    expect(of(...values)).toMatchObject({ mean: values[0], rms: 0, meanError: 0, line: { slope: 0, slopeError: 0 } });
    expect(distribution(values)?.counts).toEqual([7]);
  });

  it('ignores gaps', () => {
    expect(of(1, null, 3, null)).toMatchObject({ count: 2, mean: 2, rms: 1, last: { run: 3, value: 3 } });
  });

  it('leaves undefined what cannot be computed', () => {
    expect(of(null, null)).toBeUndefined();
    expect(of()).toBeUndefined();
    expect(of(7)).toMatchObject({ count: 1, rms: 0, line: undefined, last: { z: undefined } });
    expect(of(0, 0, 0, 0)?.last.z).toBeUndefined();
    expect(of(7, 7, 7, 7)?.line).toMatchObject({ slope: 0, slopeError: 0, r: undefined });
  });

  it('compare the last point with the median of those before it, in units of 1.4826 MAD', () => {
    expect(of(1, 2, 3, 4, 100, 3 + 2 * 1.4826)?.last.z).toBeCloseTo(2, 12);
    expect(of(10, 11, 12, 13, 14, 12)?.last.z).toBe(0);
    expect(of(10, 11, 12, 13, 14, 12 - 3 * 1.4826)?.last.z).toBeCloseTo(-3, 12);
  });

  it('add the error of the last point to the spread, which is at least a thousandth of the median', () => {
    const withError = statistics(
      { runs: [1, 2, 3, 4], values: [9, 10, 11, 15], errorsLow: [0, 0, 0, 3], errorsHigh: [0, 0, 0, 5] },
      [0, 1, 2, 3],
    );
    expect(withError?.last.z).toBeCloseTo(5 / Math.hypot(1.4826, 4), 12);
    expect(of(1000, 1000, 1000, 1003)?.last.z).toBe(3);
  });
});

describe('distribution', () => {
  it('counts every value once, the largest included', () => {
    expect(distribution([0, 0.1, 0.2, 0.3, 1])?.counts.reduce((a, b) => a + b)).toBe(5);
    expect(distribution([4, 4])).toEqual({ low: 3.5, width: 1, counts: [2] });
    expect(distribution([])).toBeUndefined();
  });

  it('has at most a hundred bins, however extreme an outlier is', () => {
    expect(distribution([...Array.from({ length: 99 }, (_, index) => index / 99), 1e9])?.counts).toHaveLength(100);
  });
});

it('fits a line without the gaps', () => {
  expect(regression([1, 2, 3, 5], [1, null, 4, 5])).toEqual(regression([1, 3, 5], [1, 4, 5]));
});

it('fits no line to fewer than three points, or to a vertical one', () => {
  expect(regression([1, 2], [1, 2])).toBeUndefined();
  expect(regression([3, 3, 3], [1, 2, 3])).toBeUndefined();
});

it('computes mean and RMS without the gaps', () => {
  expect(meanAndRms([1, null, 3])).toEqual({ mean: 2, rms: 1, count: 2 });
  expect(meanAndRms([null])).toBeUndefined();
});
