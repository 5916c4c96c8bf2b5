import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { distribution } from '../../../client/chart/distribution.ts';
import { regression } from '../../../client/chart/regression.ts';
import { statistics } from '../../../client/chart/statistics.ts';

interface Golden {
  readonly name: string;
  readonly xs: number[];
  readonly values: number[];
  readonly errorsLow: number[];
  readonly errorsHigh: number[];
  readonly numpy: Record<'count' | 'mean' | 'meanError' | 'rms' | 'least' | 'most' | 'sigmas', number> & {
    readonly weighted?: Record<'mean' | 'error' | 'chi2' | 'count', number>;
    readonly distribution: { low: number; width: number; counts: number[] };
  };
  readonly root: Record<'r' | 'slope' | 'intercept' | 'slopeError' | 'interceptError' | 'count', number>;
}
const golden = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'statistics-golden.json'), 'utf8'),
) as readonly Golden[];

/** The numbers that are not within a part in 10^8 of what they should be. */
function far(found: object | undefined, wanted: object): string[] {
  return (Object.entries(wanted) as [string, number][]).flatMap(([name, number]) => {
    const value = (found as Record<string, number> | undefined)?.[name] ?? Number.NaN;
    return Math.abs(value - number) <= 1e-8 * Math.abs(number) ? [] : [`${name}: ${value}, not ${number}`];
  });
}

describe.each(golden)('$name', ({ xs, values, errorsLow, errorsHigh, numpy, root }) => {
  const found = statistics({ runs: xs.map((_, place) => 355100 + place), values, errorsLow, errorsHigh }, xs);

  it('has the figures of numpy', () => {
    const { weighted, sigmas, distribution: bins, ...figures } = numpy;
    expect(far(found, figures)).toEqual([]);
    if (weighted) expect(far(found?.weighted, weighted)).toEqual([]);
    else expect(found?.weighted).toBeUndefined();
    expect(far({ sigmas: found?.last.sigmas }, { sigmas })).toEqual([]);
    expect(found?.last.run).toBe(355100 + xs.length - 1);
    const binned = distribution(values);
    expect(binned?.counts).toEqual(bins.counts);
    expect(far(binned, { low: bins.low, width: bins.width })).toEqual([]);
  });

  it('has the straight line of ROOT', () => {
    expect(far(regression(xs, values), root)).toEqual([]);
  });
});

describe('statistics', () => {
  const of = (...values: (number | null)[]) =>
    statistics(
      { runs: values.map((_, place) => place + 1), values, errorsLow: [], errorsHigh: [] },
      values.map((_, place) => place),
    );

  it('passes over gaps', () => {
    expect(of(1, null, 3, null)).toMatchObject({ count: 2, mean: 2, rms: 1, last: { run: 3, value: 3 } });
  });

  it('says nothing where there is nothing to say', () => {
    expect(of(null, null)).toBeUndefined();
    expect(of()).toBeUndefined();
    expect(of(7)).toMatchObject({ count: 1, rms: 0, line: undefined, last: { sigmas: undefined } });
    expect(of(7, 7, 7, 7)?.last.sigmas).toBeUndefined();
    expect(of(7, 7, 7, 7)?.line).toMatchObject({ slope: 0, slopeError: 0, r: undefined });
  });
});

describe('distribution', () => {
  it('holds every value once, the largest too', () => {
    expect(distribution([0, 0.1, 0.2, 0.3, 1])?.counts.reduce((a, b) => a + b)).toBe(5);
    expect(distribution([4, 4])).toEqual({ low: 3.5, width: 1, counts: [2] });
    expect(distribution([])).toBeUndefined();
  });

  it('has at most a hundred bins, however far one value is out', () => {
    expect(distribution([...Array.from({ length: 99 }, (_, index) => index / 99), 1e9])?.counts).toHaveLength(100);
  });
});

it('passes over gaps on the way to a line', () => {
  expect(regression([1, 2, 3, 5], [1, null, 4, 5])).toEqual(regression([1, 3, 5], [1, 4, 5]));
});

it('draws no line through fewer than three points, or upright', () => {
  expect(regression([1, 2], [1, 2])).toBeUndefined();
  expect(regression([3, 3, 3], [1, 2, 3])).toBeUndefined();
});
