import { describe, expect, it } from 'vitest';
import { runAxis, type XAxis } from '../../../client/chart/axis/run-axis.ts';
import { connectedPoints, splitByPoints } from '../../../client/chart/draw-series.ts';
import type { Series } from '../../../client/chart/series.ts';
import { tableOf } from '../run-selection/tables.ts';
import { layerContext, seriesOf } from './layer-context.ts';

const series = (name: string, points: number): Series => ({
  name,
  color: 'black',
  marker: { shape: 0, isHollow: false },
  dash: 0,
  values: Array.from({ length: points }, () => 1),
  errorsLow: [],
  errorsHigh: [],
  revisions: [],
  limits: [],
  segments: [],
  unknown: new Set(),
});
const names = (groups: Series[][]): string[][] => groups.map((group) => group.map(({ name }) => name));

describe('the series of a plot', () => {
  it('are one group if they have few points', () => {
    expect(names(splitByPoints([series('a', 35), series('b', 35), series('c', 35)]))).toEqual([['a', 'b', 'c']]);
    expect(splitByPoints([])).toEqual([]);
  });

  it('are split into groups of 2,000 points, complete and in order', () => {
    const many = Array.from({ length: 14 }, (_, index) => series(String(index), 1000));
    expect(names(splitByPoints(many)).map((group) => group.length)).toEqual([2, 2, 2, 2, 2, 2, 2]);
    expect(splitByPoints(many).flat()).toEqual(many);
  });

  it('are separate groups if one has more', () => {
    expect(names(splitByPoints([series('long', 9000), series('short', 10)]))).toEqual([['long'], ['short']]);
  });
});

describe('the lines of a series', () => {
  const day = 86_400;
  const table = tableOf([1, 2, 3, 4, 5], { startTimes: [0, day, 2 * day, 20 * day, 21 * day] });
  const lines = (kind: XAxis, series: Series, heights: readonly number[]): number[][] =>
    connectedPoints(layerContext(runAxis(table, kind), [series], { table }).context, series, heights);
  const all = seriesOf([1, 2, 3, 4, 5]);

  it('end at gaps, but not at runs without a computed point', () => {
    const heights = [10, Number.NaN, 30, 40, 50];
    expect(lines('even', seriesOf([1, null, 3, 4, 5]), heights)).toEqual([[0], [2, 3, 4]]);
    expect(lines('even', seriesOf([1, null, 3, 4, 5], { unknown: new Set([1]) }), heights)).toEqual([[0, 2, 3, 4]]);
  });

  it('end before points outside the y range', () => {
    expect(lines('even', all, [10, 20, -500, 40, 900])).toEqual([[0, 1], [3]]);
  });

  it('do not cross weeks without data on an axis that shows distances', () => {
    const heights = [10, 20, 30, 40, 50];
    expect(lines('time', all, heights)).toEqual([
      [0, 1, 2],
      [3, 4],
    ]);
    expect(lines('run', all, heights)).toEqual([
      [0, 1, 2],
      [3, 4],
    ]);
    expect(lines('even', all, heights)).toEqual([[0, 1, 2, 3, 4]]);
    expect(lines('lumi', all, heights)).toEqual([[0, 1, 2, 3, 4]]);
  });
});
