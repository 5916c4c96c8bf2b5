import { expect, it } from 'vitest';
import { afterClick } from '../../../../client/pages/runs/row-selection.ts';

const order = [9, 8, 7, 6, 5];
const click = (selected: number[], run: number, from: number | null = null) =>
  [...afterClick(new Set(selected), { run, from, order })].toSorted((a, b) => a - b);

it('selects a row, or removes it', () => {
  expect(click([], 8)).toEqual([8]);
  expect(click([3, 8], 8)).toEqual([3]);
});

it('selects or removes the rows from the one before, in the order of the table', () => {
  expect(click([8], 6, 8)).toEqual([6, 7, 8]);
  expect(click([3, 6], 9, 6)).toEqual([3, 6, 7, 8, 9]);
  expect(click([3, 5, 6, 7, 8], 6, 8)).toEqual([3, 5]);
});

it('selects the row alone where the one before is not in the table any more', () => {
  expect(click([4], 6, 4)).toEqual([4, 6]);
});
