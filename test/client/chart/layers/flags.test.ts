import { expect, it } from 'vitest';
import { noAnnotations } from '../../../../client/chart/flags/annotations.ts';
import { runAxis } from '../../../../client/chart/axis/run-axis.ts';
import { zoomedAxis } from '../../../../client/chart/axis/run-interval.ts';
import flags from '../../../../client/chart/layers/flags.ts';
import type { FlagRow } from '../../../../client/flags/flag-rows.ts';
import { tableOf } from '../../run-selection/tables.ts';
import { layerContext } from '../layer-context.ts';

const runs = tableOf([1, 2, 3, 4]);
const row = (column: string, more: Partial<FlagRow>): FlagRow => ({
  column,
  statuses: [null, null, null, null],
  goodShares: [null, null, null, null],
  comments: [null, null, null, null],
  ...more,
});
const strip = row('tracker-strip', { statuses: ['GOOD', 'STANDBY', null, 'BAD'], goodShares: [1, 0.4, null, 0] });
const pixel = row('tracker-pixel', { statuses: ['GOOD', 'GOOD', 'GOOD', 'GOOD'], goodShares: [0.9999, 1, 1, 1] });

it('are a row for each column, with the share of good lumisections as the height of a box', () => {
  const table = { ...runs, flags: [strip, pixel] };
  const { context, calls } = layerContext(runAxis(table, 'even'), [], { table, offset: 16 });
  expect(flags.strip?.height(context)).toBe(20);
  flags.draw(context);
  const boxes = calls.filter(([method]) => method === 'rect').map(([, , top, , height]) => [top, height]);
  const round = (all: unknown[][]): unknown[][] =>
    all.map((box) => box.map((value) => Number(Number(value).toFixed(2))));
  expect(round(boxes.slice(0, 4))).toEqual([
    [118, 7], // good
    [122.2, 2.8], // the good part of standby
    [118, 4.2],
    [118, 7], // bad
  ]);
  // What is not good is visible, however small it is.
  expect(round(boxes.slice(4))).toContainEqual([126, 1.5]);
  expect(calls.filter(([method]) => method === 'fillText').map(([, text]) => text)).toEqual(['strip', 'pixel']);
});

it('are of the shown runs only', () => {
  const table = { ...runs, flags: [strip] };
  const axis = zoomedAxis(runAxis(table, 'even'), table, [3, 4]);
  const { context, calls } = layerContext(axis, [], { table });
  flags.draw(context);
  expect(calls.filter(([method]) => method === 'rect')).toHaveLength(1);
});

it('need no strip where there are none, and have four rows at most', () => {
  const heightOf = (all: FlagRow[] | undefined): number | undefined => {
    const table = { ...runs, ...(all ? { flags: all } : {}) };
    return flags.strip?.height({ table, axis: runAxis(table, 'even'), series: [], annotations: noAnnotations });
  };
  expect(heightOf(undefined)).toBe(0);
  expect(heightOf([])).toBe(0);
  expect(heightOf([strip, pixel, strip, pixel, strip])).toBe(36);
});
