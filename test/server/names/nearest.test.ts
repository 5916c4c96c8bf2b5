import { expect, it } from 'vitest';
import { nearestName } from '../../../server/names/nearest.ts';

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
