import { describe, expect, it } from 'vitest';
import { limitedRange, selectedLimits, yLimitsFormat } from '../../../../client/chart/axis/y-limits.ts';

describe('the limits of a y axis in the URL', () => {
  it.each([
    ['-1.5,3', [-1.5, 3]],
    ['19000,', [19_000, null]],
    [',1e3', [null, 1000]],
  ])('%s is %j', (text, limits) => {
    expect(yLimitsFormat.parse(text)).toEqual(limits);
    expect(yLimitsFormat.parse(yLimitsFormat.format(yLimitsFormat.parse(text) ?? [null, null]))).toEqual(limits);
  });

  it.each([',', '', '5', '4,1', 'a,4', '1,Infinity', '1,2,3'])('%s is not valid', (text) => {
    expect(yLimitsFormat.parse(text)).toBeUndefined();
  });
});

describe('a range with limits', () => {
  const range = { min: 10, max: 30 };

  it.each([
    [[19, null], 19, 30],
    [[null, 12], 10, 12],
    [[0, 5], 0, 5],
    [[100, null], 100, 120],
    [[null, -100], -120, -100],
    [[7, 7], 7, 27],
  ] as const)('%j is %d to %d', (limits, min, max) => {
    expect(limitedRange(range, limits, false)).toEqual({ min, max });
  });

  it('is unchanged without, and ignores what a logarithmic axis cannot show', () => {
    expect(limitedRange(range, null, false)).toEqual(range);
    expect(limitedRange(range, [0, 20], true)).toEqual({ min: 10, max: 20 });
    expect(limitedRange(range, [60, null], true)).toEqual({ min: 60, max: 180 });
  });
});

it('a selected rectangle has four significant digits of its height', () => {
  expect(selectedLimits(1_000_100.123456, 1_000_199.98765, false)).toEqual([1_000_100.12, 1_000_199.99]);
  expect(selectedLimits(-0.0123456, 0.0987654, false)).toEqual([-0.0123, 0.0988]);
  expect(selectedLimits(0.00123456, 98765.4, true)).toEqual([0.001235, 98_770]);
});
