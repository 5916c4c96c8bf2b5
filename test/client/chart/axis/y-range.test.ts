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

  it('shows each series of a group, whatever the level of the others', () => {
    const others = [1, 2, 3].map((level) => spread(bulk.map((value) => level + value / 100)));
    const high = bulk.map((value) => 2000 + value);
    const range = yRange([...others, spread(high)], defaults);
    expect(range?.max).toBeGreaterThan(Math.max(...high));
    expect(range?.min).toBeLessThan(1.2);
  });

  it('is not stretched by outliers that are within the spread of the other series', () => {
    const levels = [1, 5, 30].map((level) => spread(bulk.map((value) => level + value / 100)));
    const degraded = spread([...bulk.slice(2).map((value) => 2 + value / 100), 250, 260]);
    expect(yRange([...levels, degraded], defaults)?.max).toBeLessThan(40);
  });

  it.each([7, 3, 2])('shows the %d of 18 points that are at another level', (count) => {
    const values = [...bulk.slice(0, 18 - count), ...Array.from({ length: count }, (_, index) => 5000 + 10 * index)];
    expect(yRange([spread(values)], defaults)?.max).toBeGreaterThan(5000);
  });

  it('clips about 5 % of the points, the farthest', () => {
    const values = [...bulk, 300, 1e4, 1e6];
    const range = yRange([spread(values)], { ...defaults, errors: false });
    expect(values.filter((value) => value > (range?.max ?? 0))).toEqual([1e4, 1e6]);
    expect(yRange([spread([1, 2, 3, 2, 1, 900])], defaults)?.max).toBeGreaterThan(900);
  });

  it('clips outliers of both ends with `log`', () => {
    const range = yRange([spread([1e-9, ...bulk, 1e9])], { ...defaults, log: true });
    expect(range?.min).toBeGreaterThan(1);
    expect(range?.max).toBeLessThan(100);
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

  it('does not magnify rounding errors', () => {
    const noise = bulk.map((_, index) => 3.8 + (index % 3) * 2e-13);
    expect(yRange([spread(noise)], defaults)?.min).toBeCloseTo(3.42, 6);
    expect(yRange([spread(noise, 0.5)], defaults)?.max).toBeGreaterThan(4.3);
    expect(yRange([spread([...noise, 5])], defaults)?.max).toBeGreaterThan(5);
  });

  it('is null without a value', () => {
    expect(yRange([spread([null, null])], defaults)).toBeNull();
    expect(yRange([spread([-1, 0])], { ...defaults, log: true })).toBeNull();
  });
});
