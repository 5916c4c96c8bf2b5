import { setTimeout as delay } from 'node:timers/promises';
import type { Pool } from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { migrations } from '../../../migrations/index.ts';
import { type EmbeddedDatabase, openEmbedded } from './embedded-postgres.ts';
import {
  Config,
  ConfigRevision,
  Dataset,
  DisplayGroup,
  File,
  LogLine,
  Point,
  Run,
  RunService,
  SavedSelection,
  Scan,
  Trend,
  Worker,
} from '../entities/index.ts';
import { SnakeCase } from './naming.ts';
import { outageOf } from './outage.ts';

/** The database cannot be used; the message says why and what to do, and no secret. */
export class DatabaseError extends Error {
  override name = 'DatabaseError';
}

/** An open database at the state that this version needs. */
export interface Database {
  readonly dataSource: DataSource;
  /** Where it is, for people: `PostgreSQL 15.4 on db:5432/hdqm`. */
  readonly place: string;
  /** Migrations that opening it ran. */
  readonly migrated: readonly string[];
  /** Why it does not answer at this moment, for people; undefined where it does. Decides within seconds. */
  unreachable(): Promise<string | undefined>;
  /**
   * More connections to the same database, for what visitors ask: a statement ends after so many seconds, and none of it takes a connection
   * from the work.
   */
  forVisitors(seconds: number, connections?: number): Promise<Database>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** A PostgreSQL of the user's; without it the embedded one, in `dataFolder`. */
  readonly url?: string | undefined;
  readonly dataFolder: string;
  /** Most connections at once. */
  readonly connections?: number;
}

/** Advisory lock under which migrations run: several servers may start at once. */
const migrationLock = 0x48_44_51_4e;
const oldestVersion = 14;

/**
 * Opens the database and runs the migrations that it lacks. Throws a DatabaseError where it cannot be reached, is older than
 * PostgreSQL 14 or newer than this version of HDQM.
 */
export async function openDatabase({ url, dataFolder, connections = 10 }: DatabaseOptions): Promise<Database> {
  const embedded = url === undefined ? await openEmbedded(dataFolder) : undefined;
  const where = url === undefined ? `the embedded database in ${dataFolder}` : describeUrl(url);
  const dataSource = new DataSource(sourceOptions(url, embedded, connections));
  try {
    await dataSource.initialize();
  } catch (error) {
    await embedded?.close();
    throw new DatabaseError(`${where} cannot be reached: ${reasonOf(error)}`, { cause: error });
  }
  const close = async (): Promise<void> => {
    if (dataSource.isInitialized) await dataSource.destroy();
    await embedded?.close();
  };
  try {
    const version = await serverVersion(dataSource, where);
    const migrated = await migrate(dataSource, where);
    const place = `PostgreSQL ${version}, ${where}`;
    const forVisitors = async (seconds: number, most = 10): Promise<Database> => {
      const more = new DataSource(sourceOptions(url, embedded, most, seconds));
      await more.initialize();
      return {
        dataSource: more,
        place,
        migrated: [],
        unreachable: () => silence(more),
        forVisitors,
        close: () => more.destroy(),
      };
    };
    return { dataSource, place, migrated, unreachable: () => silence(dataSource), forVisitors, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The connections of a database, for what TypeORM does not do. */
export function poolOf({ dataSource }: Pick<Database, 'dataSource'>): Pool {
  return (dataSource.driver as unknown as { master: Pool }).master;
}

/** What TypeORM is told; also for tools that only need the entities. */
export function sourceOptions(
  url: string | undefined,
  embedded: Pick<EmbeddedDatabase, 'connection'> | undefined,
  connections: number,
  statementSeconds?: number,
): DataSourceOptions {
  const { host, port, user, database } = embedded?.connection ?? {};
  return {
    type: 'postgres',
    ...(url === undefined
      ? { host: host ?? '', port: port ?? 0, username: user ?? '', database: database ?? '' }
      : { url }),
    applicationName: 'hdqm',
    entities: [
      Config,
      ConfigRevision,
      Dataset,
      DisplayGroup,
      File,
      LogLine,
      Point,
      Run,
      RunService,
      SavedSelection,
      Scan,
      Trend,
      Worker,
    ],
    migrations: [...migrations],
    migrationsTableName: 'migration',
    namingStrategy: new SnakeCase(),
    synchronize: false,
    logging: false,
    poolSize: connections,
    connectTimeoutMS: 10_000,
    extra: {
      keepAlive: true, // a server that went without a word is noticed
      ...(statementSeconds === undefined
        ? {}
        : {
            statement_timeout: statementSeconds * 1000,
            query_timeout: statementSeconds * 1000 + answerMs, // a server that hangs ends no statement of its own
          }),
    },
  };
}

/** A database that is well answers in milliseconds. */
const answerMs = 3_000;

async function silence(dataSource: DataSource): Promise<string | undefined> {
  const patience = new AbortController();
  const late = delay(answerMs, `the database does not answer within ${answerMs / 1000} s`, {
    signal: patience.signal,
  }).catch(() => undefined);
  const answer = dataSource.query('SELECT 1').then(
    () => undefined,
    (error: unknown) => `the database cannot be reached: ${outageOf(error) ?? reasonOf(error)}`,
  );
  try {
    return await Promise.race([answer, late]);
  } finally {
    patience.abort();
  }
}

async function serverVersion(dataSource: DataSource, where: string): Promise<string> {
  const [row] = await dataSource.query<{ version: string; number: number }[]>(
    "SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int AS number",
  );
  if (row === undefined || row.number < oldestVersion * 10_000) {
    throw new DatabaseError(`${where} is PostgreSQL ${row?.version ?? '?'}: HDQM needs ${oldestVersion} or newer`);
  }
  return row.version.split(' ')[0] ?? row.version;
}

/** Runs pending migrations, one process at a time; a database that is ahead of this code is left alone. */
async function migrate(dataSource: DataSource, where: string): Promise<string[]> {
  const lock = dataSource.createQueryRunner();
  await lock.query('SELECT pg_advisory_lock($1)', [migrationLock]);
  try {
    const known = new Set(migrations.map(({ name }) => name));
    const table = (await lock.query(`SELECT to_regclass('migration') IS NOT NULL AS there`)) as { there: boolean }[];
    const done = table[0]?.there
      ? ((await lock.query('SELECT name FROM migration ORDER BY id')) as { name: string }[])
      : [];
    const unknown = done.find(({ name }) => !known.has(name));
    if (unknown) {
      throw new DatabaseError(
        `${where} is newer than this version of HDQM: it has the migration ${unknown.name}, which this version does not know. ` +
          'Run the newer version, or restore a backup from before.',
      );
    }
    return (await dataSource.runMigrations({ transaction: 'each' })).map(({ name }) => name);
  } finally {
    // A connection that is lost has given its lock back already.
    await lock.query('SELECT pg_advisory_unlock($1)', [migrationLock]).catch(() => undefined);
    await lock.release();
  }
}

/** A URL without user and password. */
function describeUrl(url: string): string {
  const { host, pathname } = new URL(url);
  return `the database ${pathname.slice(1)} at ${host}`;
}

function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  const { message, code } = error as { message?: string; code?: string };
  return message === undefined || message === '' ? (code ?? String(error)) : message;
}
