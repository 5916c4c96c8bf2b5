import { describe, expect, it } from 'vitest';
import { align, type Columns, pickRuns } from '../../../client/chart/series.ts';
import { runTable } from '../../../client/run-selection/run-table.ts';
import { columnsOf, tableOf } from '../run-selection/tables.ts';

const columns = (runs: number[], values: (number | null)[]): Columns => ({
  runs,
  values,
  errorsLow: values.map(() => 1),
  errorsHigh: values.map(() => 2),
  entries: values.map(() => 3),
  failures: values.map((value) => (value === null ? 'NO_DATA' : null)),
  reasons: values.map(() => null),
  revisions: values.map(() => 1),
});

describe('points aligned with the runs of a page', () => {
  it('are unchanged if the runs are the same', () => {
    const same = columns([1, 2, 3], [5, null, 7]);
    expect(align(same, tableOf([1, 2, 3]))).toMatchObject({ values: [5, null, 7], unknown: new Set() });
  });

  it('have a gap at a failure, but not at a run without a computed point', () => {
    const { values, errorsHigh, unknown } = align(columns([2, 4], [5, null]), tableOf([1, 2, 3, 4]));
    expect(values).toEqual([null, 5, null, null]);
    expect(errorsHigh).toEqual([null, 2, null, 2]);
    expect([...unknown]).toEqual([0, 2]);
  });

  it('omit runs that are not on the page', () => {
    expect(align(columns([1, 9], [5, 6]), tableOf([1])).values).toEqual([5]);
  });
});

it('the points of some runs are picked from all columns', () => {
  expect(pickRuns(columns([1, 2, 4], [5, null, 7]), new Set([2, 4, 9]))).toEqual(columns([2, 4], [null, 7]));
});

it('merges the runs of several datasets into one table, each run with the attributes of the first dataset that has it', () => {
  const of = (runs: number[], fill: number) => columnsOf(runs, { fills: runs.map(() => fill) });
  const { runs, fills, eras, indexByRun } = runTable([of([2, 5], 7), of([1, 5], 8)]);
  expect(runs).toEqual([1, 2, 5]);
  expect(fills).toEqual([8, 7, 7]);
  expect(eras).toEqual([null, null, null]);
  expect(indexByRun.get(5)).toBe(2);
});
