/** What was read of files for viewers, in the database: it outlives restarts, and servers share it. */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { deflateRaw, inflateRawSync } from 'node:zlib';
import type { Database } from '../connection/database.ts';

/** Bytes of a row and its index entry beside the value. */
const rowBytes = 150;
/** Eviction leaves this part of the size, so that it is not needed after every request. */
const shareLeft = 0.9;
/** The size is checked by each process for the first time, and then whenever it has stored this part of the max. size. */
const shareUnchecked = 1 / 50;
/** The time of the last use is exact to this: a read writes nothing if it was recorded since. */
const useInterval = '1 hour';
const evictionLock = 0x48_44_51_43;

const compress = promisify(deflateRaw);

/** Texts by keys of any length; the least recently used ones are evicted. */
export class PreviewCache {
  private readonly database: Database;
  private readonly maxBytes: number;
  private readonly onFailure: (error: unknown) => void;
  private unchecked = Infinity;

  /** `onFailure` gets the error where answers could not be stored. */
  constructor(database: Database, megabytes: number, onFailure: (error: unknown) => void) {
    this.database = database;
    this.maxBytes = megabytes * 1024 * 1024;
    this.onFailure = onFailure;
  }

  /** The texts that are stored under these keys, by one query. */
  async find(keys: readonly string[]): Promise<Map<string, string>> {
    const { dataSource } = this.database;
    const names = new Map(keys.map((key) => [digest(key), key]));
    const rows = await dataSource.query<{ name: string; value: Buffer; isStale: boolean }[]>(
      `SELECT encode(key, 'hex') AS name, value, used_at < now() - $2::interval AS "isStale"
       FROM preview_cache WHERE key = ANY ($1)`,
      [[...names.keys()].map((name) => Buffer.from(name, 'hex')), useInterval],
    );
    const stale = rows.filter(({ isStale }) => isStale).map(({ name }) => Buffer.from(name, 'hex'));
    if (stale.length > 0) await this.recordUse(stale);
    return new Map(rows.map(({ name, value }) => [names.get(name) ?? '', inflateRawSync(value).toString()]));
  }

  /** Stores texts, and evicts others where the cache has become too large. Never rejects. */
  async store(texts: ReadonlyMap<string, string>): Promise<void> {
    try {
      const rows = await Promise.all(
        Array.from(texts, async ([key, text]) => ({ key: digest(key), value: await compress(text) })),
      );
      rows.sort((a, b) => (a.key < b.key ? -1 : 1)); // processes that store the same keys cannot deadlock
      await this.database.dataSource.query(
        'INSERT INTO preview_cache (key, value) SELECT * FROM unnest($1::bytea[], $2::bytea[]) ON CONFLICT DO NOTHING',
        [rows.map(({ key }) => Buffer.from(key, 'hex')), rows.map(({ value }) => value)],
      );
      this.unchecked += rows.reduce((sum, { value }) => sum + value.length + rowBytes, 0);
      if (this.unchecked < this.maxBytes * shareUnchecked) return;
      await this.evict();
      this.unchecked = 0;
    } catch (error) {
      this.onFailure(error);
    }
  }

  /** Rows that another process changes are in use anyway: nobody waits for them. */
  private async recordUse(keys: readonly Buffer[]): Promise<void> {
    await this.database.dataSource.query(
      `UPDATE preview_cache SET used_at = now()
       WHERE key IN (SELECT key FROM preview_cache WHERE key = ANY ($1) FOR UPDATE SKIP LOCKED)`,
      [keys],
    );
  }

  /** Deletes the least recently used rows of a cache that is too large, unless another process is doing so. */
  private async evict(): Promise<void> {
    await this.database.dataSource.transaction(async (manager) => {
      const [state] = await manager.query<[{ locked: boolean; bytes: number }]>(
        `SELECT pg_try_advisory_xact_lock(${evictionLock}) AS locked,
           (SELECT coalesce(sum(octet_length(value) + ${rowBytes}), 0)::float8 FROM preview_cache) AS bytes`,
      );
      if (!state.locked || state.bytes <= this.maxBytes) return;
      await manager.query(
        `DELETE FROM preview_cache USING (
           SELECT key, sum(octet_length(value) + ${rowBytes}) OVER (ORDER BY used_at DESC, key) AS bytes FROM preview_cache
         ) AS ranked
         WHERE preview_cache.key = ranked.key AND ranked.bytes > $1`,
        [Math.floor(this.maxBytes * shareLeft)],
      );
    });
  }
}

/** The name of a key in the database: keys hold paths and parameters of any length. */
function digest(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
