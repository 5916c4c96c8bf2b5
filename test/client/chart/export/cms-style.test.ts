import { expect, it } from 'vitest';
import { runAxis } from '../../../../client/chart/axis/run-axis.ts';
import { luminosityLabel } from '../../../../client/chart/export/cms-style.ts';
import { describeRuns } from '../../../../client/chart/export/drawn-plots.ts';
import { tableOf } from '../../run-selection/tables.ts';

const table = tableOf([1, 2, 3], { recordedLumis: [500, null, 850] });
const axis = runAxis(table, 'even');

it('labels the recorded luminosity of the shown runs', () => {
  expect(luminosityLabel({ table, axis })).toBe('1.35 /fb');
  expect(luminosityLabel({ table, axis: { ...axis, max: 1.5 } })).toBe('500 /pb');
  expect(luminosityLabel({ table: tableOf([1]), axis })).toBe('');
});

it('describes the shown runs', () => {
  expect(describeRuns({ table, axis })).toBe('3 runs, 1 to 3');
  expect(describeRuns({ table, axis: { ...axis, min: 1.5 } })).toBe('run 3');
  expect(describeRuns({ table: tableOf([]), axis: runAxis(tableOf([]), 'even') })).toBe('no runs');
});
