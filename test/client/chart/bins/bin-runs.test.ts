import { describe, expect, it } from 'vitest';
import { binRuns } from '../../../../client/chart/bins/bin-runs.ts';
import { intervalOf } from '../../../../client/chart/axis/run-interval.ts';
import { tableOf } from '../../run-selection/tables.ts';
import { noColumns } from '../columns.ts';

const table = tableOf([1, 2, 3, 4], {
  fills: [7, 7, 8, 8],
  eras: ['A', 'A', 'A', 'B'],
  durations: [10, 20, null, null],
  recordedLumis: [1, 2, 3, null],
  startTimes: [null, 50, 60, 70],
  classes: ['x', 'x', 'x', 'y'],
});

describe('a table of bins', () => {
  const binned = binRuns(table, 'fill');

  it('has the sums and what the runs have in common, and the index of each run', () => {
    expect(binned?.table).toMatchObject({
      runs: [1, 3],
      fills: [7, 8],
      eras: ['A', null],
      durations: [30, null],
      recordedLumis: [3, 3],
      startTimes: [50, 60],
      classes: ['x', null],
      bins: {
        title: 'fill',
        list: [
          { name: 'fill 7', runs: [1, 2] },
          { name: 'fill 8', runs: [3, 4] },
        ],
      },
    });
    expect([...(binned?.table.indexByRun ?? [])]).toEqual([
      [1, 0],
      [2, 0],
      [3, 1],
      [4, 1],
    ]);
  });

  it('has the points of a trend in the bins in which it has any', () => {
    const columns = {
      ...noColumns,
      runs: [2, 5],
      values: [9, 1],
      errorsLow: [0.5, 1],
      errorsHigh: [0.5, 1],
      entries: [3, 1],
      failures: [null, null],
      reasons: [null, null],
      revisions: [1, 1],
    };
    expect(binned?.columnsOf(columns)).toMatchObject({
      runs: [1],
      values: [9],
      errorsLow: [0.5],
      counts: [1],
      spreads: [0],
    });
  });

  it('is zoomed to whole bins', () => {
    expect(intervalOf(binned?.table ?? table, 0, 1)).toEqual([1, 4]);
    expect(intervalOf(table, 1)).toEqual([2, 2]);
  });

  it('is not made where each run is a point', () => {
    expect(binRuns(table, 'run')).toBeUndefined();
  });
});
