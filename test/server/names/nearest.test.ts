import { expect, it } from 'vitest';
import { nearestName, nearestNames } from '../../../server/names/nearest.ts';

it.each([
  ['basic.Maen', ['basic.Mean', 'basic.Count'], 'basic.Mean'],
  ['BASIC.MEAN', ['basic.Maen', 'basic.Mean'], 'basic.Mean'],
  ['histo1', ['histo1Path', 'yTitle'], undefined],
  ['yTilte', ['yTitle'], 'yTitle'],
  ['something else', ['yTitle'], undefined],
  ['', ['plot'], undefined],
  ['a', [], undefined],
] as const)('finds for %j in %j: %j', (word, candidates, nearest) => {
  expect(nearestName(word, candidates)).toBe(nearest);
});

it('finds several near names, the nearest first', () => {
  const names = ['charge_PXLayer_12', 'size_PXLayer_1', 'charge_PXLayer_1', 'charge_PXDisk_1'];
  expect(nearestNames('charge_PXLayer1', names, 2)).toEqual(['charge_PXLayer_1', 'charge_PXLayer_12']);
  expect(nearestNames('adc', names, 2)).toEqual([]);
});
