import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { ClientBase, Pool } from 'pg';
import { DataSource, type DataSourceOptions, DefaultNamingStrategy } from 'typeorm';
import { migrations } from '../../../migrations/index.ts';
import { type EmbeddedDatabase, openEmbedded } from './embedded-postgres.ts';
import * as entities from '../entities/index.ts';
import { databaseConnectTimeoutMs, databaseProbeTimeoutMs } from '../../retry/policy.ts';
import { outageOf } from './outage.ts';

/** The database cannot be used; the message names the reason and the remedy, and contains no secret. */
export class DatabaseError extends Error {
  override name = 'DatabaseError';
}

/** An open database with all migrations of this version. */
export interface Database {
  readonly dataSource: DataSource;
  /** For messages: `PostgreSQL 15.4, the database hdqm at db:5432`. */
  readonly label: string;
  /** Names of the migrations run when it was opened. */
  readonly migrated: readonly string[];
  /** Why the database is unavailable at present; undefined where it is available. Resolves within seconds. */
  unavailableReason(): Promise<string | undefined>;
  /**
   * Opens a second connection pool to the same database whose statements are cancelled after `seconds`, so that API queries take no
   * connection from jobs.
   */
  withStatementTimeout(seconds: number, connections?: number): Promise<LimitedDatabase>;
  close(): Promise<void>;
}

/** A connection pool whose statements have a timeout. */
export interface LimitedDatabase extends Database {
  /**
   * Ends the statements that run on its connections, in PostgreSQL, too. They reject as in an outage, so that requests are answered with 503: for
   * a server that stops.
   */
  endStatements(): Promise<void>;
}

export interface DatabaseOptions {
  /** URL of a PostgreSQL server; undefined: the embedded one, in `dataFolder`. */
  readonly url?: string | undefined;
  readonly dataFolder: string;
  /** Max. size of the connection pool; default 10. */
  readonly connections?: number;
}

/** Advisory lock held during migrations: several processes may start at the same time. */
const migrationLock = 0x48_44_51_4e;
const minVersion = 14;

/**
 * Opens the database and runs pending migrations. Throws a DatabaseError where the server is unavailable or older than PostgreSQL 14, or
 * the schema is newer than this version of HDQM.
 */
