import { expect, it } from 'vitest';
import { scaleColor } from '../../../client/chart/color-scale.ts';

it('colours are lighter for larger values, and grey for unknown ones', () => {
  const light = (value: number): number =>
    (scaleColor(value, 0, 10, false).match(/[\da-f]{2}/g) ?? []).reduce(
      (sum, one) => sum + Number.parseInt(one, 16),
      0,
    );
  expect([0, 2, 4, 6, 8, 10].map(light)).toEqual([0, 2, 4, 6, 8, 10].map(light).toSorted((a, b) => a - b));
  expect(scaleColor(null, 0, 1, true)).toBe('#868e96');
  expect(scaleColor(3, 3, 3, false)).toBe(scaleColor(0.5, 0, 1, false));
});
