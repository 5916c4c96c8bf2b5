import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ByteSource } from '../../../server/storage/byte-source.ts';
import { openDqmFile } from '../../../server/read/open.ts';
import { CorruptFileError, FileNotFoundError } from '../../../server/storage/errors.ts';
import { contentOf, recordsOf, withContent } from '../../fuzz/root-records.ts';
import { Bytes, expected, plain, sampleBytes, samplePath } from './sample.ts';

/** Opens bytes that are no good file, and says why; the source must be closed. */
async function refusal(source: Bytes): Promise<string> {
  const error = await openDqmFile(source).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(error).toBeInstanceOf(CorruptFileError);
  expect(source.closed).toBe(1);
  return (error as Error).message;
}

/** Where the name in a record's header is: its first occurrence, as the lists of folders come later. */
function recordOf(bytes: Buffer, name: string): number {
  const at = bytes.indexOf(name, 'latin1');
  expect(at).toBeGreaterThan(0);
  return at;
}

describe('a file that is no whole DQM file is refused', () => {
  it('when it is empty', async () => {
    expect(await refusal(new Bytes(Buffer.alloc(0)))).toBe('it is empty (0 bytes): was it only just created?');
  });

  it('when it is something else', async () => {
    const page = Buffer.from('<html><body>503 Service Unavailable</body></html>');
    expect(await refusal(new Bytes(page))).toBe('it is no ROOT file: it begins with "<html><body>503 "');
    expect(await refusal(new Bytes(Buffer.from('r')))).toBe('it is no ROOT file: it begins with "r"');
    expect(await refusal(new Bytes(Buffer.from([0x1f, 0x8b, 8, 0])))).toBe(
      'it is no ROOT file: it begins with the bytes 1f 8b 08 00',
    );
    expect(await refusal(new Bytes(Buffer.alloc(5000)))).toBe(
      'it is no ROOT file: it begins with 100 zeros; was its copying broken off?',
    );
    expect(await refusal(new Bytes(Buffer.from('root')))).toBe('its header is garbled');
  });

  it.each([0.5, 0.9])('when only a part of it is there (%d)', async (part) => {
    const whole = sampleBytes('features.root');
    const length = Math.floor(whole.length * part);
    expect(await refusal(new Bytes(whole.subarray(0, length)))).toBe(
      `cut short: its header says ${count(whole.length)} bytes, it has ${count(length)}; is it still being copied?`,
    );
  });

  it('when it was copied in advance of its contents', async () => {
    const bytes = sampleBytes('features.root');
    bytes.fill(0, 2000);
    expect(await refusal(new Bytes(bytes))).toMatch(/^its list of contents cannot be read: /);
  });

  it('when it was never closed', async () => {
    const bytes = sampleBytes('features.root');
    // The place of the top folder's list: behind header, key and name.
    const folder = 100 + bytes.readUInt32BE(28);
    bytes.writeUInt32BE(0, folder + 26);
    expect(await refusal(new Bytes(bytes))).toBe(
      'it was never closed: it has no list of contents; did the job that wrote it crash?',
    );
  });

  it('when it holds something else than monitor elements', async () => {
    expect(await refusal(new Bytes(sampleBytes('no-dqm.root')))).toBe('it is no DQM file: it has no folder DQMData');
  });

  it('when it holds several runs', async () => {
    expect(await refusal(new Bytes(sampleBytes('two-runs.root')))).toBe(
      'it has the MEs of several runs (Run 356789, Run 356790)',
    );
  });
});

