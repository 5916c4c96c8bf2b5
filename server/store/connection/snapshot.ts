import type { Database } from './database.ts';

/**
 * What the database holds at this moment, as a name: as long as it stays the same, nothing was written by anybody, and what was read
 * before is still so. (PostgreSQL's snapshot: which transactions are visible.)
 */
export async function snapshotName({ dataSource }: Database): Promise<string> {
  const [row] = await dataSource.query<{ name: string }[]>('SELECT pg_current_snapshot()::text AS name');
  if (!row) throw new Error('the database does not name its snapshot');
  return row.name;
}
