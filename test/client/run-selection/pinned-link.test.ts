import { expect, it } from 'vitest';
import { pinnedLink } from '../../../client/run-selection/pinned-link.ts';

const page = 'https://hdqm.example/trends/Tracker/Tracks?pd=ZeroBias&ps=PromptReco';

it('lists the runs instead of the latest, and keeps the rest of the address', () => {
  const { searchParams, pathname } = new URL(
    pinnedLink(`${page}&latest=4&class=Collisions23&point=Tracks,3`, [1, 2, 3, 9]) ?? '',
  );
  expect(pathname).toBe('/trends/Tracker/Tracks');
  expect(Object.fromEntries(searchParams)).toEqual({
    pd: 'ZeroBias',
    ps: 'PromptReco',
    point: 'Tracks,3',
    runs: '1-3,9',
    significant: '0',
  });
});

it('is a range with the filters for more runs than an address can list', () => {
  const runs = Array.from({ length: 1000 }, (_, index) => 355_000 + 2 * index);
  const { searchParams } = new URL(pinnedLink(`${page}&latest=all&class=Collisions23`, runs) ?? '');
  expect(Object.fromEntries(searchParams)).toMatchObject({ runs: '355000-356998', class: 'Collisions23' });
  expect(searchParams.has('latest')).toBe(false);
});

it('is undefined where the address lists its runs already', () => {
  expect(pinnedLink(`${page}&runs=1-9`, [1, 2])).toBeUndefined();
  expect(pinnedLink(`${page}&golden=abcdefghijkl`, [1, 2])).toBeUndefined();
  expect(pinnedLink(page, [])).toBeUndefined();
});