describe('a file that cannot be read', () => {
  it('is told from one that is gone', async () => {
    await expect(openDqmFile(samplePath('nowhere.root'))).rejects.toThrow(FileNotFoundError);
    await expect(openDqmFile(samplePath(''))).rejects.toMatchObject({ code: 'EISDIR' });
  });

  it.runIf(process.platform === 'linux')('leaves nothing open', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'hdqm-read-'));
    try {
      const place = path.join(folder, 'broken.root');
      await writeFile(place, sampleBytes('features.root').subarray(0, 5000));
      const before = (await readdir('/proc/self/fd')).length;
      for (const name of [place, folder, path.join(folder, 'nowhere.root')]) {
        await expect(openDqmFile(name)).rejects.toThrow(Error);
      }
      const file = await openDqmFile(samplePath('features.root'));
      await file.close();
      expect((await readdir('/proc/self/fd')).length).toBe(before);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('passes on what the file system says', async () => {
    const failing = new Bytes(sampleBytes('features.root'));
    failing.read = () => Promise.reject(Object.assign(new Error('EIO: i/o error'), { code: 'EIO', syscall: 'read' }));
    await expect(openDqmFile(failing)).rejects.toMatchObject({ code: 'EIO' });
    expect(failing.closed).toBe(1);
  });

  it('says that it became shorter while it was read', async () => {
    const whole = sampleBytes('features.root');
    const source = new Bytes(whole.subarray(0, 9000), whole.length);
    expect(await refusal(source)).toBe(
      `it became shorter while it was read: 9,000 bytes are left of ${count(whole.length)}; is it being written anew?`,
    );
  });
});

describe('damage in one place', () => {
  it.each(['none', 'zlib', 'lzma', 'lz4', 'zstd'])('costs only the ME that is there (%s)', async (method) => {
    const name = `compression-${method}`;
    const bytes = sampleBytes(`${name}.root`);
    const header = recordOf(bytes, 'uneven');
    bytes.fill(0, header + 60, header + 124);
    const file = await openDqmFile(new Bytes(bytes));
    expect(await file.read('Sub/uneven')).toMatchObject({ failure: 'UNREADABLE' });
    expect(plain(await file.read('Sub/small'))).toEqual(expected(name).elements['Sub/small']);
  });

  it.each(['zlib', 'lzma', 'lz4'])('that changes one bit is found by the checksum (%s)', async (method) => {
    const bytes = sampleBytes(`compression-${method}.root`);
    const at = recordOf(bytes, 'uneven') + 200;
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    const file = await openDqmFile(new Bytes(bytes));
    expect(await file.read('Sub/uneven')).toMatchObject({ failure: 'UNREADABLE' });
  });

  it('where a record should be is told from a histogram', async () => {
    const bytes = sampleBytes('compression-none.root');
    const name = recordOf(bytes, 'small');
    bytes.write('other', name, 'latin1');
    const file = await openDqmFile(new Bytes(bytes));
    expect(await file.read('Sub/small')).toMatchObject({
      failure: 'UNREADABLE',
      reason: expect.stringMatching(/^at byte [\d,]+ there is not the record that its folder lists$/) as string,
    });
  });

  it('in the list of a folder costs the MEs in it, and says which folder', async () => {
    const bytes = sampleBytes('features.root');
    // The last place that names this ME is the list of its folder.
    const list = bytes.lastIndexOf('stat_overflows', undefined, 'latin1');
    bytes.fill(0xff, list - 30, list);
    const file = await openDqmFile(new Bytes(bytes));
    expect(await file.read('Contents/weighted')).toMatchObject({
      failure: 'UNREADABLE',
      reason: expect.stringMatching(/^the folder Contents\/Run summary cannot be read: /) as string,
    });
    expect(plain(await file.read('Axes/variable'))).toEqual(expected('features').elements['Axes/variable']);
    await expect(file.has('Contents/weighted')).rejects.toThrow(CorruptFileError);
    await expect(file.list()).rejects.toThrow(CorruptFileError);
    await expect(file.prefetch(['Contents/weighted', 'Axes/variable'])).resolves.toBeUndefined();
  });

  it('in the descriptions of the classes makes the file unreadable', async () => {
    const bytes = sampleBytes('features.root');
    const descriptions = bytes.readUInt32BE(37);
    bytes.fill(0, descriptions + 80, descriptions + 200);
    const file = await openDqmFile(new Bytes(bytes));
    await expect(file.read('Axes/variable')).rejects.toThrow(/^its descriptions of classes cannot be read: /);
  });
});

