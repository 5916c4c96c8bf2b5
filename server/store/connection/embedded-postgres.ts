/**
 * The embedded database: an ordinary PostgreSQL server that listens on a private unix socket only, its data in a folder.
 *
 * All processes that use the folder share one server: the first starts it, the others join, the last to leave stops it. Each process
 * holds a shared advisory lock on a connection of its own; a killed process loses the lock with its connection, so there is nothing to
 * clean up. The server outlives the process that started it.
 */
import { rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'pg';
import {
  backoffDelay,
  embeddedRestartDelayMs,
  embeddedStartBackoff,
  embeddedStartTimeoutMs,
  maxEmbeddedStarts,
} from '../../retry/policy.ts';
import { isRunning, processesOf } from './postgres-locks.ts';
import { chooseAccount, EmbeddedDatabaseError, findBinaries } from './postgres-programs.ts';
import {
  clusterOf,
  connectionTo,
  ensureCluster,
  explainStartFailure,
  isServerDown,
  maintenanceClient,
  readPostmaster,
  startServer,
} from './postgres-server.ts';

export { EmbeddedDatabaseError } from './postgres-programs.ts';

/** This process's use of the embedded server, until `close`. */
export interface EmbeddedDatabase {
  /** Connection parameters for `pg`. */
  readonly connection: ReturnType<typeof connectionTo>;
  /** Leaves; stops the server when no other process uses it. */
  close(): Promise<void>;
}

const database = 'hdqm';
/** Advisory lock in the database `postgres`: shared by all processes that use the server, exclusive for the one that stops it. */
const presenceLock = 0x48_44_51_4d;

/** Joins the server of a data folder, starting it and creating the folder as needed. */
export async function openEmbedded(dataFolder: string): Promise<EmbeddedDatabase> {
  const binaries = findBinaries();
  const launch = await chooseAccount(dataFolder, binaries.folder);
  const cluster = await ensureCluster(dataFolder, binaries.version, launch, binaries.initdb);
  const closing = new AbortController();
  const enter = async (): Promise<Presence> => {
    const deadline = Date.now() + embeddedStartTimeoutMs;
    let starts = 0;
    for (let attempts = 1; ; attempts += 1) {
      const joined = await join(cluster);
      if (joined) return joined;
      const holders = await processesOf(cluster);
      const isFailed = starts >= maxEmbeddedStarts && holders?.length === 0;
      if (closing.signal.aborted || isFailed || Date.now() > deadline)
        throw new EmbeddedDatabaseError(await explainStartFailure(dataFolder, cluster));
      // While a server starts or stops, another one cannot start.
      if (!holders?.length) {
        starts += 1;
        await startServer(dataFolder, cluster, launch, binaries.postgres);
      }
      if (attempts > 1 || holders?.length) await delay(backoffDelay(embeddedStartBackoff, attempts));
    }
  };
  let presence = await enter();
  let reentering: Promise<void> | undefined;
  const watch = (): void => {
    presence.client.once('end', () => {
      if (!closing.signal.aborted) reentering = reenter();
    });
  };
  // A server that was killed is restarted by the first process that notices.
  const reenter = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      try {
        presence = await enter();
        watch();
        return;
      } catch {
        await delay(embeddedRestartDelayMs); // queries fail with the reason in the meantime
      }
    }
  };
  watch();
  return {
    connection: connectionTo(presence.socket, database),
    close: async () => {
      closing.abort();
      await reentering;
      await leave(presence.client, cluster);
    },
  };
}

/** When the server of a data folder was last started; undefined where it never was. */
export async function lastStart(dataFolder: string): Promise<Date | undefined> {
  return (await stat(path.join(clusterOf(dataFolder), 'postmaster.opts')).catch(() => undefined))?.mtime;
}

/** Counts the processes that use the server, over any connection to it. */
export async function processesIn(
  query: (text: string, values: unknown[]) => Promise<{ count: number }[]>,
): Promise<number> {
  const [row] = await query(
    `SELECT count(*)::int AS count FROM pg_locks WHERE locktype = 'advisory' AND classid = 0 AND objid = $1 AND granted`,
    [presenceLock],
  );
  return row?.count ?? 0;
}

/** A connection that holds the shared lock. */
interface Presence {
  readonly client: Client;
  readonly socket: string;
}

/** Connects to the server of a cluster and takes the shared lock; undefined where no server is up. */
async function join(cluster: string): Promise<Presence | undefined> {
  const { socket, isReady } = (await readPostmaster(cluster)) ?? {};
  if (socket === undefined || !isReady) return undefined;
  const client = maintenanceClient(socket);
  try {
    await client.connect();
    await client.query('SELECT pg_advisory_lock_shared($1)', [presenceLock]);
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
    if (rowCount === 0) await createDatabase(client);
    return { client, socket };
  } catch (error) {
    await client.end().catch(() => undefined);
    if (!isServerDown(error)) throw error;
    return undefined;
  }
}

async function createDatabase(client: Client): Promise<void> {
  try {
    await client.query(`CREATE DATABASE ${database}`);
  } catch (error) {
    if (!['42P04', '23505'].includes((error as { code?: string }).code ?? '')) throw error; // else another process created it
  }
}

async function leave(client: Client, cluster: string): Promise<void> {
  try {
    await client.query('SELECT pg_advisory_unlock_shared($1)', [presenceLock]);
    const { rows } = await client.query<{ alone: boolean }>('SELECT pg_try_advisory_lock($1) AS alone', [presenceLock]);
    const server = await readPostmaster(cluster);
    const holders = await processesOf(cluster);
    // The file may name another process: it was restored from a backup, or damaged.
    const isServer = server !== undefined && (holders === undefined || holders.includes(server.pid));
    if (rows[0]?.alone === true && isServer) {
      process.kill(server.pid, 'SIGINT'); // fast shutdown: ends sessions, writes a checkpoint
      while (isRunning(server.pid)) await delay(20);
      await rm(server.socket, { recursive: true, force: true });
    }
  } catch (error) {
    if (!isServerDown(error)) throw error; // else the server is down already
  } finally {
    await client.end().catch(() => undefined);
  }
}
