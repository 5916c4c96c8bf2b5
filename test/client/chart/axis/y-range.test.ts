import { describe, expect, it } from 'vitest';
import { yRange } from '../../../../client/chart/axis/y-range.ts';
import type { MeasuredValues } from '../../../../client/chart/series.ts';

const defaults = { clip: true, log: false, zero: false, errors: true };
const spread = (values: (number | null)[], errors = 0, high = errors): MeasuredValues => ({
  values,
  errorsLow: values.map(() => errors),
  errorsHigh: values.map(() => high),
});
const bulk = Array.from({ length: 40 }, (_, index) => 10 + (index % 5));

describe('the y range', () => {
  it('includes all values and padding', () => {
    const range = yRange([spread([1, null, 3])], defaults);
    expect(range?.min).toBeLessThan(1);
    expect(range?.min).toBeGreaterThan(0.5);
    expect(range?.max).toBeCloseTo(3.12, 6);
  });

  it('is not flattened by one outlier, unless clipping is off', () => {
    const values = [...bulk, 1e6];
    expect(yRange([spread(values)], defaults)?.max).toBeLessThan(20);
    expect(yRange([spread(values)], { ...defaults, clip: false })?.max).toBeGreaterThan(1e6);
  });

  it('clips no value if half of them are equal', () => {
    expect(yRange([spread([0, 0, 0, 0, 5])], defaults)?.max).toBeGreaterThan(5);
  });

  it('includes asymmetric error bars if they are drawn', () => {
    const asymmetric = [spread([10, 20], 2, 7)];
    const range = yRange(asymmetric, defaults);
    expect(range?.min).toBeLessThan(8);
    expect(range?.min).toBeGreaterThan(6);
    expect(range?.max).toBeGreaterThan(27);
    expect(yRange(asymmetric, { ...defaults, errors: false })?.max).toBeLessThan(21);
  });

  it('is not flattened by one error bar either', () => {
    const one: MeasuredValues = { values: [1, 2, 3], errorsLow: [0, 1e9, 0], errorsHigh: [0, 1e9, 0] };
    expect(yRange([one], defaults)?.max).toBeLessThan(10);
  });

  it('includes zero with `zero`', () => {
    expect(yRange([spread([10, 12])], { ...defaults, zero: true })?.min).toBe(0);
    expect(yRange([spread([-10, -12])], { ...defaults, zero: true })?.max).toBe(0);
  });

  it('has only positive ends with `log`', () => {
    const range = yRange([spread([-5, 0, 1, 100], 3)], { ...defaults, log: true, zero: true });
    expect(range?.min).toBeGreaterThan(0);
    expect(range?.max).toBeGreaterThan(100);
  });

  it.each([
    ['one value', [7]],
    ['equal values', [7, 7, 7]],
    ['zeros only', [0, 0, 0]],
  ])('has a width for %s', (_, values) => {
    const range = yRange([spread(values)], defaults);
    const width = (range?.max ?? 0) - (range?.min ?? 0);
    expect(width).toBeGreaterThan(0.1);
    for (const value of values) {
      expect(value).toBeGreaterThanOrEqual(range?.min ?? Number.NaN);
      expect(value).toBeLessThanOrEqual(range?.max ?? Number.NaN);
    }
  });

  it('is null without a value', () => {
    expect(yRange([spread([null, null])], defaults)).toBeNull();
    expect(yRange([spread([-1, 0])], { ...defaults, log: true })).toBeNull();
  });
});
