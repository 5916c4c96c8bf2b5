import { describe, expect, it } from 'vitest';
import { runsBetween, slopeUnit, steppedInterval, zoomedAxis } from '../../../client/chart/run-interval.ts';
import { runAxis } from '../../../client/chart/run-axis.ts';
import { bareRunTable } from '../../../client/run-selection/run-table.ts';
import { scaleColor } from '../../../client/chart/color-scale.ts';

const table = bareRunTable([100, 101, 105, 110, 120, 130, 131, 140]);
const axis = runAxis(table.runs, 'even');

describe('a part of an axis', () => {
  it('begins and ends at the runs of the interval, or those within it', () => {
    expect(zoomedAxis(axis, table, [101, 110])).toMatchObject({ min: 0.5, max: 3.5 });
    expect(zoomedAxis(axis, table, [102, 119])).toMatchObject({ min: 1.5, max: 3.5 });
  });

  it('is the whole where the interval holds no run', () => {
    expect(zoomedAxis(axis, table, null)).toBe(axis);
    expect(zoomedAxis(axis, table, [111, 119])).toBe(axis);
    expect(zoomedAxis(axis, table, [500, 600])).toBe(axis);
  });

  it('is told by its runs', () => {
    expect(runsBetween(axis, table, 0.6, 3.2)).toEqual([101, 110]);
    expect(runsBetween(axis, table, -1, 99)).toBeNull();
    expect(runsBetween(axis, table, 0.1, 0.9)).toBeNull();
  });
});

describe('steps', () => {
  it('show half as many runs about the middle, and twice as many, up to all', () => {
    expect(steppedInterval(table, null, { times: 0.5 })).toEqual([105, 130]);
    expect(steppedInterval(table, [105, 130], { times: 2 })).toBeNull();
    expect(steppedInterval(table, [105, 120], { times: 0.1 })).toEqual([105, 120]);
  });

  it('go on by half of what is shown, and stop at the ends', () => {
    expect(steppedInterval(table, [101, 120], { by: 0.5 })).toEqual([105 + 5, 131]);
    expect(steppedInterval(table, [101, 120], { by: -0.5 })).toEqual([100, 110]);
    expect(steppedInterval(table, [120, 140], { by: 0.5 })).toEqual([120, 140]);
  });
});

it('a slope is told per day, hour or run, as the axis is', () => {
  expect(slopeUnit('time')).toEqual({ divisor: 86_400, per: 'day' });
  expect(slopeUnit('even').per).toBe('run');
});

it('colours grow lighter with the value; what is not known is grey', () => {
  const light = (value: number): number =>
    (/\((\d+) (\d+) (\d+)\)/.exec(scaleColor(value, 0, 10, false)) ?? [])
      .slice(1)
      .reduce((sum, one) => sum + Number(one), 0);
  expect([0, 2, 4, 6, 8, 10].map(light)).toEqual([0, 2, 4, 6, 8, 10].map(light).toSorted((a, b) => a - b));
  expect(scaleColor(null, 0, 1, true)).toBe('#868e96');
  expect(scaleColor(3, 3, 3, false)).toBe(scaleColor(0.5, 0, 1, false));
});
