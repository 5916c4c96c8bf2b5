import { expect, it } from 'vitest';
import { bandRange } from '../../../../client/chart/axis/band-range.ts';

const band = { min: -1, max: 1 };
/** The part of the height that the band has. */
const share = (range: { min: number; max: number }): number => (band.max - band.min) / (range.max - range.min);

it('shows all values where the band keeps a third of the height', () => {
  const { min, max } = bandRange([0, 2, -2.5], band);
  expect(min).toBeLessThan(-2.5);
  expect(max).toBeGreaterThan(2);
});

it.each([
  ['above', [0, 0.5, 500]],
  ['below', [0, -0.5, -500]],
  ['on both sides', [-80, 0, 500]],
])('keeps a third of the height for the band under outliers %s', (_, values) => {
  const range = bandRange(values, band);
  expect(share(range)).toBeCloseTo(1 / 3, 12);
  expect(range.min).toBeLessThanOrEqual(-1);
  expect(range.max).toBeGreaterThanOrEqual(1);
});

it('shows the band with its values where the spread is 0', () => {
  const { min, max } = bandRange([0, 0, 4], { min: 0, max: 0 });
  expect(min).toBeLessThan(0);
  expect(max).toBeGreaterThan(4);
});
