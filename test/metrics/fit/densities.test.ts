import { describe, expect, it } from 'vitest';
import { landauDensity, landauSlope } from '../../../metrics/fit/densities.ts';

describe('landauSlope', () => {
  // At least one position in each range of the approximation.
  it.each([-7.5, -6, -4, -1.5, -0.2228, 0.5, 2, 4.5, 7, 11, 20, 45, 70, 250, 400])(
    'is the derivative of the density at %s',
    (v) => {
      const step = 1e-6 * Math.max(1, v);
      const difference = (landauDensity(v + step) - landauDensity(v - step)) / (2 * step);
      const density = landauDensity(v);
      expect(Math.abs(landauSlope(v, density) - difference)).toBeLessThan(1e-6 * Math.abs(difference) + 1e-9 * density);
    },
  );

  it('is 0 where the density is too small for a number', () => {
    expect(landauSlope(-40, landauDensity(-40))).toBe(0);
  });
});
