/** The caches in the memory of a process. Together they have one limit, of which each has a share. */
import { LRUCache } from 'lru-cache';
import { cacheMegabytes } from '../../retry/policy.ts';

/** What is cached, and the percentage of the limit that it may take. */
const shares = {
  /** Points, by run and subsystem. */
  points: 50,
  /** Compressed responses. */
  responses: 18,
  /** Histograms, and MEs over runs. */
  histograms: 10,
  /** Columns of trends as JSON. */
  columnJson: 5,
  /** Pictures of plots. */
  plotPictures: 5,
  /** Valid GraphQL documents. */
  documents: 4,
  /** Judgements of the values of runs. */
  judgements: 3,
  /** Anomalies, by criteria. */
  anomalies: 2,
  /** Pictures of histograms. */
  histogramPictures: 1,
  /** Trends of subsystems. */
  trends: 1,
  /** Verdicts about the size of GraphQL documents. */
  documentVerdicts: 1,
} as const;

export type CacheName = keyof typeof shares;

/** What of lru-cache a cache chooses itself. */
type CacheOptions<Value extends NonNullable<unknown>, FetchContext> = Pick<
  LRUCache.Options<string, Value, FetchContext>,
  'fetchMethod' | 'ignoreFetchAbort'
> & {
  /** Bytes of memory that an entry takes. */
  readonly sizeCalculation: (value: Value, key: string) => number;
};

/** The caches of a process. */
export class MemoryCaches {
  private readonly limit: number;
  private readonly bytesOf = new Map<CacheName, () => number>();

  /** `megabytes`: limit of all caches together, in MiB (CACHE_MB). */
  constructor(megabytes = cacheMegabytes) {
    this.limit = megabytes * 1024 * 1024;
  }

  /** How many bytes a cache may take. */
  limitOf(name: CacheName): number {
    return Math.floor((this.limit * shares[name]) / 100);
  }

  /** Creates a cache. Entries beyond its limit replace those that were not used for the longest time. Throws where the cache exists. */
  create<Value extends NonNullable<unknown>, FetchContext = unknown>(
    name: CacheName,
    options: CacheOptions<Value, FetchContext>,
  ): LRUCache<string, Value, FetchContext> {
    if (this.bytesOf.has(name)) throw new Error(`the cache of ${name} exists already`);
    const cache = new LRUCache<string, Value, FetchContext>({ ...options, maxSize: this.limitOf(name) });
    this.bytesOf.set(name, () => cache.calculatedSize);
    return cache;
  }

  /** The caches that were created, with the bytes that they take. */
  usage(): { readonly cache: CacheName; readonly bytes: number }[] {
    return Array.from(this.bytesOf, ([cache, bytes]) => ({ cache, bytes: bytes() }));
  }
}
