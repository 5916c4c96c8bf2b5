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
] as const)('of %j in %j is %j', (word, candidates, near) => {
  expect(nearestName(word, candidates)).toBe(near);
});
