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

/** Opens an invalid file and returns the reason of the CorruptFileError. The source must be closed. */
async function corruptReason(source: Bytes): Promise<string> {
  const error = await openDqmFile(source).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(error).toBeInstanceOf(CorruptFileError);
  expect(source.closed).toBe(1);
  return (error as Error).message;
}

/** Offset of the name in the header of a record: its first occurrence, since key lists come later. */
function recordOf(bytes: Buffer, name: string): number {
  const at = bytes.indexOf(name, 'latin1');
  expect(at).toBeGreaterThan(0);
  return at;
}

describe('opening fails', () => {
  it('for an empty file', async () => {
    expect(await corruptReason(new Bytes(Buffer.alloc(0)))).toBe('empty file (0 bytes)');
  });

  it('for another format', async () => {
    const page = Buffer.from('<html><body>503 Service Unavailable</body></html>');
    expect(await corruptReason(new Bytes(page))).toBe('not a ROOT file: starts with "<html><body>503 "');
    expect(await corruptReason(new Bytes(Buffer.from('r')))).toBe('not a ROOT file: starts with "r"');
    expect(await corruptReason(new Bytes(Buffer.from([0x1f, 0x8b, 8, 0])))).toBe(
      'not a ROOT file: starts with bytes 1f 8b 08 00',
    );
    expect(await corruptReason(new Bytes(Buffer.alloc(5000)))).toBe(
      'not a ROOT file: starts with 100 zero bytes (incomplete copy)',
    );
    expect(await corruptReason(new Bytes(Buffer.from('root')))).toBe('corrupt file header');
  });

  it.each([0.5, 0.9])('for a truncated file (%d)', async (part) => {
    const whole = sampleBytes('features.root');
    const length = Math.floor(whole.length * part);
    expect(await corruptReason(new Bytes(whole.subarray(0, length)))).toBe(
      `truncated: ${count(length)} of ${count(whole.length)} bytes`,
    );
  });

  it('for a file with zeros instead of its content', async () => {
    const bytes = sampleBytes('features.root');
    bytes.fill(0, 2000);
    expect(await corruptReason(new Bytes(bytes))).toMatch(/^directory not readable: /);
  });

  it('for a file that was not closed', async () => {
    const bytes = sampleBytes('features.root');
    // The offset of the key list of the top folder, after header, key and name.
    const folder = 100 + bytes.readUInt32BE(28);
    bytes.writeUInt32BE(0, folder + 26);
    expect(await corruptReason(new Bytes(bytes))).toBe(
      'file was not closed, so it has no directory: the job that wrote it probably crashed',
    );
  });

  it('for a ROOT file without monitor elements', async () => {
    expect(await corruptReason(new Bytes(sampleBytes('no-dqm.root')))).toBe('not a DQM file: no folder DQMData');
  });

  it('for a file of several runs', async () => {
    expect(await corruptReason(new Bytes(sampleBytes('two-runs.root')))).toBe(
      'not a DQM file of one run: contains Run 356789, Run 356790',
    );
  });
});

describe('a file that is not readable', () => {
  it('is distinguished from a missing one', async () => {
    await expect(openDqmFile(samplePath('nowhere.root'))).rejects.toThrow(FileNotFoundError);
    await expect(openDqmFile(samplePath(''))).rejects.toMatchObject({ code: 'EISDIR' });
  });

  it.runIf(process.platform === 'linux')('leaves no file descriptor open', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'hdqm-read-'));
    try {
      const broken = path.join(folder, 'broken.root');
      await writeFile(broken, sampleBytes('features.root').subarray(0, 5000));
      const before = (await readdir('/proc/self/fd')).length;
      for (const name of [broken, folder, path.join(folder, 'nowhere.root')]) {
        await expect(openDqmFile(name)).rejects.toThrow(Error);
      }
      const file = await openDqmFile(samplePath('features.root'));
      await file.close();
      expect((await readdir('/proc/self/fd')).length).toBe(before);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('rejects with the error of the file system', async () => {
    const failing = new Bytes(sampleBytes('features.root'));
    failing.read = () => Promise.reject(Object.assign(new Error('EIO: i/o error'), { code: 'EIO', syscall: 'read' }));
    await expect(openDqmFile(failing)).rejects.toMatchObject({ code: 'EIO' });
    expect(failing.closed).toBe(1);
  });

  it('is reported if it is truncated while being read', async () => {
    const whole = sampleBytes('features.root');
    const source = new Bytes(whole.subarray(0, 9000), whole.length);
    expect(await corruptReason(source)).toBe(`truncated while being read: 9,000 of ${count(whole.length)} bytes left`);
  });
});

