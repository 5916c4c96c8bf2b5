import { expect, it } from 'vitest';
import {
  quantityColumns,
  quantityKeyFormat,
  quantityValues,
  withComputed,
  withUnit,
} from '../../../client/run-selection/run-quantity.ts';
import { columnsOf } from './tables.ts';

const pileup = { key: 'pileup', title: 'Pile-up', unit: '' };
const recorded = { key: 'recorded', title: 'Recorded luminosity', unit: '1/pb' };
const listed = columnsOf([1, 2, 3, 4], {
  recordedLumis: [10, null, 5.5, 0],
  fills: [8000, 8000, 8001, null],
  startTimes: [3600, 9000, null, 20_000],
});
const columns = quantityColumns({
  columns: listed as unknown as Parameters<typeof quantityColumns>[0]['columns'],
  quantities: [{ ...pileup, values: [50, null, 52, 53] }],
});

it('has the values of any listed quantity', () => {
  expect(quantityValues(columns, 'pileup')).toEqual([50, null, 52, 53]);
  expect(quantityValues(columns, 'bunches')).toBeUndefined();
});

it('integrates the luminosity over the runs; a run of unknown luminosity has none', () => {
  expect(quantityValues(columns, 'integrated')).toEqual([10, null, 15.5, 15.5]);
});

it('counts the hours since the first run of the fill', () => {
  expect(quantityValues(columns, 'fillTime')).toEqual([0, 1.5, null, null]);
});

it('lists computed quantities after those that they are of', () => {
  expect(withComputed([recorded, pileup]).map(({ key }) => key)).toEqual(['recorded', 'integrated', 'pileup']);
  expect(withUnit(recorded)).toBe('Recorded luminosity (1/pb)');
  expect(withUnit(pileup)).toBe('Pile-up');
});

it('accepts the keys of quantities in the URL', () => {
  expect(['pileup', 'initLumi', '', '1a', 'a b'].map(quantityKeyFormat.parse)).toEqual([
    'pileup',
    'initLumi',
    undefined,
    undefined,
    undefined,
  ]);
});
