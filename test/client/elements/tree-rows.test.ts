import { describe, expect, it } from 'vitest';
import { foldersAbove, matchRows, type ReadFolder, treeRows } from '../../../client/elements/tree-rows.ts';

const element = (path: string) => ({ path, className: 'TH1F', text: null, entries: 3 });
const folder = (folders: string[], paths: string[] = []): ReadFolder => ({
  state: 'READ',
  reason: null,
  folders,
  elements: paths.map(element),
});
const contents = new Map<string, ReadFolder>([
  ['', folder(['A', 'B'])],
  ['A', folder(['Inner'], ['A/one', 'A/name/with slash'])],
  ['A/Inner', folder([])],
]);
const rows = (...open: string[]) =>
  treeRows(new Set(open), (path) => contents.get(path)).map((row) => [
    row.level,
    row.kind === 'message' ? row.text : row.name,
  ]);

describe('treeRows', () => {
  it('lists the contents of open folders below them, subfolders before MEs', () => {
    expect(rows()).toEqual([
      [1, 'A'],
      [1, 'B'],
    ]);
    expect(rows('A', 'A/Inner')).toEqual([
      [1, 'A'],
      [2, 'Inner'],
      [3, 'Empty folder'],
      [2, 'one'],
      [2, 'name/with slash'],
      [1, 'B'],
    ]);
  });

  it('does not list what is in a closed folder, even where a folder in it is open', () => {
    expect(rows('A/Inner')).toEqual(rows());
  });

  it('has a message for a folder that is being read or cannot be read', () => {
    expect(rows('B')).toEqual([
      [1, 'A'],
      [1, 'B'],
      [2, 'Loading…'],
    ]);
    const failed = { ...folder([]), state: 'TIMED_OUT', reason: 'reading timed out' };
    expect(treeRows(new Set(), () => failed)).toMatchObject([{ kind: 'message', text: 'reading timed out' }]);
  });
});

describe('matchRows', () => {
  it('splits paths into folder and name', () => {
    expect(matchRows([element('A/Inner/one')])).toMatchObject([
      { name: 'one', folder: 'A/Inner', path: 'A/Inner/one' },
    ]);
  });
});

describe('foldersAbove', () => {
  it('lists the folders from the subsystem on', () => {
    expect(foldersAbove('A/Inner/one')).toEqual(['A', 'A/Inner']);
    expect(foldersAbove('')).toEqual([]);
  });
});
