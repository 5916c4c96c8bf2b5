import { expect, it } from 'vitest';
import { isSame, withoutRoundingErrors } from '../../../client/format/precision.ts';

it.each([
  [3.8, 3.8 + 4e-13, true],
  [0, 0, true],
  [0, 1e-300, false],
  [1e10, 1e10 + 1, false],
  [-1, 1, false],
])('%d and %d are the same: %s', (a, b, same) => {
  expect(isSame(a, b)).toBe(same);
});

it('values that differ by rounding errors only are all as the first', () => {
  expect(withoutRoundingErrors([0.3, 0.1 + 0.2, 0.3])).toEqual([0.3, 0.3, 0.3]);
  expect(withoutRoundingErrors([0.3, 0.1 + 0.2, 0.4])).toEqual([0.3, 0.1 + 0.2, 0.4]);
  expect(withoutRoundingErrors([])).toEqual([]);
});
