import { expect, it } from 'vitest';
import { type QuantityColumns, runQuantities } from '../../../client/run-selection/run-quantity.ts';
import { columnsOf } from './tables.ts';

const columns: QuantityColumns = {
  ...columnsOf([1, 2, 3, 4], {
    recordedLumis: [10, null, 5.5, 0],
    fills: [8000, 8000, 8001, null],
    startTimes: [3600, 9000, null, 20_000],
  }),
  bFields: [],
  energies: [],
  l1Rates: [],
  hltPhysicsRates: [],
};
const of = (key: string) => runQuantities.find((quantity) => quantity.key === key)?.of(columns);

it('integrates the luminosity over the runs; a run of unknown luminosity has none', () => {
  expect(of('integrated')).toEqual([10, null, 15.5, 15.5]);
});

it('counts the hours since the first run of the fill', () => {
  expect(of('fillTime')).toEqual([0, 1.5, null, null]);
});

it('has a key for each quantity', () => {
  expect(new Set(runQuantities.map(({ key }) => key)).size).toBe(runQuantities.length);
});
