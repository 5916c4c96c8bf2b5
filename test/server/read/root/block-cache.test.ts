import { describe, expect, it } from 'vitest';
import { BlockCache } from '../../../../server/read/root/block-cache.ts';
import type { ByteSource } from '../../../../server/storage/byte-source.ts';

const megabyte = 1024 * 1024;

/** A file in which byte n is n modulo 251, and the ranges requested from it. */
class Counting implements ByteSource {
  readonly size: number;
  readonly ranges: (readonly [offset: number, length: number])[] = [];
  failures = 0;

  constructor(size: number) {
    this.size = size;
  }

  read(offset: number, length: number): Promise<Uint8Array> {
    this.ranges.push([offset, length]);
    if (this.failures-- > 0) return Promise.reject(new Error('EIO'));
    return Promise.resolve(bytesFrom(offset, length));
  }

  changed(): Promise<boolean> {
    return Promise.resolve(false);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

const pattern = Uint8Array.from({ length: 2 * 251 }, (_, index) => index % 251);

function bytesFrom(offset: number, length: number): Buffer {
  return Buffer.alloc(length, pattern.subarray(offset % 251, (offset % 251) + 251));
}

describe('a block cache', () => {
  it('reads a small file as a whole', async () => {
    const source = new Counting(3 * megabyte + 7);
    const cache = new BlockCache(source);
    expect(await cache.read(10, 5)).toEqual(bytesFrom(10, 5));
    expect(await cache.read(source.size - 5, 5)).toEqual(bytesFrom(source.size - 5, 5));
    expect(source.ranges).toEqual([[0, source.size]]);
    expect([cache.reads, cache.bytesRead]).toEqual([1, source.size]);
  });

  it('reads the aligned blocks needed of a large file', async () => {
    const source = new Counting(100 * megabyte);
    const cache = new BlockCache(source);
    await cache.read(50 * megabyte + 17, 100);
    await cache.read(50 * megabyte + 3000, 100);
    await cache.read(20 * megabyte, 1);
    expect(source.ranges).toEqual([
      [50 * megabyte, megabyte],
      [20 * megabyte, megabyte],
    ]);
  });

  it('joins several blocks', async () => {
    const source = new Counting(100 * megabyte);
    const cache = new BlockCache(source);
    const offset = 30 * megabyte - 11;
    expect((await cache.read(offset, 2 * megabyte)).equals(bytesFrom(offset, 2 * megabyte))).toBe(true);
    expect(source.ranges).toEqual([[29 * megabyte, 3 * megabyte]]);
  });

  it('prefetches more and more blocks during sequential reads', async () => {
    const source = new Counting(64 * megabyte);
    const cache = new BlockCache(source);
    for (let offset = 0; offset < source.size; offset += megabyte / 4) await cache.read(offset, 100);
    expect(source.ranges.length).toBeLessThan(12);
    expect(cache.bytesRead).toBe(source.size);
  });

  it('evicts the least recently used blocks', async () => {
    const source = new Counting(200 * megabyte);
    const cache = new BlockCache(source);
    for (let block = 0; block < 200; block += 2) await cache.read(block * megabyte, 1);
    const reads = cache.reads;
    await cache.read(198 * megabyte, 1);
    expect(cache.reads).toBe(reads);
    await cache.read(0, 1);
    expect(cache.reads).toBe(reads + 1);
  });

  it('shares a read between concurrent calls', async () => {
    const source = new Counting(100 * megabyte);
    const cache = new BlockCache(source);
    await Promise.all([1, 2, 3].map((offset) => cache.read(40 * megabyte + offset, 10)));
    expect(cache.reads).toBe(1);
  });

  it('reads again after a failure', async () => {
    const source = new Counting(megabyte);
    source.failures = 1;
    const cache = new BlockCache(source);
    await expect(cache.read(0, 10)).rejects.toThrow('EIO');
    expect(await cache.read(0, 10)).toEqual(bytesFrom(0, 10));
  });

  it.each([
    [-1, 5],
    [90, 20],
    [200, 1],
    [0, Number.NaN],
  ])('rejects a range outside of the file: %d, %d', async (offset, length) => {
    await expect(new BlockCache(new Counting(100)).read(offset, length)).rejects.toThrow(RangeError);
  });
});
