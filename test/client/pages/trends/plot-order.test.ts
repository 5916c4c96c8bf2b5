import { describe, expect, it } from 'vitest';
import {
  needsFigures,
  orderPlots,
  type TrendFigures,
  trendFigures,
} from '../../../../client/pages/trends/plot-order.ts';
import type { Plot } from '../../../../client/pages/trends/plots.ts';

const columnsOf = (values: (number | null)[]) => ({
  runs: values.map((_, index) => index + 1),
  values,
  errorsLow: values.map(() => null),
  errorsHigh: values.map(() => null),
  entries: values.map(() => null),
  failures: values.map(() => null),
  reasons: values.map(() => null),
  revisions: values.map(() => null),
});

const plot = (key: string, ...configs: string[]): Plot => ({
  key,
  title: key,
  yTitle: '',
  group: configs.length > 1 ? key : null,
  folder: '',
  trends: configs.map((name) => ({
    id: name,
    config: { id: name, name, title: name, yTitle: '', metric: '', paths: {} },
  })),
});

describe('the figures of a trend', () => {
  it('are its change at the last run and the significance of its slope, without sign', () => {
    const jump = trendFigures(columnsOf([5, 5.1, 4.9, 5, 5.1, 4.9, 1]));
    const calm = trendFigures(columnsOf([5, 5.1, 4.9, 5, 5.1, 4.9, 5]));
    expect(jump.change).toBeGreaterThan(10);
    expect(calm.change).toBeLessThan(1);
    const falling = trendFigures(columnsOf([9, 8.1, 7, 5.9, 5, 4.1, 3]));
    expect(falling.slope).toBeGreaterThan(20);
    expect(calm.slope).toBeLessThan(1);
  });

  it('distinguish a constant trend from one that varies, and from one without a value', () => {
    expect(trendFigures(columnsOf([3, null, 3])).isConstant).toBe(true);
    expect(trendFigures(columnsOf([3, 3.5])).isConstant).toBe(false);
    expect(trendFigures(columnsOf([null, null]))).toEqual({ change: 0, slope: 0, isConstant: false });
  });
});

describe('plots', () => {
  const plots = [plot('b 10', 'x'), plot('b 9', 'y', 'z'), plot('a', 'w')];
  const figures = new Map<string, TrendFigures>([
    ['x', { change: 2, slope: 1, isConstant: false }],
    ['y', { change: 0, slope: 0, isConstant: true }],
    ['z', { change: 7, slope: 0.5, isConstant: false }],
    ['w', { change: 0, slope: 0, isConstant: true }],
  ]);
  const keys = (order: Parameters<typeof orderPlots>[2], hidesConstant = false) =>
    orderPlots(plots, figures, order, hidesConstant).map(({ key }) => key);

  it('are in the order of the configs, by name, or with the largest change or slope first', () => {
    expect(keys('configs')).toEqual(['b 10', 'b 9', 'a']);
    expect(keys('name')).toEqual(['a', 'b 9', 'b 10']);
    expect(keys('change')).toEqual(['b 9', 'b 10', 'a']);
    expect(keys('slope')).toEqual(['b 10', 'b 9', 'a']);
  });

  it('are hidden where all their trends are constant', () => {
    expect(keys('configs', true)).toEqual(['b 10', 'b 9']);
    expect(orderPlots(plots, new Map(), 'configs', true)).toEqual(plots);
  });

  it('need the points of all only for some orders', () => {
    expect(['configs', 'name'].some((order) => needsFigures(order as 'name', false))).toBe(false);
    expect([needsFigures('change', false), needsFigures('slope', false), needsFigures('name', true)]).toEqual([
      true,
      true,
      true,
    ]);
  });
});
