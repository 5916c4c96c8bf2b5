import { expect, it } from 'vitest';
import { runAxis } from '../../../../client/chart/axis/run-axis.ts';
import { zoomedAxis } from '../../../../client/chart/axis/run-interval.ts';
import linearFit from '../../../../client/chart/layers/linear-fit.ts';
import { tableOf } from '../../run-selection/tables.ts';
import { layerContext, seriesOf } from '../layer-context.ts';

const table = tableOf([1, 2, 3, 4, 5, 6]);
const axis = runAxis(table, 'even');
const series = [seriesOf([90, 10, 50, 20, 21, 22])];

it('is drawn over the whole plot, fitted to the shown points only', () => {
  const { context, calls } = layerContext(zoomedAxis(axis, table, [4, 6]), series);
  linearFit.draw(context);
  const ends = calls.filter(([method]) => method === 'moveTo' || method === 'lineTo');
  expect(ends.map(([, x]) => x)).toEqual([2.5, 5.5]);
  expect(ends.map(([, , y]) => y)).toEqual([expect.closeTo(19.5, 9), expect.closeTo(22.5, 9)]);
});
