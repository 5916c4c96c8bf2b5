import { expect, it } from 'vitest';
import { runAxis } from '../../../../client/chart/axis/run-axis.ts';
import { zoomedAxis } from '../../../../client/chart/axis/run-interval.ts';
import { noAnnotations } from '../../../../client/chart/flags/annotations.ts';
import labels from '../../../../client/chart/layers/labels.ts';
import type { LabelRow } from '../../../../client/labels/label-rows.ts';
import { tableOf } from '../../run-selection/tables.ts';
import { layerContext } from '../layer-context.ts';

const runs = tableOf([1, 2, 3, 4, 5]);
const mode: LabelRow = {
  name: 'apv-mode',
  title: 'Read-out mode of APVs',
  labels: ['P', 'P', null, 'D', 'D'],
  colors: new Map([
    ['P', '#003300'],
    ['D', '#ffee99'],
  ]),
};

function drawn(row: LabelRow, zoom: [number, number] | null = null) {
  const table = { ...runs, labels: [row] };
  const { context, calls } = layerContext(zoomedAxis(runAxis(table, 'even'), table, zoom), [], { table, offset: 16 });
  labels.draw(context);
  const of = (method: string): unknown[][] => calls.filter(([name]) => name === method).map(([, ...args]) => args);
  return { of, area: context.area };
}

it('are a box for neighbouring runs of a label, a line at its ends, and the title of the set', () => {
  const { of, area } = drawn(mode);
  expect(of('fillRect')).toHaveLength(2);
  // A run of this plot is a pixel wide: no name fits.
  expect(of('fillText').map(([text]) => text)).toEqual(['Read-out mo…']);
  // Where P ends and D begins; none at the ends of the plot.
  const lines = of('moveTo').map(([x]) => Number(x));
  expect(lines.length).toBeGreaterThan(0);
  for (const x of lines) {
    expect(x).toBeGreaterThan(area.left + 1);
    expect(x).toBeLessThan(area.right - 1);
  }
});

it('are cut at the ends of the shown runs', () => {
  const { of, area } = drawn(mode, [4, 5]);
  const [box, ...others] = of('fillRect') as [number, number, number, number][];
  expect(others).toEqual([]);
  expect(box?.[0]).toBe(area.left);
});

it('need no strip where there are none, and have three rows at most', () => {
  const heightOf = (all: LabelRow[] | undefined): number | undefined => {
    const table = { ...runs, ...(all ? { labels: all } : {}) };
    return labels.strip?.height({ table, axis: runAxis(table, 'even'), series: [], annotations: noAnnotations });
  };
  expect(heightOf(undefined)).toBe(0);
  expect(heightOf([])).toBe(0);
  expect(heightOf([mode, mode, mode, mode])).toBe(43);
});
