import { describe, expect, it } from 'vitest';
import { binAt, toCells } from '../../../client/waterfall/cells.ts';
import type { RunSlice } from '../../../client/waterfall/use-element-runs.ts';

const run = (contents: (number | null)[] | null, className = 'TH1F', edges = [0, 1, 2, 4]): RunSlice => ({
  run: 1,
  done: 1,
  total: 1,
  state: contents ? 'READ' : 'MISSING',
  reason: null,
  slice: contents && { className, title: '', edges, contents, labels: null },
  entries: 1,
  value: null,
  errorLow: null,
  errorHigh: null,
  failure: null,
});
const plain = { normalised: false, log: false };

describe('toCells', () => {
  it('has a column for each run, without colour for empty bins of counts and for runs without contents', () => {
    const { columns, range, values } = toCells(
      [run([0, 2, 8]), run(null), run([4, 0, -2], 'TH1F', [1, 2, 3, 9])],
      plain,
    );
    expect(columns.map((column) => column?.values)).toEqual([[null, 2, 8], undefined, [4, null, -2]]);
    expect([range, values]).toEqual([
      [0, 9],
      [-2, 8],
    ]);
  });

  it('normalises counts to a sum of 1, not means, whose zeros have a colour', () => {
    const { columns } = toCells([run([1, 3, 0]), run([1, 0, null], 'TProfile')], { normalised: true, log: false });
    expect(columns.map((column) => column?.values)).toEqual([
      [0.25, 0.75, null],
      [1, 0, null],
    ]);
  });

  it('has no colour for what has no logarithm', () => {
    const { columns, values } = toCells([run([-1, 0, 100], 'TProfile')], { normalised: false, log: true });
    expect([columns[0]?.values, values]).toEqual([
      [null, null, 100],
      [100, 100],
    ]);
  });

  it('is empty without contents', () => {
    expect(toCells([run(null)], plain)).toEqual({ columns: [undefined], range: [0, 1], values: undefined });
  });
});

describe('binAt', () => {
  it('finds the bin of a coordinate, whose lower edge belongs to it', () => {
    const edges = [0, 1, 4];
    expect([-0.1, 0, 0.9, 1, 3.9, 4].map((at) => binAt({ edges }, at))).toEqual([undefined, 0, 0, 1, 1, undefined]);
  });
});
