import { describe, expect, it } from 'vitest';
import { splitByPoints } from '../../../client/chart/draw-series.ts';
import type { Series } from '../../../client/chart/series.ts';

const series = (name: string, points: number): Series => ({
  name,
  color: 'black',
  marker: { shape: 0, isHollow: false },
  dash: 0,
  values: Array.from({ length: points }, () => 1),
  errorsLow: [],
  errorsHigh: [],
  revisions: [],
  unknown: new Set(),
});
const names = (groups: Series[][]): string[][] => groups.map((group) => group.map(({ name }) => name));

describe('the series of a plot', () => {
  it('are drawn in one frame if they have few points', () => {
    expect(names(splitByPoints([series('a', 35), series('b', 35), series('c', 35)]))).toEqual([['a', 'b', 'c']]);
    expect(splitByPoints([])).toEqual([]);
  });

  it('are split into groups of 4,000 points, complete and in order', () => {
    const many = Array.from({ length: 14 }, (_, index) => series(String(index), 1000));
    expect(names(splitByPoints(many)).map((group) => group.length)).toEqual([4, 4, 4, 2]);
    expect(splitByPoints(many).flat()).toEqual(many);
  });

  it('are drawn in separate frames if one has more', () => {
    expect(names(splitByPoints([series('long', 9000), series('short', 10)]))).toEqual([['long'], ['short']]);
  });
});
