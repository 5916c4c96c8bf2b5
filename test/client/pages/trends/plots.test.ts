import { expect, it } from 'vitest';
import type { ListedTrendFragment } from '../../../../client/generated/operations.ts';
import { arrangePlots, distinctParts } from '../../../../client/pages/trends/plots.ts';

const trend = (name: string, title = name): ListedTrendFragment => ({
  id: name,
  config: { id: name, name, title, yTitle: 'unit', metric: 'basic.Mean()', paths: { main: ['Tracking/All/h'] } },
});
const group = (name: string, ...members: string[]) => ({ name, title: `The ${name}`, yTitle: '', members });

it('puts groups first, then the trends without a group', () => {
  const plots = arrangePlots([trend('a'), trend('b'), trend('c')], [group('pair', 'c', 'a')]);
  expect(plots.map(({ title, trends }) => [title, ...trends.map(({ id }) => id)])).toEqual([
    ['The pair', 'c', 'a'],
    ['b', 'b'],
  ]);
  expect(plots.map(({ group }) => group)).toEqual(['pair', null]);
  expect(plots[0]?.yTitle).toBe('unit');
});

it('draws a trend on its own if its group has no other with data', () => {
  expect(arrangePlots([trend('a')], [group('pair', 'a', 'missing')]).map(({ group, key }) => [group, key])).toEqual([
    [null, 'a'],
  ]);
});

it('uses the name of a config without a title of its own', () => {
  expect(arrangePlots([trend('a', 'unit'), trend('b', 'Better')], []).map(({ title }) => title)).toEqual([
    'a',
    'Better',
  ]);
});

it.each([
  [
    ['charge_Layer1_mpv', 'charge_Layer2_mpv'],
    ['Layer1', 'Layer2'],
  ],
  [
    ['a_b', 'a_c', 'a_d'],
    ['b', 'c', 'd'],
  ],
  [
    ['same', 'same_more'],
    ['same', 'same_more'],
  ],
  [['alone_x'], ['alone_x']],
  [
    ['Plus', 'Minus'],
    ['Plus', 'Minus'],
  ],
])('labels the series %j with %j', (names, parts) => {
  expect(distinctParts(names)).toEqual(parts);
});
