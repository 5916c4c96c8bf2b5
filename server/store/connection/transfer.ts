/** Copies all that a database holds into another one. */
import { pipeline } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { type Database, DatabaseError, poolOf } from './database.ts';

/** Says how far it is. */
export type TransferListener = (table: string, rows: number) => void;

/** Migrations are run by whoever opens a database; workers tell of themselves while they live. */
const left = ['migration', 'worker'];
/** Rows of these make a database one in use. */
const telling = ['config', 'dataset', 'file', 'run', 'saved_selection', 'scan'];

/**
 * Copies every table, in one transaction, as it is at one moment of the source: all of it arrives or nothing. Both databases are at the state
 * of this version. Gives the number of rows of each table. Throws a DatabaseError where the target holds something already.
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
        // Nobody begins to fill the target meanwhile; a second transfer waits, and finds it filled.
        await writer.query(`LOCK TABLE ${tables.map(quote).join(', ')} IN SHARE ROW EXCLUSIVE MODE`);
        await refuseUsed(writer, target.place);
        const copied = new Map<string, number>();
        for (const table of tables) {
          await writer.query(`DELETE FROM ${quote(table)}`); // what migrations put there comes from the source
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

/** The tables that hold something worth keeping, those first that others refer to. */
async function tablesOf(client: PoolClient): Promise<string[]> {
  const { rows } = await client.query<{ name: string; needs: string[] }>(
    `SELECT c.relname AS name,
       ARRAY(SELECT r.relname::text FROM pg_constraint k JOIN pg_class r ON r.oid = k.confrelid
             WHERE k.conrelid = c.oid AND k.contype = 'f' AND r.oid <> c.oid) AS needs
     FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname <> ALL ($1) ORDER BY 1`,
    [left],
  );
  const ordered: string[] = [];
  while (ordered.length < rows.length) {
    const next = rows.filter(
      ({ name, needs }) => !ordered.includes(name) && needs.every((needed) => ordered.includes(needed)),
    );
    if (next.length === 0) throw new Error('the tables refer to one another in a ring');
    ordered.push(...next.map(({ name }) => name));
  }
  return ordered;
}

async function refuseUsed(client: PoolClient, place: string): Promise<void> {
  for (const table of telling) {
    const { rowCount } = await client.query(`SELECT 1 FROM ${quote(table)} LIMIT 1`);
    if (rowCount === 0) continue;
    throw new DatabaseError(
      `${place} holds data already (table ${table}): nothing was copied. Give an empty database; two that were both in use cannot be joined.`,
    );
  }
}

/** As text: that every version of PostgreSQL reads, and its floating-point numbers are exact. */
async function copyTable(reader: PoolClient, writer: PoolClient, table: string): Promise<number> {
  const { rows } = await reader.query<{ name: string }>(
    `SELECT attname AS name FROM pg_attribute
     WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum`,
    [quote(table)],
  );
  const columns = rows.map(({ name }) => quote(name)).join(', ');
  const out = reader.query(copyTo(`COPY ${quote(table)} (${columns}) TO STDOUT`));
  const into = writer.query(copyFrom(`COPY ${quote(table)} (${columns}) FROM STDIN`));
  await pipeline(out, into);
  if (out.rowCount !== into.rowCount)
    throw new Error(`${table}: ${out.rowCount} rows were read, ${into.rowCount} written`);
  return into.rowCount;
}

/** Numbers given out next follow those that came. */
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
