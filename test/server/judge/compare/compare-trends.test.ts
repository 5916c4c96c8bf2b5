import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ComparedPoints } from '../../../../server/judge/compare/compared-points.ts';
import {
  compareRuns,
  compareSamples,
  maxSignificance,
  type TrendComparison,
} from '../../../../server/judge/compare/compare-trends.ts';

interface GoldenSide {
  readonly values: readonly (number | null)[];
  readonly errors: readonly number[];
}
interface Golden {
  readonly name: string;
  readonly a: GoldenSide;
  readonly b: GoldenSide;
  readonly runs: TrendComparison;
  readonly samples: TrendComparison;
}
const golden = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'comparison-golden.json'), 'utf8'),
) as readonly Golden[];

/** Points in consecutive runs. */
function points(values: readonly (number | null)[], errors: readonly number[] = [], firstRun = 1): ComparedPoints {
  return {
    runs: values.map((_, index) => firstRun + index),
    values: values.map((value) => value ?? Number.NaN),
    errors: values.map((_, index) => errors[index] ?? 0),
  };
}

/** The figures that differ from the expected ones by more than 1 in 10^9. */
function deviations(found: TrendComparison, wanted: TrendComparison): string[] {
  return (Object.keys(wanted) as (keyof TrendComparison)[]).flatMap((key) => {
    const [is, expected] = [found[key], wanted[key]];
    const isClose =
      is === expected || (is !== null && expected !== null && Math.abs(is - expected) <= 1e-9 * Math.abs(expected));
    return isClose ? [] : [`${key}: ${is}, not ${expected}`];
  });
}

describe.each(golden)('$name', ({ a, b, runs, samples }) => {
  it('agrees with numpy', () => {
    const [first, second] = [points(a.values, a.errors), points(b.values, b.errors)];
    expect(deviations(compareRuns(first, second), runs)).toEqual([]);
    expect(deviations(compareSamples(first, points(b.values, b.errors, 1000)), samples)).toEqual([]);
  });
});

const measured = fc.record({
  run: fc.integer({ min: 1, max: 60 }),
  value: fc.oneof(
    fc.integer({ min: -1e6, max: 1e6 }).map((number) => number / 1000),
    fc.integer({ min: 1, max: 1e6 }).map((number) => number / 1000),
    fc.constantFrom(0, 1, 5, Number.NaN),
  ),
  error: fc.oneof(fc.double({ min: 1e-3, max: 10, noNaN: true }), fc.constant(0)),
});
const side = fc.uniqueArray(measured, { selector: ({ run }) => run, maxLength: 40 }).map((list): ComparedPoints => {
  const sorted = list.toSorted((one, other) => one.run - other.run);
  return {
    runs: sorted.map(({ run }) => run),
    values: sorted.map(({ value }) => value),
    errors: sorted.map(({ error }) => error),
  };
});
/** Whatever a double can be. */
const wildSide = fc.array(fc.record({ value: fc.double(), error: fc.double() }), { maxLength: 12 }).map((list) =>
  points(
    list.map(({ value }) => value),
    list.map(({ error }) => error),
  ),
);

describe.each([
  ['compareRuns', compareRuns],
  ['compareSamples', compareSamples],
] as const)('%s', (name, compare) => {
  it('finds no shift, the ratio 1 and no distant run between a side and itself', () => {
    fc.assert(
      fc.property(side, (one) => {
        const found = compare(one, one);
        const isEmpty = found.runsA === 0;
        expect(found).toMatchObject({ shift: isEmpty ? null : 0, significance: isEmpty ? null : 0 });
        expect(found.ratio ?? 1).toBe(1);
        // Of two samples it is that of outliers.
        if (name === 'compareRuns') expect(found.shareBeyond ?? 0).toBe(0);
      }),
    );
  });

  it('inverts with its sides swapped', () => {
    fc.assert(
      fc.property(side, side, (a, b) => {
        const [forth, back] = [compare(a, b), compare(b, a)];
        const opposite = (value: number | null): number | null => value && -value;
        const near = (one: number | null, other: number | null): void =>
          one === null || other === null
            ? expect(one).toBe(other)
            : expect(one / (other || 1)).toBeCloseTo(other && 1, 6);
        near(forth.shift, opposite(back.shift));
        near(forth.shiftError, back.shiftError);
        near(forth.significance, opposite(back.significance));
        near(forth.ratio, back.ratio && 1 / back.ratio);
        // The error of a ratio is relative to its square.
        if (forth.ratioError) near(forth.ratioError, back.ratioError && back.ratioError * (forth.ratio ?? 0) ** 2);
        expect([forth.runsA, forth.meanA]).toEqual([back.runsB, back.meanB]);
        if (name === 'compareRuns') expect(forth.shareBeyond).toBe(back.shareBeyond);
      }),
    );
  });

  it('gives finite numbers or none for any numbers', () => {
    fc.assert(
      fc.property(wildSide, wildSide, (a, b) => {
        for (const value of Object.values(compare(a, b))) expect(value ?? 0).toSatisfy(Number.isFinite);
      }),
    );
  });
});

