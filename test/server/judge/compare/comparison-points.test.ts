import { describe, expect, it } from 'vitest';
import { compareRuns, compareSamples } from '../../../../server/judge/compare/compare-trends.ts';
import { comparisonPoints } from '../../../../server/judge/compare/comparison-points.ts';

const a = { runs: [1, 2, 3, 5], values: [2, 4, Number.NaN, 8], errors: [0.3, 0, 1, 0] };
const b = { runs: [1, 2, 3, 4, 5], values: [4, 6, 7, 8, 4], errors: [0.8, 0.1, 0, 0, 0] };

describe('comparisonPoints', () => {
  it('has the ratio of each common run, with its error', () => {
    const points = comparisonPoints(a, b, compareRuns(a, b), true);
    expect(points).toMatchObject({ runs: [1, 2, 5], values: [2, 1.5, 0.5], sides: [null, null, null] });
    expect(points.errors[0]).toBeCloseTo(Math.hypot(0.8, 2 * 0.3) / 2);
    expect(points.errors.slice(1)).toEqual([0.025, 0]);
  });

  it('has differences where there is no ratio', () => {
    const negative = { ...a, values: a.values.map((value) => -value) };
    expect(comparisonPoints(negative, b, compareRuns(negative, b), true)).toEqual({
      runs: [1, 2, 5],
      values: [6, 10, 12],
      errors: [Math.sqrt(0.3 ** 2 + 0.8 ** 2), 0.1, 0],
      sides: [null, null, null],
    });
  });

  it('relates the values of two eras to the mean of the first', () => {
    const later = { ...b, runs: [10, 11, 12, 13, 14] };
    const exact = { ...a, errors: [0, 0, 0, 0] };
    const points = comparisonPoints(exact, later, compareSamples(exact, later), false);
    expect(points.runs).toEqual([1, 2, 5, 10, 11, 12, 13, 14]);
    expect(points.sides.join('')).toBe('AAABBBBB');
    const mean = 14 / 3;
    for (const [index, value] of [2, 4, 8, 4, 6, 7, 8, 4].entries())
      expect(points.values[index]).toBeCloseTo(value / mean);
    const around = { ...exact, values: [-1, 1, 0, 0] };
    const shifted = comparisonPoints(around, later, compareSamples(around, later), false);
    expect(shifted.values).toEqual([-1, 1, 0, 0, 4, 6, 7, 8, 4]);
  });
});
