import DataLoader from 'dataloader';
import type { ObjectLiteral } from 'typeorm';
import type { Database } from '../../store/connection/database.ts';
import type { Context } from './context.ts';

/**
 * Returns a function that gives the data loader of a request. The loader batches the keys that the fields of one level ask for: `fetch` gets
 * them all and returns a lookup in what it found.
 */
export function perRequest<K, V>(
  fetch: (database: Database, keys: readonly K[], context: Context) => Promise<(key: K) => V>,
): (context: Context) => DataLoader<K, V> {
  const loaders = new WeakMap<Context, DataLoader<K, V>>();
  return (context) => {
    let loader = loaders.get(context);
    if (!loader) {
      loader = new DataLoader(async (keys) => keys.map(await fetch(context.database, keys, context)));
      loaders.set(context, loader);
    }
    return loader;
  };
}

/** A lookup of the rows that have a key. */
export function rowsByKey<K, R>(rows: readonly R[], keyOf: (row: R) => K): (key: K) => R[] {
  const lists = new Map<K, R[]>();
  for (const row of rows) {
    const list = lists.get(keyOf(row));
    if (list) list.push(row);
    else lists.set(keyOf(row), [row]);
  }
  return (key) => lists.get(key) ?? [];
}

/** Loads entities by a unique column. */
export function entityLoader<E extends ObjectLiteral, C extends keyof E & string>(
  entity: new () => E,
  column: C,
): (context: Context) => DataLoader<E[C], E | undefined> {
  return perRequest(async ({ dataSource }, keys) => {
    const rows = await dataSource
      .getRepository(entity)
      .createQueryBuilder('row')
      .where(`row.${column} = ANY (:keys)`, { keys })
      .getMany();
    const byKey = new Map(rows.map((row) => [row[column], row]));
    return (key) => byKey.get(key);
  });
}
