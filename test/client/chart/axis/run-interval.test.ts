import { describe, expect, it } from 'vitest';
import {
  runIntervalFormat,
  runsBetween,
  shownIndices,
  slopeUnit,
  steppedInterval,
  zoomedAxis,
} from '../../../../client/chart/axis/run-interval.ts';
import { runAxis } from '../../../../client/chart/axis/run-axis.ts';
import { tableOf } from '../../run-selection/tables.ts';

const table = tableOf([100, 101, 105, 110, 120, 130, 131, 140]);
const axis = runAxis(table, 'even');

describe('a part of an axis', () => {
  it('begins and ends at the runs of the interval, or at the nearest ones inside', () => {
    expect(zoomedAxis(axis, table, [101, 110])).toMatchObject({ min: 0.5, max: 3.5 });
    expect(zoomedAxis(axis, table, [102, 119])).toMatchObject({ min: 1.5, max: 3.5 });
  });

  it('shows the runs from the first to the last of the interval', () => {
    expect(shownIndices(axis)).toEqual([0, 8]);
    expect(shownIndices(zoomedAxis(axis, table, [101, 110]))).toEqual([1, 4]);
    const byNumber = runAxis(table, 'run');
    expect(shownIndices(zoomedAxis(byNumber, table, [120, 130]))).toEqual([4, 6]);
    expect(shownIndices(runAxis(tableOf([]), 'even'))).toEqual([0, 0]);
  });

  it('is in the URL as its first and last run', () => {
    expect(runIntervalFormat.parse('101-110')).toEqual([101, 110]);
    expect(runIntervalFormat.format([101, 110])).toBe('101-110');
    expect(['5-3', '1', 'a-b', '1-2-3'].map((text) => runIntervalFormat.parse(text))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('is the whole axis if the interval has no runs', () => {
    expect(zoomedAxis(axis, table, null)).toBe(axis);
    expect(zoomedAxis(axis, table, [111, 119])).toBe(axis);
    expect(zoomedAxis(axis, table, [500, 600])).toBe(axis);
  });

  it('is converted back to the interval of its runs', () => {
    expect(runsBetween(axis, table, 0.6, 3.2)).toEqual([101, 110]);
    expect(runsBetween(axis, table, -1, 99)).toBeNull();
    expect(runsBetween(axis, table, 0.1, 0.9)).toBeNull();
  });
});

describe('steps', () => {
  it('zoom in to half the runs around the middle, and out to twice as many, up to all', () => {
    expect(steppedInterval(table, null, { times: 0.5 })).toEqual([105, 130]);
    expect(steppedInterval(table, [105, 130], { times: 2 })).toBeNull();
    expect(steppedInterval(table, [105, 120], { times: 0.1 })).toEqual([105, 120]);
  });

  it('pan by half of the shown runs, and stop at the ends', () => {
    expect(steppedInterval(table, [101, 120], { by: 0.5 })).toEqual([105 + 5, 131]);
    expect(steppedInterval(table, [101, 120], { by: -0.5 })).toEqual([100, 110]);
    expect(steppedInterval(table, [120, 140], { by: 0.5 })).toEqual([120, 140]);
  });
});

it('a slope is per day, hour or run, depending on the axis', () => {
  expect(slopeUnit({ kind: 'time' })).toEqual({ divisor: 86_400, per: 'day' });
  expect(slopeUnit({ kind: 'even' }).per).toBe('run');
  const field = { key: 'field', title: 'Field', unit: 'T' };
  expect(slopeUnit({ kind: 'oms:field', quantity: field })).toEqual({ divisor: 1, per: 'T' });
});
