import { expect, it } from 'vitest';
import { quantityAxis, runAxis } from '../../../../client/chart/axis/run-axis.ts';
import limits from '../../../../client/chart/layers/limits.ts';
import { tableOf } from '../../run-selection/tables.ts';
import { layerContext, seriesOf } from '../layer-context.ts';

const table = tableOf([10, 20, 30, 40]);
const axis = runAxis(table, 'even');
const limit = { severity: 'error', min: 20, max: null, firstRun: 20, lastRun: 30 } as const;

it('are lines over the runs for which they hold, with the values beyond them filled', () => {
  const { context, calls } = layerContext(axis, [seriesOf([1, 2, 3, 4], { limits: [limit] })], { table });
  limits.draw(context);
  expect(calls.filter(([method]) => ['fillRect', 'moveTo', 'lineTo'].includes(method))).toEqual([
    ['fillRect', 0.5, 20.5, 2, 79.5],
    ['moveTo', 0.5, 20.5],
    ['lineTo', 2.5, 20.5],
  ]);
});

it('are drawn once for series with the same ones, and not where more than two differ', () => {
  const draw = (...minima: number[]): number => {
    const series = minima.map((min) => seriesOf([1, 2, 3, 4], { limits: [{ ...limit, min }] }));
    const { context, calls } = layerContext(axis, series, { table });
    limits.draw(context);
    return calls.filter(([method]) => method === 'stroke').length;
  };
  expect([draw(20, 20), draw(20, 30), draw(20, 30, 40)]).toEqual([1, 2, 0]);
});

it('are only a fill where they are beyond the axis', () => {
  const { context, calls } = layerContext(axis, [seriesOf([1], { limits: [{ ...limit, min: 150 }] })], { table });
  limits.draw(context);
  expect(calls.filter(([method]) => method === 'stroke')).toEqual([]);
});

it('are over the whole axis of a quantity where they are of all shown runs, and not drawn where they are of some', () => {
  const pileup = quantityAxis({ key: 'pileup', title: 'Pile-up', unit: '' }, [30, 40]);
  const draw = (lastRun: number) => {
    const series = seriesOf([1, 2], { limits: [{ ...limit, firstRun: 0, lastRun }] });
    const { context, calls } = layerContext(pileup, [series], { table: tableOf([40, 10]) });
    limits.draw(context);
    return calls.filter(([method]) => method === 'moveTo' || method === 'lineTo');
  };
  expect(draw(40)).toEqual([
    ['moveTo', pileup.min, 20.5],
    ['lineTo', pileup.max, 20.5],
  ]);
  expect(draw(30)).toEqual([]);
});
