import { describe, expect, it } from 'vitest';
import { type Spread, yRange } from '../../../client/chart/y-range.ts';

const usual = { bulk: true, log: false, zero: false, errors: true };
const spread = (values: (number | null)[], errors = 0, high = errors): Spread => ({
  values,
  errorsLow: values.map(() => errors),
  errorsHigh: values.map(() => high),
});
const bulk = Array.from({ length: 40 }, (_, index) => 10 + (index % 5));

describe('the y range', () => {
  it('holds all values and a little more', () => {
    const range = yRange([spread([1, null, 3])], usual);
    expect(range?.min).toBeLessThan(1);
    expect(range?.min).toBeGreaterThan(0.5);
    expect(range?.max).toBeCloseTo(3.12, 6);
  });

  it('is not flattened by one absurd value, unless that is wanted', () => {
    const values = [...bulk, 1e6];
    expect(yRange([spread(values)], usual)?.max).toBeLessThan(20);
    expect(yRange([spread(values)], { ...usual, bulk: false })?.max).toBeGreaterThan(1e6);
  });

  it('leaves no value out where half of them agree and the others do not', () => {
    expect(yRange([spread([0, 0, 0, 0, 5])], usual)?.max).toBeGreaterThan(5);
  });

  it('holds the error bars, each side by its own length, where they are drawn', () => {
    const asymmetric = [spread([10, 20], 2, 7)];
    const range = yRange(asymmetric, usual);
    expect(range?.min).toBeLessThan(8);
    expect(range?.min).toBeGreaterThan(6);
    expect(range?.max).toBeGreaterThan(27);
    expect(yRange(asymmetric, { ...usual, errors: false })?.max).toBeLessThan(21);
  });

  it('is not flattened by one error bar either', () => {
    const one: Spread = { values: [1, 2, 3], errorsLow: [0, 1e9, 0], errorsHigh: [0, 1e9, 0] };
    expect(yRange([one], usual)?.max).toBeLessThan(10);
  });

  it('holds zero where it is wanted', () => {
    expect(yRange([spread([10, 12])], { ...usual, zero: true })?.min).toBe(0);
    expect(yRange([spread([-10, -12])], { ...usual, zero: true })?.max).toBe(0);
  });

  it('has only positive ends where it is logarithmic', () => {
    const range = yRange([spread([-5, 0, 1, 100], 3)], { ...usual, log: true, zero: true });
    expect(range?.min).toBeGreaterThan(0);
    expect(range?.max).toBeGreaterThan(100);
  });

  it.each([
    ['one value', [7]],
    ['values that are all the same', [7, 7, 7]],
    ['nothing but zeros', [0, 0, 0]],
  ])('has a width for %s', (_, values) => {
    const range = yRange([spread(values)], usual);
    const width = (range?.max ?? 0) - (range?.min ?? 0);
    expect(width).toBeGreaterThan(0.1);
    for (const value of values) {
      expect(value).toBeGreaterThanOrEqual(range?.min ?? Number.NaN);
      expect(value).toBeLessThanOrEqual(range?.max ?? Number.NaN);
    }
  });

  it('is none where there is no value', () => {
    expect(yRange([spread([null, null])], usual)).toBeNull();
    expect(yRange([spread([-1, 0])], { ...usual, log: true })).toBeNull();
  });
});
