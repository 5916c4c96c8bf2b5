import { expect, it } from 'vitest';
import { nearestLines } from '../../../../client/chart/hover/nearest-lines.ts';

const line = (name: string, value: number | null) => {
  const none = [null];
  const columns = { errorsLow: none, errorsHigh: none, entries: none, failures: none, reasons: none, revisions: none };
  return { name, columns: { runs: [7], values: [value], ...columns } };
};

it('lists the lines nearest to a value first, and those without a value last, in their order', () => {
  const lines = [line('a', null), line('b', 5), line('c', 1), line('d', null), line('e', 2)];
  expect(nearestLines(lines, 7, (value) => Math.abs(value - 2))).toEqual([4, 2, 1, 0, 3]);
  expect(nearestLines(lines, 8, (value) => value)).toEqual([0, 1, 2, 3, 4]);
});
