import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { ByteSource } from '../../../server/storage/byte-source.ts';
import type { DqmFile } from '../../../server/read/dqm-file.ts';
import { openDqmFile } from '../../../server/read/open.ts';
import { Bytes, expected, json, plain, sampleBytes, samplePath, SparseBytes } from './sample.ts';

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
  ...['none', 'zlib', 'lzma', 'lz4', 'zstd'].map((name) => `compression-${name}`),
];

describe.each(samples)('the MEs of %s', (name) => {
  const { run, elements } = expected(name);

  it('are of its run', async () => {
    expect((await opened(samplePath(`${name}.root`))).run).toBe(run);
  });

  it.each(Object.keys(elements))('%s is as ROOT has it', async (place) => {
    const file = await opened(samplePath(`${name}.root`));
    expect(plain(await file.read(place))).toEqual(elements[place]);
  });

  it('are all listed', async () => {
    const file = await opened(samplePath(`${name}.root`));
    expect(await file.list()).toEqual(expect.arrayContaining(Object.keys(elements)));
  });
});

describe('a histogram of several blocks of compression', () => {
  it.each(['lzma', 'zstd'])('is put together (%s)', async (method) => {
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
  it('is read by its 64-bit places', async () => {
    const { elements } = expected('wide');
    const bytes = new SparseBytes(json('wide-bytes.json'));
    expect(bytes.size).toBeGreaterThan(2 ** 31);
    const file = await opened(bytes);
    for (const [place, element] of Object.entries(elements)) expect(plain(await file.read(place))).toEqual(element);
    expect(await file.list()).toEqual(Object.keys(elements));
  });
});

describe('what is no ME', () => {
  it.each([
    ['canvas', 'TCanvas'],
    ['named', 'TNamed'],
    ['function', 'TF1'],
    ['sparse', 'THnSparseT<TArrayF>'],
  ])('%s is of the wrong type', async (name, className) => {
    const file = await opened(samplePath('classes.root'));
    expect(await file.read(`Odd/${name}`)).toEqual({
      failure: 'WRONG_TYPE',
      reason: `it is a ${className}, which is no histogram`,
    });
  });

  it.each([
    ['Classes/Histograms/TH9X', 'the file has no TH9X in Classes/Histograms'],
    ['Classes/Nowhere/TH1F', 'the file has no folder Classes/Nowhere'],
    ['Elsewhere/TH1F', 'the file has no folder Elsewhere'],
    ['Classes/Histograms', 'Classes/Histograms is a folder'],
    ['Classes', '"Classes" is no path of an ME'],
    ['', '"" is no path of an ME'],
  ])('%j is missing', async (place, reason) => {
    const file = await opened(samplePath('classes.root'));
    expect(await file.read(place)).toEqual({ failure: 'MISSING_HISTOGRAM', reason });
    expect(await file.has(place)).toBe(false);
  });

  it('a histogram whose entries are not in bins is unreadable', async () => {
    const file = await opened(samplePath('features.root'));
    expect(await file.read('Contents/buffered')).toEqual({
      failure: 'UNREADABLE',
      reason: "10 of its entries are not in bins yet: it was written with ROOT's fill buffer",
    });
  });
});

describe('a path', () => {
  it('may begin with a slash', async () => {
    const file = await opened(samplePath('classes.root'));
    expect(await file.has('/Classes/Histograms/TH1F')).toBe(true);
    expect(await file.read('/Classes/Histograms/TH1F')).toEqual(await file.read('Classes/Histograms/TH1F'));
  });

  it('gives the highest cycle', async () => {
    const file = await opened(samplePath('names.root'));
    expect(await file.read('Names/cycled')).toMatchObject({ element: { contents: Int32Array.of(0, 3, 0, 0) } });
  });

  it('gives the ME, not the flag that says it is an efficiency', async () => {
    const file = await opened(samplePath('names.root'));
    expect(await file.read('Names/efficiency')).toMatchObject({ element: { className: 'TH1F' } });
    expect((await file.list()).filter((place) => place === 'Names/efficiency')).toHaveLength(1);
  });
});

describe('reading', () => {
  it('costs a small file one read', async () => {
    const bytes = new Bytes(sampleBytes('classes.root'));
    const file = await opened(bytes);
    for (const place of await file.list()) await file.read(place);
    expect(bytes.reads).toBe(1);
    expect(file.reads).toBe(1);
    expect(file.bytesRead).toBe(bytes.size);
  });

  it('gives the same after reading ahead', async () => {
    const { elements } = expected('wide');
    const file = await opened(new SparseBytes(json('wide-bytes.json')));
    await file.prefetch([...Object.keys(elements), 'Sub/nothing', 'Nowhere/nothing', 'nothing']);
    const reads = file.reads;
    for (const [place, element] of Object.entries(elements)) expect(plain(await file.read(place))).toEqual(element);
    // The descriptions of the classes remain.
    expect(file.reads).toBeLessThanOrEqual(reads + 1);
  });

  it('several MEs at once is as good as one after the other', async () => {
    const { elements } = expected('features');
    const file = await opened(samplePath('features.root'));
    const readings = await Promise.all(Object.keys(elements).map((place) => file.read(place)));
    expect(readings.map(plain)).toEqual(Object.values(elements));
  });

  it('notices when the file changes', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'hdqm-read-'));
    try {
      const place = path.join(folder, 'file.root');
      await writeFile(place, sampleBytes('features.root'));
      const file = await opened(place);
      expect(await file.changed()).toBe(false);
      await writeFile(place, sampleBytes('classes.root'));
      expect(await file.changed()).toBe(true);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
