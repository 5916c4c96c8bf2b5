import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { ByteSource } from '../../../server/storage/byte-source.ts';
import type { DqmFile, ListedElement } from '../../../server/read/dqm-file.ts';
import { openDqmFile } from '../../../server/read/open.ts';
import { Bytes, expected, json, plain, sampleBytes, samplePath, SparseBytes, pathsOf } from './sample.ts';

const open: DqmFile[] = [];

afterEach(async () => {
  for (const file of open.splice(0)) await file.close();
});

async function opened(source: string | ByteSource): Promise<DqmFile> {
  const file = await openDqmFile(source);
  open.push(file);
  return file;
}

const samples = [
  'classes',
  'features',
  'names',
  'buffers',
  ...['none', 'zlib', 'lzma', 'lz4', 'zstd'].map((name) => `compression-${name}`),
];

describe.each(samples)('%s', (name) => {
  const { run, elements } = expected(name);

  it('has the expected run', async () => {
    expect((await opened(samplePath(`${name}.root`))).run).toBe(run);
  });

  it.each(Object.keys(elements))('%s is read as by ROOT', async (path) => {
    const file = await opened(samplePath(`${name}.root`));
    expect(plain(await file.read(path))).toEqual(elements[path]);
  });

  it('lists all MEs', async () => {
    const file = await opened(samplePath(`${name}.root`));
    expect(pathsOf(await file.list())).toEqual(expect.arrayContaining(Object.keys(elements)));
  });
});

describe('a histogram of several compression blocks', () => {
  it.each(['lzma', 'zstd'])('is joined (%s)', async (method) => {
    const file = await opened(samplePath(`compression-${method}.root`));
    const reading = await file.read('Large/large');
    if (!('element' in reading) || reading.element.kind !== 'histogram') throw new TypeError(JSON.stringify(reading));
    const { contents } = reading.element;
    if (!(contents instanceof Float32Array)) throw new TypeError('a TH2F has floats');
    const last = 2102 * 2102 - 1;
    expect(contents.length).toBe(last + 1);
    expect([contents[0], contents[1], contents[last - 1], contents[last]]).toEqual([0, 1, 0, last % 1000]);
    expect(contents.reduce((sum, content) => sum + content, 0)).toBe(1 + (last % 1000));
  });
});

describe('a file of more than 2 GB', () => {
  it('is read by 64-bit offsets', async () => {
    const { elements } = expected('wide');
    const bytes = new SparseBytes(json('wide-bytes.json'));
    expect(bytes.size).toBeGreaterThan(2 ** 31);
    const file = await opened(bytes);
    for (const [path, element] of Object.entries(elements)) expect(plain(await file.read(path))).toEqual(element);
    expect(pathsOf(await file.list())).toEqual(Object.keys(elements));
  });
});

describe('reading fails', () => {
  it.each([
    ['canvas', 'TCanvas'],
    ['named', 'TNamed'],
    ['function', 'TF1'],
    ['sparse', 'THnSparseT<TArrayF>'],
  ])('for the wrong type of %s', async (name, className) => {
    const file = await opened(samplePath('classes.root'));
    expect(await file.read(`Odd/${name}`)).toEqual({
      failure: 'WRONG_TYPE',
      reason: `a ${className} is not a histogram`,
    });
  });

  it.each([
    ['Classes/Histograms/TH9X', 'ME TH9X not found in Classes/Histograms'],
    ['Classes/Nowhere/TH1F', 'folder Classes/Nowhere not found in the file'],
    ['Elsewhere/TH1F', 'folder Elsewhere not found in the file'],
    ['Classes/Histograms', 'Classes/Histograms is a folder'],
    ['Classes', '"Classes" is not an ME path'],
    ['', '"" is not an ME path'],
  ])('for the missing path %j', async (path, reason) => {
    const file = await opened(samplePath('classes.root'));
    expect(await file.read(path)).toEqual({ failure: 'MISSING_HISTOGRAM', reason });
    expect(await file.has(path)).toBe(false);
  });
});

