import { expect, it } from 'vitest';
import { toInversePicobarns } from '../../../server/enrich/luminosity.ts';

it.each([
  [12, 'pb^{-1}', 12],
  [12000, 'nb^{-1}', 12],
  [0.012, 'fb^{-1}', 12],
  [12e6, 'ub^{-1}', 12],
  [12e6, 'µb^{-1}', 12],
  [12e9, 'mb^{-1}', 12],
  [12e12, 'b^{-1}', 12],
  [12, '/pb', 12],
  [12, '1/pb', 12],
  [12e6, '{\\mu}b^{-1}', 12],
  [12e6, '\\mu b^{-1}', 12],
  [12e6, '$\\mu$b$^{-1}$', 12],
  [12e6, '{\\mu b}^{-1}', 12],
  [12e6, 'mu b^-1', 12],
  [12e6, 'mub^{-1}', 12],
  [12e6, '{μ}b⁻¹', 12],
  [12e6, '/ub', 12],
  [12e6, '/{\\mu}b', 12],
  [12e6, '1/ub', 12],
  [12e9, '{m}b^{-1}', 12],
  [12000, '{n}b^{−1}', 12],
  [0.012, '\\mathrm{fb}^{-1}', 12],
  [12e-6, 'ab^{-1}', 12],
  [12e12, '/b', 12],
  [0, 'nb^{-1}', 0],
])('%d %s is %d /pb', (luminosity, unit, expected) => {
  expect(toInversePicobarns(luminosity, unit)).toBeCloseTo(expected, 9);
});

it('returns null for null, and throws for an unknown unit', () => {
  expect(toInversePicobarns(null, 'furlong')).toBeNull();
  expect(() => toInversePicobarns(1, 'furlong')).toThrow(/unknown unit of luminosity 'furlong'/);
  for (const unit of ['hz/ub', '', 'b^{-2}', 'xb^{-1}', 'mm^{-1}', 'pb^{-1}s^{-1}', '10^{30}cm^{-2}'])
    expect(() => toInversePicobarns(1, unit)).toThrow(RangeError);
});
