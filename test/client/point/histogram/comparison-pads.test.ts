import { describe, expect, it } from 'vitest';
import { comparisonPads } from '../../../../client/point/histogram/comparison-pads.ts';
import { limitsOf } from '../../../../client/point/histogram/pad.ts';

const bins = { ratios: [1, null], errors: [0.1, null], pulls: [0, null] };
const shapes = { ratios: [2, null], errors: [0.2, null], pulls: [3, null] };

describe('pads of a comparison', () => {
  const titles = (ratio: boolean, pulls: boolean): string[] =>
    comparisonPads({ bins, shapes }, { ratio, pulls, normalised: false }, 'a / b').map(({ title }) => title);

  it('are those of the options', () => {
    expect(titles(true, true)).toEqual(['a / b', 'pull']);
    expect(titles(true, false)).toEqual(['a / b']);
    expect(titles(false, false)).toEqual([]);
  });

  it('are of the shapes of normalised histograms, if these have any', () => {
    const valuesOf = (comparison: Parameters<typeof comparisonPads>[0]) =>
      comparisonPads(comparison, { ratio: true, pulls: false, normalised: true }, '')[0]?.values;
    expect(valuesOf({ bins, shapes })).toEqual([2, null]);
    expect(valuesOf({ bins, shapes: null })).toEqual([1, null]);
    expect(valuesOf({ bins: null, shapes: null })).toBeUndefined();
  });
});

describe('the limits of a pad', () => {
  it('have the base and all precise values, with their errors', () => {
    const [min, max] = limitsOf({ values: [0.8, 1.1, null], errors: [0.1, 0.1, null], base: 1 });
    expect(min).toBeCloseTo(0.65);
    expect(max).toBeCloseTo(1.25);
  });

  it('leave out values whose errors are large, and clip outliers', () => {
    const [, max] = limitsOf({ values: [1.1, 40], errors: [0.1, 39], base: 1 });
    expect(max).toBeCloseTo(1.22);
    expect(limitsOf({ values: [1000, -1000], base: 0 })).toEqual([-12, 12]);
  });

  it('are not negative for ratios of which none is', () => {
    expect(limitsOf({ values: [0, 9], errors: [0, 1], base: 1 })[0]).toBe(0);
    expect(limitsOf({ values: [-1, 2], errors: [0.1, 0.1], base: 1 })[0]).toBeLessThan(-1.1);
  });

  it('are some without values, or without differences', () => {
    expect(limitsOf({ values: [], base: 1 })).toEqual([0.5, 1.5]);
    expect(limitsOf({ values: [1], errors: [0], base: 1 })).toEqual([0.5, 1.5]);
  });
});