describe('compareRuns', () => {
  it('compares the runs that both sides have a value in', () => {
    const found = compareRuns(points([1, 2, null, 4, 9], [0.1, 0.1, 0.1, 0.1, 0.1]), points([6, 7, 8], [], 4));
    expect(found).toMatchObject({ runsA: 2, runsB: 2, meanA: 6.5, meanB: 6.5, shift: 0 });
    expect(compareRuns(points([1, 2]), points([3], [], 9))).toEqual({
      runsA: 0,
      runsB: 0,
      meanA: null,
      meanB: null,
      shift: null,
      shiftError: null,
      significance: null,
      ratio: null,
      ratioError: null,
      shareBeyond: null,
    });
  });

  it('counts the runs that differ by more than three standard deviations', () => {
    const found = compareRuns(points([1, 1, 1, 1], [0.3, 0.3, 0.3, 0]), points([1, 2.4, 2.6, 9], [0.4, 0.4, 0.4, 0]));
    expect(found.shareBeyond).toBeCloseTo(1 / 3);
  });

  it('gives no run more weight than a typical one, and less to one of a large error', () => {
    const errors = [1e-9, 1, 1, 1, 1];
    expect(compareRuns(points([0, 0, 0, 0, 0], errors), points([5, 0, 0, 0, 0])).shift).toBe(1);
    const noisy = compareRuns(points([1, 1, 1, 1, 1e6], [1, 1, 1, 1, 1e9]), points([2, 2, 2, 2, 2]));
    expect(noisy.shift).toBeCloseTo(1);
  });

  it('takes the shift, not the ratio, of values near zero or of different signs', () => {
    const values = Array.from({ length: 20 }, (_, index) => 1 + index / 100);
    const opposite = values.map((value) => -value);
    expect(compareRuns(points(values), points(values)).ratio).toBe(1);
    expect(compareRuns(points(opposite), points(opposite)).ratio).toBe(1);
    expect(compareRuns(points(values), points(opposite))).toMatchObject({ ratio: null, ratioError: null });
    expect(compareRuns(points(values), points([0, ...values.slice(1)])).ratio).toBeCloseTo(0.954, 3);
    expect(compareRuns(points(values), points([0, 0, ...values.slice(2)])).ratio).toBeNull();
    expect(compareRuns(points([0, 0, 0]), points([0, 0, 0]))).toMatchObject({ ratio: null, shift: 0 });
  });

  it('takes the error of a shift from the scatter where there are five values, and ignores rounding errors', () => {
    const [four, five] = [
      [1, 2, 3, 4],
      [1, 2, 3, 4, 5],
    ];
    const more = (values: readonly number[], by: number) => points(values.map((value) => value + by));
    expect(compareRuns(points(four), more(four, 1)).significance).toBeNull();
    expect(compareRuns(points(five), more(five, 1)).significance).toBe(maxSignificance);
    expect(compareRuns(points(five), more(five, -1)).significance).toBe(-maxSignificance);
    expect(compareRuns(points(five), more(five, 1e-13))).toMatchObject({ shift: 0, significance: 0 });
  });

  it('survives values as large as numbers can be', () => {
    const found = compareRuns(points([1e300, 1, 1, 1, 1]), points([1, 1, 1, 1, 1]));
    expect(found.significance).toBeCloseTo(-1);
    expect(compareRuns(points([1e308, 1e308]), points([-1e308, -1e308]))).toMatchObject({
      meanA: 1e308,
      shift: null,
      significance: null,
    });
  });
});
