import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PreviewCache } from '../../../../server/store/cache/preview-cache.ts';
import { freshDatabase, type TestDatabase } from '../../../database.ts';

let test: TestDatabase;
const failures: unknown[] = [];
beforeAll(async () => {
  test = await freshDatabase();
});
afterAll(() => test.drop());
beforeEach(async () => {
  await query('TRUNCATE preview_cache');
  failures.length = 0;
});

const query = <T>(text: string, values?: unknown[]): Promise<T[]> => test.database.dataSource.query<T[]>(text, values);
const open = (megabytes = 1): PreviewCache =>
  new PreviewCache(test.database, megabytes, (error) => failures.push(error));
/** Texts that cannot be compressed to much less than these bytes. */
const texts = (names: readonly string[], bytes = 100_000): Map<string, string> =>
  new Map(names.map((name) => [name, randomBytes(bytes).toString('base64url')]));
const names = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, index) => `key ${from + index}`);

describe('the cache of previews', () => {
  it('returns the texts of other processes by their keys, of any length', async () => {
    const stored = new Map([
      ['a', '{"contents":[1.1,null,2e-300]}'],
      ['é'.repeat(100_000), 'long'],
    ]);
    await open().store(stored);
    await open().store(new Map([['a', 'is there']])); // the same keys have the same texts
    expect(await open().find(['missing', ...stored.keys()])).toEqual(stored);
    expect(failures).toEqual([]);
  });

  it('evicts the texts that were not used for the longest time when it is too large', async () => {
    const cache = open();
    await cache.store(texts(names(0, 6)));
    await query("UPDATE preview_cache SET used_at = now() - interval '2 days'");
    expect((await cache.find(['key 2', 'key 4'])).size).toBe(2); // used now
    await cache.store(texts(names(6, 12)));
    const left = [...(await cache.find(names(0, 12))).keys()];
    expect(left).toEqual(expect.arrayContaining(['key 2', 'key 4', ...names(6, 12)]));
    expect(left).not.toHaveLength(12);
    const [size] = await query<{ bytes: number }>('SELECT sum(length(value))::int AS bytes FROM preview_cache');
    expect(size?.bytes).toBeLessThan(2 ** 20);
    expect(failures).toEqual([]);
  });

  it('writes nothing when texts are found that were used lately', async () => {
    await open().store(texts(['key'], 10));
    const [before] = await query('SELECT pg_current_snapshot()::text');
    expect((await open().find(['key'])).size).toBe(1);
    expect((await query('SELECT pg_current_snapshot()::text'))[0]).toEqual(before);
  });

  it('does not wait for another process that evicts, or uses the same texts', async () => {
    const cache = open();
    await cache.store(texts(names(0, 2)));
    await query("UPDATE preview_cache SET used_at = now() - interval '2 days'");
    const other = test.database.dataSource.createQueryRunner();
    await other.startTransaction();
    await other.query('SELECT pg_try_advisory_xact_lock($1)', [0x48_44_51_43]);
    await other.query('SELECT FROM preview_cache FOR UPDATE');
    expect((await cache.find(names(0, 2))).size).toBe(2);
    await cache.store(texts(names(2, 14)));
    expect((await cache.find(names(0, 14))).size).toBe(14); // the other one evicts
    await other.rollbackTransaction();
    await other.release();
    await cache.store(texts(names(14, 15)));
    expect((await cache.find(names(0, 15))).size).toBeLessThan(12);
    expect(failures).toEqual([]);
  });

  it('reports why texts could not be stored', async () => {
    const closed = await test.database.withStatementTimeout(1);
    const cache = new PreviewCache(closed, 1, (error) => failures.push(error));
    await closed.close();
    await cache.store(texts(['key'], 10));
    expect(failures).toHaveLength(1);
  });
});
