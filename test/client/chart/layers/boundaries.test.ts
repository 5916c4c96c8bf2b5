import { expect, it } from 'vitest';
import { noAnnotations } from '../../../../client/chart/flags/annotations.ts';
import { runAxis } from '../../../../client/chart/axis/run-axis.ts';
import { zoomedAxis } from '../../../../client/chart/axis/run-interval.ts';
import boundaries from '../../../../client/chart/layers/boundaries.ts';
import { tableOf } from '../../run-selection/tables.ts';
import { layerContext, seriesOf } from '../layer-context.ts';

const runs = Array.from({ length: 200 }, (_, index) => index + 1);
const eraOf = (run: number): string => (run <= 50 ? 'A' : run <= 120 ? 'B' : run <= 122 ? 'C' : 'D');
const table = tableOf(runs, { eras: runs.map(eraOf) });
const axis = runAxis(table, 'even');

it('have their labels in strips above the frame, those that do not reach the next boundary', () => {
  const revised = seriesOf(runs, { revisions: runs.map((run) => (run < 100 ? 1 : 2)) });
  const { context, calls } = layerContext(axis, [revised, revised], { table });
  expect(boundaries.strip?.height(context)).toBe(22);
  boundaries.draw(context);
  const texts = calls.filter(([method]) => method === 'fillText').map(([, text, , top]) => [text, top]);
  expect(texts).toEqual([
    ['B', -21],
    ['D', -21],
    ['revision 2', -10],
  ]);
  expect(calls.filter(([method]) => method === 'moveTo')).toHaveLength(4);
});

it('mark where imported points begin, and where computed ones follow them', () => {
  const revisions = runs.map((run) => (run < 60 ? 1 : run < 140 ? 0 : 2));
  const { context, calls } = layerContext(axis, [seriesOf(runs, { revisions })], { table });
  boundaries.draw(context);
  const texts = calls.filter(([method]) => method === 'fillText').map(([, text]) => text);
  expect(texts).toContain('imported');
  expect(texts).toContain('computed');
});

it('need no strip where neither the era nor the revision changes among the shown runs', () => {
  const zoomed = zoomedAxis(axis, table, [1, 50]);
  expect(boundaries.strip?.height({ table, axis: zoomed, series: [seriesOf(runs)], annotations: noAnnotations })).toBe(
    0,
  );
});