describe('corruption of one part', () => {
  it.each(['none', 'zlib', 'lzma', 'lz4', 'zstd'])('affects only the ME stored there (%s)', async (method) => {
    const name = `compression-${method}`;
    const bytes = sampleBytes(`${name}.root`);
    const header = recordOf(bytes, 'uneven');
    bytes.fill(0, header + 60, header + 124);
    const file = await openDqmFile(new Bytes(bytes));
    expect(await file.read('Sub/uneven')).toMatchObject({ failure: 'UNREADABLE' });
    expect(plain(await file.read('Sub/small'))).toEqual(expected(name).elements['Sub/small']);
  });

  it.each(['zlib', 'lzma', 'lz4'])('of one bit is found by the checksum (%s)', async (method) => {
    const bytes = sampleBytes(`compression-${method}.root`);
    const at = recordOf(bytes, 'uneven') + 200;
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    const file = await openDqmFile(new Bytes(bytes));
    expect(await file.read('Sub/uneven')).toMatchObject({ failure: 'UNREADABLE' });
  });

  it('of the header of a record is found', async () => {
    const bytes = sampleBytes('compression-none.root');
    const name = recordOf(bytes, 'small');
    bytes.write('other', name, 'latin1');
    const file = await openDqmFile(new Bytes(bytes));
    expect(await file.read('Sub/small')).toMatchObject({
      failure: 'UNREADABLE',
      reason: expect.stringMatching(/^the record at byte [\d,]+ differs from its entry in the folder$/) as string,
    });
  });

  it('of the key list of a folder affects the MEs in it, and the reason names the folder', async () => {
    const bytes = sampleBytes('features.root');
    // The last occurrence of the name is in the key list of its folder.
    const list = bytes.lastIndexOf('stat_overflows', undefined, 'latin1');
    bytes.fill(0xff, list - 30, list);
    const file = await openDqmFile(new Bytes(bytes));
    expect(await file.read('Contents/weighted')).toMatchObject({
      failure: 'UNREADABLE',
      reason: expect.stringMatching(/^folder Contents\/Run summary not readable: /) as string,
    });
    expect(plain(await file.read('Axes/variable'))).toEqual(expected('features').elements['Axes/variable']);
    await expect(file.has('Contents/weighted')).rejects.toThrow(CorruptFileError);
    await expect(file.list()).rejects.toThrow(CorruptFileError);
    await expect(file.prefetch(['Contents/weighted', 'Axes/variable'])).resolves.toBeUndefined();
  });

  it('of the class descriptions makes the file unreadable', async () => {
    const bytes = sampleBytes('features.root');
    const descriptions = bytes.readUInt32BE(37);
    bytes.fill(0, descriptions + 80, descriptions + 200);
    const file = await openDqmFile(new Bytes(bytes));
    await expect(file.read('Axes/variable')).rejects.toThrow(/^class descriptions not readable: /);
  });
});

describe('a record that decompresses to a thousand times its bytes', () => {
  it('is not decompressed if it would exceed the memory limit', async () => {
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
      reason: 'too large: 335,544,300 bytes decompressed, max. 268,435,456',
    });
  });
});

describe('a class description with a member of an unknown type', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('affects the MEs of that class, with the message of jsroot as a reason, and nothing is printed', async () => {
    const printed = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const bytes = sampleBytes('compression-zlib.root');
    const descriptions = recordsOf(bytes).find(({ name }) => name === 'StreamerInfo');
    if (!descriptions) throw new Error('the sample has no class descriptions');
    const content = await contentOf(bytes, descriptions);
    const title = 'Number of bins';
    content.writeInt32BE(259, content.indexOf(title, content.indexOf('fNbins')) + title.length);
    const file = await openDqmFile(new Bytes(withContent(bytes, descriptions, content)));
    expect(await file.read('Sub/small')).toMatchObject({
      failure: 'UNREADABLE',
      reason: expect.stringMatching(/^not decodable as TH1F.*fail to provide function for fNbins \(int\)/) as string,
    });
    expect(printed).not.toHaveBeenCalled();
  });
});

describe('with random bytes changed', () => {
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
  ])('%s results in MEs or a CorruptFileError, and prints nothing', async (name, rounds) => {
    const printed = (['log', 'warn', 'error'] as const).map((method) =>
      vi.spyOn(console, method).mockImplementation(() => undefined),
    );
    const good = sampleBytes(`${name}.root`);
    const random = randomNumbers(name.length);
    const outcomes = { corrupt: 0, read: 0, unreadable: 0 };
    for (let round = 0; round < rounds; round++) {
      const source = new Bytes(corrupted(good, random));
      outcomes[await outcomeOf(source)]++;
      expect(source.closed).toBe(1);
    }
    expect(outcomes.corrupt).toBeGreaterThan(0);
    expect(outcomes.unreadable).toBeGreaterThan(0);
    for (const method of printed) expect(method).not.toHaveBeenCalled();
  });
});

/** Reads all MEs of a file. Rethrows any error but a CorruptFileError. */
async function outcomeOf(source: ByteSource): Promise<'corrupt' | 'read' | 'unreadable'> {
  try {
    const file = await openDqmFile(source);
    try {
      let readable = true;
      for (const { path } of await file.list()) {
        const reading = await file.read(path);
        if ('failure' in reading && reading.failure === 'UNREADABLE') readable = false;
      }
      return readable ? 'read' : 'unreadable';
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof CorruptFileError) return 'corrupt';
    throw error;
  }
}

/** Changes one byte, a run of bytes to zeros, several bytes, or four bytes to an extreme length or offset. */
function corrupted(good: Buffer, random: () => number): Buffer {
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

/** Pseudorandom numbers between 0 and 1, reproducible by their seed. */
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
