import { expect, it } from 'vitest';
import { quantityAxis, runAxis } from '../../../../client/chart/axis/run-axis.ts';
import errors from '../../../../client/chart/layers/errors.ts';
import { tableOf } from '../../run-selection/tables.ts';
import { layerContext, seriesOf } from '../layer-context.ts';

function drawn(count: number, values: readonly (number | null)[], pixelsPerRun = 1) {
  const runs = Array.from({ length: count }, (_, index) => index + 1);
  const all = runs.map((_, index) => values[index] ?? 50);
  values.forEach((value, index) => value === null && (all[index] = Number.NaN));
  const series = seriesOf(
    all.map((value) => (Number.isNaN(value) ? null : value)),
    { errorsLow: runs.map(() => 2), errorsHigh: runs.map(() => 5) },
  );
  const axis = runAxis(tableOf(runs), 'even');
  const { context, calls } = layerContext(axis, [series], {
    centers: axis.centers.map((center) => center * pixelsPerRun),
  });
  errors.draw(context);
  return calls;
}

it('are bars for up to 300 runs', () => {
  const calls = drawn(300, [50, null]);
  expect(calls.filter(([method]) => method === 'moveTo')).toHaveLength(299);
  expect(calls.slice(1, 3)).toEqual([
    ['moveTo', 0, 48],
    ['lineTo', 0, 55],
  ]);
});

it('are a band for more, which ends at gaps', () => {
  const calls = drawn(301, [50, 60, null]);
  expect(calls.map(([method]) => method).filter((method) => method === 'fill' || method === 'stroke')).toEqual([
    'fill',
  ]);
  expect(calls.slice(1, 6)).toEqual([
    ['moveTo', 0, 55],
    ['lineTo', 1, 65],
    ['lineTo', 1, 58],
    ['lineTo', 0, 48],
    ['moveTo', 3, 55],
  ]);
});

it('are columns of the band where there are more points than pixels, each a pixel wide or up to the next', () => {
  const columns = drawn(601, [50, 50, 50, null, null, null, null], 0.5).filter(([method]) => method === 'fillRect');
  expect(columns.slice(0, 3)).toEqual([
    ['fillRect', 0, 55, 1, -7],
    ['fillRect', 1, 55, 1, -7],
    ['fillRect', 3, 55, 1, -7],
  ]);
  expect(columns.at(-1)).toEqual(['fillRect', 300, 55, 1, -7]);
});

it('are bars over a quantity, whatever their number: there is no line that a band could follow', () => {
  const values = Array.from({ length: 301 }, (_, index) => index);
  const axis = quantityAxis({ key: 'pileup', title: 'Pile-up', unit: '' }, values);
  const series = seriesOf(values, { errorsLow: values.map(() => 2), errorsHigh: values.map(() => 5) });
  const { context, calls } = layerContext(axis, [series]);
  errors.draw(context);
  expect(calls.filter(([method]) => method === 'moveTo')).toHaveLength(301);
});
