/** Copies the content of a database into another one. */
import { pipeline } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { type Database, DatabaseError, poolOf } from './database.ts';

/** Called after each table with its number of rows. */
export type TransferListener = (table: string, rows: number) => void;

/** Not copied: migrations run when the target is opened, workers register themselves, and a cache is filled again. */
const excluded = ['migration', 'worker', 'preview_cache'];
/** A database with rows in one of these tables is in use. */
const contentTables = ['config', 'dataset', 'file', 'run', 'saved_selection', 'scan'];

/**
 * Copies every table in one transaction, from one snapshot of the source. Both databases must have the migrations of this version.
 * Returns the number of rows per table. Throws a DatabaseError where the target is not empty.
 */
export async function transfer(
  source: Database,
  target: Database,
  listener: TransferListener = () => undefined,
): Promise<ReadonlyMap<string, number>> {
  return withClient(source, async (reader) =>
    withClient(target, async (writer) => {
      await reader.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
      await writer.query('BEGIN');
      try {
        const tables = await tablesOf(reader);
        // Blocks other writers; a second transfer waits and then finds the target in use.
        await writer.query(`LOCK TABLE ${tables.map(quote).join(', ')} IN SHARE ROW EXCLUSIVE MODE`);
        await refuseUsed(writer, target.label);
        const copied = new Map<string, number>();
        for (const table of tables) {
          await writer.query(`DELETE FROM ${quote(table)}`); // rows inserted by migrations come from the source
          const rows = await copyTable(reader, writer, table);
          copied.set(table, rows);
          listener(table, rows);
        }
        await continueSequences(writer);
        await writer.query('COMMIT');
        await writer.query('ANALYZE');
        return copied;
      } catch (error) {
        await writer.query('ROLLBACK').catch(() => undefined);
        throw error;
      } finally {
        await reader.query('ROLLBACK').catch(() => undefined);
      }
    }),
  );
}

async function withClient<T>(database: Database, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await poolOf(database).connect();
  try {
    return await work(client);
  } finally {
    client.release();
  }
}

/** The tables to copy, referenced ones before those that refer to them. */
async function tablesOf(client: PoolClient): Promise<string[]> {
  const { rows } = await client.query<{ name: string; needs: string[] }>(
    `SELECT c.relname AS name,
       ARRAY(SELECT r.relname::text FROM pg_constraint k JOIN pg_class r ON r.oid = k.confrelid
             WHERE k.conrelid = c.oid AND k.contype = 'f' AND r.oid <> c.oid) AS needs
     FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname <> ALL ($1) ORDER BY 1`,
    [excluded],
  );
  const ordered: string[] = [];
  while (ordered.length < rows.length) {
    const next = rows.filter(
      ({ name, needs }) => !ordered.includes(name) && needs.every((needed) => ordered.includes(needed)),
    );
    if (next.length === 0) throw new Error('foreign keys of the tables are cyclic');
    ordered.push(...next.map(({ name }) => name));
  }
  return ordered;
}

async function refuseUsed(client: PoolClient, label: string): Promise<void> {
  for (const table of contentTables) {
    const { rowCount } = await client.query(`SELECT 1 FROM ${quote(table)} LIMIT 1`);
    if (rowCount === 0) continue;
    throw new DatabaseError(
      `${label} is not empty (table ${table}): nothing was copied. Use an empty database; two databases cannot be merged.`,
    );
  }
}

/** Uses the text format: every version of PostgreSQL reads it, and floating-point numbers are exact in it. */
async function copyTable(reader: PoolClient, writer: PoolClient, table: string): Promise<number> {
  const { rows } = await reader.query<{ name: string }>(
    `SELECT attname AS name FROM pg_attribute
     WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum`,
    [quote(table)],
  );
  const columns = rows.map(({ name }) => quote(name)).join(', ');
  const source = reader.query(copyTo(`COPY ${quote(table)} (${columns}) TO STDOUT`));
  const target = writer.query(copyFrom(`COPY ${quote(table)} (${columns}) FROM STDIN`));
  await pipeline(source, target);
  if (source.rowCount !== target.rowCount)
    throw new Error(`${table}: ${source.rowCount} rows read, ${target.rowCount} written`);
  return target.rowCount;
}

/** Advances sequences past the copied ids. */
async function continueSequences(client: PoolClient): Promise<void> {
  const { rows } = await client.query<{ table: string; column: string; sequence: string }>(
    `SELECT t.relname AS table, a.attname AS column, pg_get_serial_sequence(quote_ident(t.relname), a.attname) AS sequence
     FROM pg_class t JOIN pg_attribute a ON a.attrelid = t.oid
     WHERE t.relnamespace = 'public'::regnamespace AND t.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
       AND pg_get_serial_sequence(quote_ident(t.relname), a.attname) IS NOT NULL`,
  );
  for (const { table, column, sequence } of rows)
    await client.query(
      `SELECT setval($1, coalesce(max(${quote(column)}), 1), max(${quote(column)}) IS NOT NULL) FROM ${quote(table)}`,
      [sequence],
    );
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