describe('a histogram whose entries are still buffered', () => {
  it('has the limits of its axis chosen by the entries', async () => {
    const file = await opened(samplePath('features.root'));
    expect(await file.read('Contents/buffered')).toMatchObject({
      element: { axes: [{ bins: 5, min: -0.09, max: 9.09 }], entries: 10 },
    });
  });

  it.each([
    ['integer', 'have no axis limits, and ROOT would choose bins of a power of two or of integers'],
    ['power_of_two', 'have no axis limits, and ROOT would choose bins of a power of two or of integers'],
    ['not_finite', 'have no axis limits, and are not finite'],
    ['extended', 'have limits on axes that ROOT extends'],
    ['extended_2d', 'have limits on axes that ROOT extends'],
  ])('is not read where its limits are unknown (%s)', async (name, reason) => {
    const file = await opened(samplePath('buffers.root'));
    expect(await file.read(`Unknown/${name}`)).toEqual({
      failure: 'UNREADABLE',
      reason: `1 entries in ROOT's fill buffer ${reason}`,
    });
  });

  it('is displayed with the entries in its bins', async () => {
    const file = await opened(samplePath('buffers.root'));
    const json = await file.readRootJson('Buffers/th1d', 1e6);
    expect('object' in json && JSON.parse(json.object)).toMatchObject({ fEntries: 60, fBuffer: [] });
  });
});

describe('a path', () => {
  it('may start with a slash', async () => {
    const file = await opened(samplePath('classes.root'));
    expect(await file.has('/Classes/Histograms/TH1F')).toBe(true);
    expect(await file.read('/Classes/Histograms/TH1F')).toEqual(await file.read('Classes/Histograms/TH1F'));
  });

  it('refers to the highest cycle', async () => {
    const file = await opened(samplePath('names.root'));
    expect(await file.read('Names/cycled')).toMatchObject({ element: { contents: Int32Array.of(0, 3, 0, 0) } });
  });

  it('refers to the ME, not to its efficiency flag', async () => {
    const file = await opened(samplePath('names.root'));
    expect(await file.read('Names/efficiency')).toMatchObject({ element: { className: 'TH1F' } });
    expect((await file.list()).filter(({ path }) => path === 'Names/efficiency')).toHaveLength(1);
  });
});

describe('reading', () => {
  it('lists a folder with its subfolders, and its MEs with class, size and text', async () => {
    const file = await opened(samplePath('features.root'));
    const listed = await file.list();
    const subsystems = await file.contents('');
    expect(subsystems?.elements).toEqual([]);
    const reached: ListedElement[] = [];
    const walk = async (folder: string): Promise<void> => {
      const contents = await file.contents(folder);
      reached.push(...(contents?.elements ?? []));
      for (const name of contents?.folders ?? []) await walk(folder === '' ? name : `${folder}/${name}`);
    };
    await walk('');
    expect(reached).toHaveLength(listed.length);
    expect(reached).toEqual(expect.arrayContaining(listed));
    for (const { path, className, text } of reached) {
      const reading = await file.read(path);
      if (!('element' in reading)) continue;
      expect(className).toBe(reading.element.className);
      expect(text === undefined).toBe(className !== 'TObjString');
    }
    expect(await file.contents('Nowhere')).toBeUndefined();
    expect(await file.contents(`/${subsystems?.folders[0]}/`)).toEqual(
      await file.contents(subsystems?.folders[0] ?? ''),
    );
  });

  it('needs one read for a small file', async () => {
    const bytes = new Bytes(sampleBytes('classes.root'));
    const file = await opened(bytes);
    for (const { path } of await file.list()) await file.read(path);
    expect(bytes.reads).toBe(1);
    expect(file.reads).toBe(1);
    expect(file.bytesRead).toBe(bytes.size);
  });

  it('returns the same result after prefetching', async () => {
    const { elements } = expected('wide');
    const file = await opened(new SparseBytes(json('wide-bytes.json')));
    await file.prefetch([...Object.keys(elements), 'Sub/nothing', 'Nowhere/nothing', 'nothing']);
    const reads = file.reads;
    for (const [path, element] of Object.entries(elements)) expect(plain(await file.read(path))).toEqual(element);
    // Only the class descriptions are not prefetched.
    expect(file.reads).toBeLessThanOrEqual(reads + 1);
  });

  it('returns the same result for concurrent reads', async () => {
    const { elements } = expected('features');
    const file = await opened(samplePath('features.root'));
    const readings = await Promise.all(Object.keys(elements).map((path) => file.read(path)));
    expect(readings.map(plain)).toEqual(Object.values(elements));
  });

  it('detects a modified file', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'hdqm-read-'));
    try {
      const fullPath = path.join(folder, 'file.root');
      await writeFile(fullPath, sampleBytes('features.root'));
      const file = await opened(fullPath);
      expect(await file.changed()).toBe(false);
      await writeFile(fullPath, sampleBytes('classes.root'));
      expect(await file.changed()).toBe(true);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