describe('a record that decompresses to a thousand times its bytes', () => {
  it('is not decompressed where it would take all memory', async () => {
    const bytes = sampleBytes('compression-zlib.root');
    const record = recordsOf(bytes).find(({ name }) => name === 'small');
    if (!record) throw new Error('the sample has no such ME');
    const length = 2 ** 24 - 1;
    const zeros = deflateSync(Buffer.alloc(length));
    const block = Buffer.concat([Buffer.from('ZL\x08'), Buffer.alloc(6), zeros]);
    block.writeUIntLE(zeros.length, 3, 3);
    block.writeUIntLE(length, 6, 3);
    const bomb = Buffer.concat(Array.from({ length: 20 }, () => block));
    const file = await openDqmFile(new Bytes(withContent(bytes, record, bomb, 20 * length)));
    expect(await file.read('Sub/small')).toMatchObject({
      failure: 'UNREADABLE',
      reason: 'it claims to be 335,544,300 bytes long, more than 268,435,456 are not read',
    });
  });
});

describe('a class that is described with members of no type', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('costs the MEs of that class, with what jsroot says of it as a reason, and nothing is printed', async () => {
    const printed = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const bytes = sampleBytes('compression-zlib.root');
    const descriptions = recordsOf(bytes).find(({ name }) => name === 'StreamerInfo');
    if (!descriptions) throw new Error('the sample has no descriptions of its classes');
    const content = await contentOf(bytes, descriptions);
    const title = 'Number of bins';
    content.writeInt32BE(259, content.indexOf(title, content.indexOf('fNbins')) + title.length);
    const file = await openDqmFile(new Bytes(withContent(bytes, descriptions, content)));
    expect(await file.read('Sub/small')).toMatchObject({
      failure: 'UNREADABLE',
      reason: expect.stringMatching(/is not decodable as TH1F.*fail to provide function for fNbins \(int\)/) as string,
    });
    expect(printed).not.toHaveBeenCalled();
  });
});

describe('whatever bytes are changed', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it.each([
    ['classes', 100],
    ['names', 100],
    ['compression-none', 300],
    ['compression-zlib', 100],
    ['compression-lzma', 25],
    ['compression-lz4', 100],
    ['compression-zstd', 100],
  ])('%s gives readings or is called damaged, and nothing is printed', async (name, rounds) => {
    const printed = (['log', 'warn', 'error'] as const).map((method) =>
      vi.spyOn(console, method).mockImplementation(() => undefined),
    );
    const good = sampleBytes(`${name}.root`);
    const random = randomNumbers(name.length);
    const outcomes = { damaged: 0, read: 0, unreadable: 0 };
    for (let round = 0; round < rounds; round++) {
      const source = new Bytes(garbled(good, random));
      outcomes[await outcomeOf(source)]++;
      expect(source.closed).toBe(1);
    }
    expect(outcomes.damaged).toBeGreaterThan(0);
    expect(outcomes.unreadable).toBeGreaterThan(0);
    for (const method of printed) expect(method).not.toHaveBeenCalled();
  });
});

/** Reads all that a file has; throws what is neither a reading nor a DamagedFileError. */
async function outcomeOf(source: ByteSource): Promise<'damaged' | 'read' | 'unreadable'> {
  try {
    const file = await openDqmFile(source);
    try {
      let readable = true;
      for (const place of await file.list()) {
        const reading = await file.read(place);
        if ('failure' in reading && reading.failure === 'UNREADABLE') readable = false;
      }
      return readable ? 'read' : 'unreadable';
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof CorruptFileError) return 'damaged';
    throw error;
  }
}

/** One byte, a run of zeros, bytes in many places, or a length or place that cannot be. */
function garbled(good: Buffer, random: () => number): Buffer {
  const bytes = Buffer.from(good);
  const somewhere = (): number => Math.floor(random() * (bytes.length - 64));
  switch (Math.floor(random() * 4)) {
    case 0:
      bytes[somewhere()] = Math.floor(random() * 256);
      break;
    case 1: {
      const at = somewhere();
      bytes.fill(0, at, at + 1 + Math.floor(random() * 63));
      break;
    }
    case 2:
      for (let count = 0; count < 8; count++) bytes[somewhere()] = Math.floor(random() * 256);
      break;
    default:
      bytes.writeUInt32BE([0xffffffff, 0x7fffffff, 0x40000000, 0x00ffffff][Math.floor(random() * 4)] ?? 0, somewhere());
  }
  return bytes;
}

/** Numbers from 0 to 1, always the same ones for a seed. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

function count(bytes: number): string {
  return bytes.toLocaleString('en-US');
}
