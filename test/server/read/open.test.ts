import { afterEach, describe, expect, it } from 'vitest';
import type { DqmFile } from '../../../server/read/dqm-file.ts';
import { openDqmFile } from '../../../server/read/open.ts';
import { expected, plain, samplePath } from './sample.ts';

const open: DqmFile[] = [];

afterEach(async () => {
  for (const file of open.splice(0)) await file.close();
});

async function openSample(name: string): Promise<DqmFile> {
  const file = await openDqmFile(samplePath(name));
  open.push(file);
  return file;
}

describe.each([
  'classes',
  'features',
  'names',
  'compression-none',
  'compression-zlib',
  'compression-lzma',
  'compression-lz4',
  'compression-zstd',
])('the MEs of %s', (name) => {
  const { run, elements } = expected(name);

  it('has its run', async () => {
    expect((await openSample(`${name}.root`)).run).toBe(run);
  });

  it.each(Object.keys(elements))('reads %s as ROOT does', async (path) => {
    const file = await openSample(`${name}.root`);
    expect(plain(await file.read(path))).toEqual(elements[path]);
  });
});
