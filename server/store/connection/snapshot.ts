import type { Database } from './database.ts';

/**
 * Identifies the current content of the database: while it stays the same, no process has written anything, and earlier results are
 * still valid. It is PostgreSQL's snapshot, i.e. the set of visible transactions.
 */
export async function snapshotName({ dataSource }: Database): Promise<string> {
  const [row] = await dataSource.query<{ name: string }[]>('SELECT pg_current_snapshot()::text AS name');
  if (!row) throw new Error('pg_current_snapshot() returned no row');
  return row.name;
}
