import { describe, expect, it } from 'vitest';
import { runAxis } from '../../../../client/chart/axis/run-axis.ts';
import segments from '../../../../client/chart/layers/segments.ts';
import type { Series } from '../../../../client/chart/series.ts';
import { tableOf } from '../../run-selection/tables.ts';
import { type Calls, layerContext, seriesOf } from '../layer-context.ts';

const table = tableOf([10, 20, 30, 40]);
const axis = runAxis(table, 'even');
const step = { levelBefore: null, levelAfter: null, significance: null };
const segment = (firstRun: number, lastRun: number, firstLevel: number, lastLevel = firstLevel) => ({
  firstRun,
  lastRun,
  firstLevel,
  lastLevel,
  ...step,
});
const drawn = (series: readonly Series[]): Calls => {
  const { context, calls } = layerContext(axis, series, { table });
  segments.draw(context);
  return calls.filter(([method]) => ['moveTo', 'lineTo', 'stroke'].includes(method));
};
const linesOf = (...own: ReturnType<typeof segment>[]): Calls =>
  drawn([seriesOf([1, 2, 3, 4], { segments: own })]).filter(([method]) => method !== 'stroke');

describe('segments', () => {
  it('are lines at their levels, over their runs', () => {
    expect(linesOf(segment(10, 20, 30), segment(30, 40, 50))).toEqual([
      ['moveTo', -0.5, 30],
      ['lineTo', 1.5, 30],
      ['moveTo', 1.5, 50],
      ['lineTo', 3.5, 50],
    ]);
  });

  it('follow a drift, on an axis that bends it from run to run', () => {
    const drift = segment(10, 40, 10, 40);
    expect(linesOf(drift)).toEqual([
      ['moveTo', -0.5, 10],
      ['lineTo', 3.5, 40],
    ]);
    const apart = tableOf([10, 20, 30, 100]);
    const series = seriesOf([1, 2, 3, 4], { segments: [segment(10, 100, 10, 40)] });
    const { context, calls } = layerContext(runAxis(apart, 'run'), [series], { table: apart });
    segments.draw(context);
    expect(calls.filter(([method]) => method.endsWith('To'))).toEqual([
      ['moveTo', 9.5, 10],
      ['lineTo', 10, 10],
      ['lineTo', 20, 20],
      ['lineTo', 30, 30],
      ['lineTo', 100, 40],
      ['lineTo', 100.5, 40],
    ]);
  });

  it('are cut where not all of their runs are selected, and skip runs of other datasets', () => {
    expect(linesOf(segment(0, 80, 0, 80))).toEqual([
      ['moveTo', -0.5, 10],
      ['lineTo', 3.5, 40],
    ]);
    expect(linesOf(segment(1, 9, 5), segment(41, 50, 5), segment(21, 29, 5))).toEqual([]);
    const other = seriesOf([1, null, null, 4], { segments: [segment(20, 40, 5)], unknown: new Set([1, 2]) });
    expect(drawn([other])).toEqual([['moveTo', 2.5, 5], ['lineTo', 3.5, 5], ['stroke']]);
  });

  it('are not drawn at levels that the axis has not', () => {
    expect(linesOf(segment(10, 20, Number.NaN), segment(30, 40, Infinity))).toEqual([]);
  });

  it('have one path for each series, of up to four', () => {
    const series = Array.from({ length: 4 }, () => seriesOf([1, 2, 3, 4], { segments: [segment(10, 40, 7)] }));
    expect(drawn(series).filter(([method]) => method === 'stroke')).toHaveLength(4);
    expect(drawn([...series, seriesOf([1])])).toEqual([]);
  });
});
