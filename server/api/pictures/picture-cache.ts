import { createHash } from 'node:crypto';
import type { LRUCache } from 'lru-cache';
import type { MemoryCaches } from '../../store/cache/memory-caches.ts';
import type { ApiQuery } from '../../pictures/picture-module.ts';
import type { Validation } from '../columns/response-cache.ts';

/** The result of a query, with what it needs to be validated later. */
export interface QueryAnswer {
  readonly data: unknown;
  /** Changes when the data change; undefined if they depend on more than the database. */
  readonly etag: string | undefined;
}

/** Executes a query; with the ETag of an earlier result, the data of an unchanged one are not made. */
export type ValidatedQuery = (...query: [...Parameters<ApiQuery>, validation: Validation]) => Promise<QueryAnswer>;

/** A query of a picture, with the ETag of its result. */
interface UsedQuery {
  readonly query: Parameters<ApiQuery>;
  readonly etag: string | undefined;
}

/** A picture with its validators. */
export interface CachedPicture {
  readonly bytes: Uint8Array;
  readonly etag: string;
}

interface Entry extends CachedPicture {
  /** The database's snapshot for which it is known to be fresh. */
  snapshot: string;
  readonly queries: readonly UsedQuery[];
}

/** Memory of an entry in addition to its key and bytes: its queries. */
const entryBytes = 20_000;

/**
 * Caches pictures by their address. As a cached response, a picture is fresh while the database has the same snapshot; then its queries are
 * executed, and where their ETags are the same, it need not be drawn.
 */
export class PictureCache {
  private readonly version: string;
  private readonly snapshot: () => Promise<string>;
  private readonly query: ValidatedQuery;
  private readonly entries: LRUCache<string, Entry>;
  private readonly pending = new Map<string, Promise<CachedPicture | { readonly refused: unknown }>>();

  /** `version` is that of the program, which draws. */
  constructor(version: string, snapshot: () => Promise<string>, query: ValidatedQuery, caches: MemoryCaches) {
    this.version = version;
    this.snapshot = snapshot;
    this.query = query;
    this.entries = caches.create('plotPictures', {
      sizeCalculation: ({ bytes }, key) => entryBytes + 2 * key.length + bytes.length,
    });
  }

  /**
   * Returns a picture, drawn only if it is not cached; or what `draw` returns in place of a picture. `draw` gets the function that executes queries.
   * Requests for the same picture at the same time wait for one.
   */
  async find<Refusal>(
    key: string,
    draw: (query: ApiQuery) => Promise<Uint8Array | Refusal>,
  ): Promise<CachedPicture | { readonly refused: Refusal }> {
    let found = this.pending.get(key);
    if (!found) {
      found = this.load(key, draw).finally(() => this.pending.delete(key));
      this.pending.set(key, found);
    }
    return found as Promise<CachedPicture | { readonly refused: Refusal }>;
  }

  private async load<Refusal>(
    key: string,
    draw: (query: ApiQuery) => Promise<Uint8Array | Refusal>,
  ): Promise<CachedPicture | { readonly refused: Refusal }> {
    // From before the queries: the next request notices what is written meanwhile.
    const snapshot = await this.snapshot();
    const entry = this.entries.get(key);
    if (entry && (entry.snapshot === snapshot || (await this.isUnchanged(entry, snapshot)))) {
      entry.snapshot = snapshot;
      return entry;
    }
    const queries: UsedQuery[] = [];
    const drawn = await draw(async (...query) => {
      const { data, etag } = await this.query(...query, { snapshot });
      queries.push({ query, etag });
      return data;
    });
    if (!(drawn instanceof Uint8Array)) return { refused: drawn };
    const made = { bytes: drawn, etag: this.etagOf(key, queries), snapshot, queries };
    if (queries.every(({ etag }) => etag !== undefined)) this.entries.set(key, made);
    return made;
  }

  private async isUnchanged({ queries }: Entry, snapshot: string): Promise<boolean> {
    for (const { query, etag = '' } of queries) {
      const answer = await this.query(...query, { snapshot, cached: { etag } });
      if (answer.etag !== etag) return false;
    }
    return true;
  }

  private etagOf(key: string, queries: readonly UsedQuery[]): string {
    // Queries are executed in parallel, in any order.
    const parts = queries.map(({ query, etag }) => `${JSON.stringify(query[1])} ${etag}`).sort();
    return createHash('sha256')
      .update([this.version, key, ...parts].join('\n'))
      .digest('base64url');
  }
}
