import { expect, it } from 'vitest';
import { noAnnotations } from '../../../../client/chart/flags/annotations.ts';
import { runAxis } from '../../../../client/chart/axis/run-axis.ts';
import { zoomedAxis } from '../../../../client/chart/axis/run-interval.ts';
import durations from '../../../../client/chart/layers/durations.ts';
import { tableOf } from '../../run-selection/tables.ts';
import { layerContext } from '../layer-context.ts';

const table = tableOf([1, 2, 3, 4], { durations: [3600, null, 7200, 36_000] });
const axis = runAxis(table, 'even');

it('are bars in a strip below the frame, relative to the longest shown run, whose duration is at the left', () => {
  const zoomed = zoomedAxis(axis, table, [1, 3]);
  const { context, calls } = layerContext(zoomed, [], { table });
  expect(durations.strip?.height(context)).toBe(16);
  durations.draw(context);
  const bars = calls.filter(([method]) => method === 'rect');
  expect(bars.map(([, , top, , height]) => [top, height])).toEqual([
    [108, 6],
    [102, 12],
  ]);
  expect(calls.find(([method]) => method === 'fillText')?.[1]).toBe('2.0 h');
});

it('need no strip above 300 shown runs, or where no duration is known', () => {
  const many = Array.from({ length: 301 }, (_, index) => index + 1);
  const long = tableOf(many, { durations: many.map(() => 60) });
  const all = runAxis(long, 'even');
  expect(durations.strip?.height({ table: long, axis: all, series: [], annotations: noAnnotations })).toBe(0);
  expect(
    durations.strip?.height({
      table: long,
      axis: zoomedAxis(all, long, [1, 300]),
      series: [],
      annotations: noAnnotations,
    }),
  ).toBe(16);
  const unknown = tableOf([1, 2]);
  expect(
    durations.strip?.height({ table: unknown, axis: runAxis(unknown, 'even'), series: [], annotations: noAnnotations }),
  ).toBe(0);
});
