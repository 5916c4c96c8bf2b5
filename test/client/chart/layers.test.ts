import { describe, expect, it } from 'vitest';
import { inParts } from '../../../client/chart/layers.ts';
import type { Series } from '../../../client/chart/trend-chart.ts';

const series = (name: string, points: number): Series => ({
  name,
  color: 'black',
  mark: 0,
  values: Array.from({ length: points }, () => 1),
  errorsLow: [],
  errorsHigh: [],
  revisions: [],
  unknown: new Set(),
});
const names = (parts: Series[][]): string[][] => parts.map((part) => part.map(({ name }) => name));

describe('the series of a plot', () => {
  it('are drawn at once where they have few points', () => {
    expect(names(inParts([series('a', 35), series('b', 35), series('c', 35)]))).toEqual([['a', 'b', 'c']]);
    expect(inParts([])).toEqual([]);
  });

  it('are drawn in parts of 4,000 points, none left out and each in its place', () => {
    const many = Array.from({ length: 14 }, (_, index) => series(String(index), 1000));
    expect(names(inParts(many)).map((part) => part.length)).toEqual([4, 4, 4, 2]);
    expect(inParts(many).flat()).toEqual(many);
  });

  it('are a part each where one alone has more', () => {
    expect(names(inParts([series('long', 9000), series('short', 10)]))).toEqual([['long'], ['short']]);
  });
});
