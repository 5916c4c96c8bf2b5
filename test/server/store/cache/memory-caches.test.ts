import { describe, expect, it } from 'vitest';
import { type CacheName, MemoryCaches } from '../../../../server/store/cache/memory-caches.ts';

/** All of them. */
const names = {
  points: 0,
  responses: 0,
  histograms: 0,
  plotPictures: 0,
  documents: 0,
  judgements: 0,
  histogramPictures: 0,
  anomalies: 0,
  trends: 0,
  columnJson: 0,
  documentVerdicts: 0,
} satisfies Record<CacheName, number>;
const mebibyte = 1024 * 1024;
const entries = { sizeCalculation: ({ length }: Uint8Array) => length };

describe('the caches of a process', () => {
  it('may together take the given memory', () => {
    const caches = new MemoryCaches(64);
    const limits = (Object.keys(names) as CacheName[]).map((name) => caches.limitOf(name));
    expect(Math.min(...limits)).toBeGreaterThan(0);
    const sum = limits.reduce((total, limit) => total + limit, 0);
    expect(sum).toBeLessThanOrEqual(64 * mebibyte);
    expect(sum).toBeGreaterThan(64 * mebibyte - limits.length);
  });

  it('drop what was not used for the longest time', () => {
    const caches = new MemoryCaches(100);
    const cache = caches.create<Uint8Array>('trends', entries); // 1 MiB
    for (const key of ['a', 'b', 'c']) cache.set(key, new Uint8Array(0.3 * mebibyte));
    cache.get('a');
    cache.set('d', new Uint8Array(0.3 * mebibyte));
    expect([...cache.keys()].toSorted()).toEqual(['a', 'c', 'd']);
    expect(caches.usage()).toEqual([{ cache: 'trends', bytes: 3 * Math.floor(0.3 * mebibyte) }]);
  });

  it('are created once each', () => {
    const caches = new MemoryCaches();
    caches.create<Uint8Array>('points', entries);
    expect(() => caches.create<Uint8Array>('points', entries)).toThrow('the cache of points exists already');
  });
});
