import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mapStackLine } from '../../../server/app/source-maps.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'hdqm-lines-'));
  // Line 2, column 1 of the built module is line 5, column 3 of the source.
  const map = { version: 3, sources: ['../source/sum.ts'], names: [], mappings: ';AAIE' };
  await writeFile(path.join(folder, 'sum.js.map'), JSON.stringify(map));
  await writeFile(path.join(folder, 'bad.js.map'), 'no map');
});
afterAll(() => rm(folder, { recursive: true }));

const at = (name: string, position: string): string =>
  `sum (${pathToFileURL(path.join(folder, name)).href}${position})`;

describe('mapStackLine', () => {
  it('maps a position to the source', () => {
    const source = pathToFileURL(path.join(path.dirname(folder), 'source/sum.ts')).href;
    expect(mapStackLine(at('sum.js', ':2:1'))).toBe(`sum (${source}:5:3)`);
  });

  it('leaves a line unchanged without a valid map', () => {
    for (const name of ['none.js', 'bad.js']) expect(mapStackLine(at(name, ':2:1'))).toBe(at(name, ':2:1'));
    expect(mapStackLine('at node:internal/process:1:2')).toBe('at node:internal/process:1:2');
  });
});