export async function openDatabase({ url, dataFolder, connections = 10 }: DatabaseOptions): Promise<Database> {
  const embedded = url === undefined ? await openEmbedded(dataFolder) : undefined;
  const where = url === undefined ? `the embedded database in ${dataFolder}` : describeUrl(url);
  const dataSource = new DataSource(sourceOptions(url, embedded, connections));
  try {
    await dataSource.initialize();
  } catch (error) {
    await embedded?.close();
    throw new DatabaseError(`${where} is unavailable: ${reasonOf(error)}`, { cause: error });
  }
  const close = async (): Promise<void> => {
    if (dataSource.isInitialized) await dataSource.destroy();
    await embedded?.close();
  };
  try {
    const version = await serverVersion(dataSource, where);
    const migrated = await migrate(dataSource, where);
    const label = `PostgreSQL ${version}, ${where}`;
    const withStatementTimeout = async (seconds: number, poolSize = 10): Promise<LimitedDatabase> => {
      const applicationName = `hdqm api ${randomUUID()}`;
      const limited = new DataSource(sourceOptions(url, embedded, poolSize, seconds, applicationName));
      await limited.initialize();
      return {
        dataSource: limited,
        label,
        migrated: [],
        unavailableReason: () => probe(limited),
        withStatementTimeout,
        endStatements: async () => {
          await dataSource.query(
            `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1 AND state <> 'idle'`,
            [applicationName],
          );
        },
        close: () => limited.destroy(),
      };
    };
    return { dataSource, label, migrated, unavailableReason: () => probe(dataSource), withStatementTimeout, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The `pg` connection pool, for what TypeORM does not offer: COPY, pg-boss. */
export function poolOf({ dataSource }: Pick<Database, 'dataSource'>): Pool {
  return (dataSource.driver as unknown as { master: Pool }).master;
}

/** TypeORM's options; exported for tests that compare entities and migrations. */
export function sourceOptions(
  url: string | undefined,
  embedded: Pick<EmbeddedDatabase, 'connection'> | undefined,
  connections: number,
  statementSeconds?: number,
  applicationName = 'hdqm',
): DataSourceOptions {
  const { host, port, user, database } = embedded?.connection ?? {};
  return {
    type: 'postgres',
    ...(url === undefined
      ? { host: host ?? '', port: port ?? 0, username: user ?? '', database: database ?? '' }
      : { url }),
    applicationName,
    entities: Object.values(entities).filter((exported) => typeof exported === 'function'),
    migrations: [...migrations],
    migrationsTableName: 'migration',
    namingStrategy: new SnakeCaseNaming(),
    synchronize: false,
    logging: false,
    poolSize: connections,
    connectTimeoutMS: databaseConnectTimeoutMs,
    extra: {
      keepAlive: true, // detects a server that vanished without closing its connections
      // The pool has no listener on a client that is in use: a connection lost between two of its statements would end the process.
      // The next statement on it rejects.
      onConnect: (client: ClientBase) => void client.on('error', () => undefined),
      ...(statementSeconds === undefined
        ? {}
        : {
            statement_timeout: statementSeconds * 1000,
            query_timeout: statementSeconds * 1000 + databaseProbeTimeoutMs, // a hanging server cancels no statement
          }),
    },
  };
}

async function probe(dataSource: DataSource): Promise<string | undefined> {
  const done = new AbortController();
  const timeout = delay(
    databaseProbeTimeoutMs,
    `the database does not answer within ${databaseProbeTimeoutMs / 1000} s`,
    {
      signal: done.signal,
    },
  ).catch(() => undefined);
  const answer = dataSource.query('SELECT 1').then(
    () => undefined,
    (error: unknown) => `the database is unavailable: ${outageOf(error) ?? reasonOf(error)}`,
  );
  try {
    return await Promise.race([answer, timeout]);
  } finally {
    done.abort();
  }
}

async function serverVersion(dataSource: DataSource, where: string): Promise<string> {
  const [row] = await dataSource.query<{ version: string; number: number }[]>(
    "SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int AS number",
  );
  if (row === undefined || row.number < minVersion * 10_000) {
    throw new DatabaseError(`${where} is PostgreSQL ${row?.version ?? '?'}: HDQM needs ${minVersion} or newer`);
  }
  return row.version.split(' ')[0] ?? row.version;
}

/** Runs pending migrations, one process at a time. Throws a DatabaseError where the schema is newer than this version. */
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
        `${where} is newer than this version of HDQM: it has the unknown migration ${unknown.name}. ` +
          'Run the newer version, or restore an older backup.',
      );
    }
    if (!table[0]?.there) await requirePrivileges(lock, where);
    return (await dataSource.runMigrations({ transaction: 'each' })).map(({ name }) => name);
  } finally {
    // Fails on a lost connection, which has released the lock already.
    await lock.query('SELECT pg_advisory_unlock($1)', [migrationLock]).catch(() => undefined);
    await lock.release();
  }
}

/** Throws a DatabaseError where the role cannot create the tables of HDQM (in `public`) and of its queue (in a schema of their own). */
async function requirePrivileges(runner: Pick<DataSource, 'query'>, where: string): Promise<void> {
  const [row] = await runner.query<{ role: string; database: string; sufficient: boolean }[]>(
    `SELECT current_user AS role, current_database() AS database,
       has_database_privilege(current_database(), 'CREATE') AND has_schema_privilege('public', 'CREATE') AS sufficient`,
  );
  if (row === undefined || row.sufficient) return;
  throw new DatabaseError(
    `the role ${row.role} may not create tables and schemas in ${where}. ` +
      `Make it the owner, as a superuser: ALTER DATABASE ${row.database} OWNER TO ${row.role};`,
  );
}

/** Database and host of a URL, without user and password. */
function describeUrl(url: string): string {
  const { host, pathname } = new URL(url.replace('@/', '@localhost/')); // the socket's folder is in `?host=`
  return `the database ${pathname.slice(1)} at ${host}`;
}

function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  const { message, code } = error as { message?: string; code?: string };
  return message === undefined || message === '' ? (code ?? String(error)) : message;
}

/** Names columns in snake_case (`runNumber` is `run_number`), so that psql needs no quotes. */
class SnakeCaseNaming extends DefaultNamingStrategy {
  override columnName(property: string, custom: string | undefined, prefixes: string[]): string {
    return [...prefixes, custom ?? property.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)].join('_');
  }
}
