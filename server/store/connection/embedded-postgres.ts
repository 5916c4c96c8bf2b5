/**
 * The database that HDQM brings along: PostgreSQL's own server, listening on a private unix socket only, its data in a folder.
 *
 * Every process that uses the folder shares one server: who comes first starts it, the rest join, the last one out stops it. Who is
 * in holds a shared advisory lock for as long as it is; a killed process loses its lock with its connection, so nobody has to
 * clean up after it. A server outlives the process that started it.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, mkdir, mkdtemp, open, readdir, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { chooseAccount, type Launch } from './account.ts';
import { findBinaries } from './binaries.ts';
import { EmbeddedDatabaseError } from './embedded-error.ts';

export { EmbeddedDatabaseError } from './embedded-error.ts';

/** A place in the embedded server, held until `close`. */
export interface EmbeddedDatabase {
  /** Connection parameters for `pg`. */
  readonly connection: {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly database: string;
  };
  /** Leaves; stops the server when nobody else is in. */
  close(): Promise<void>;
}

const port = 5432; // only names the socket
const user = 'hdqm';
const database = 'hdqm';
/** Advisory lock, in the database `postgres`: shared by all that are in, taken alone by the one that stops the server. */
const presence = 0x48_44_51_4d;
const patienceMs = 60_000;
/** How long is waited before a server that does not start is started again. */
const returnMs = 5_000;

/** Starts or joins the server of a data folder, making the folder where there is none. */
export async function openEmbedded(dataFolder: string): Promise<EmbeddedDatabase> {
  const binaries = findBinaries();
  const launch = await chooseAccount(dataFolder, binaries.folder);
  const cluster = await ensureCluster(dataFolder, binaries.version, launch, binaries.initdb);
  const closing = new AbortController();
  const take = (): Promise<Seat> =>
    takeSeat(dataFolder, cluster, launch, binaries.postgres, () => closing.signal.aborted);
  let seat = await take();
  let returning: Promise<void> | undefined;
  const watch = (): void => {
    seat.client.once('end', () => {
      if (!closing.signal.aborted) returning = comeBack();
    });
  };
  // A server that was killed under us is started again, by the first of those who were in.
  const comeBack = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      try {
        seat = await take();
        watch();
        return;
      } catch {
        await delay(returnMs); // who needs the database meanwhile is told why it is not there
      }
    }
  };
  watch();
  return {
    connection: { host: seat.socket, port, user, database },
    close: async () => {
      closing.abort();
      await returning;
      await leave(seat.client, cluster);
    },
  };
}

/** A connection that says that we are in. */
interface Seat {
  readonly client: Client;
  readonly socket: string;
}

async function takeSeat(
  dataFolder: string,
  cluster: string,
  launch: Launch,
  postgres: string,
  isOver: () => boolean,
): Promise<Seat> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const seat = await join(cluster);
    if (seat) return seat;
    if (isOver() || Date.now() > deadline) throw new EmbeddedDatabaseError(await explainSilence(dataFolder, cluster));
    await start(dataFolder, cluster, launch, postgres);
  }
}

/** When the server of a data folder was started last; undefined where it never was. */
export async function lastStart(dataFolder: string): Promise<Date | undefined> {
  return (await stat(path.join(clusterOf(dataFolder), 'postmaster.opts')).catch(() => undefined))?.mtime;
}

/** How many processes are in, asked over any connection to the server. */
export async function processesIn(
  query: (text: string, values: unknown[]) => Promise<{ count: number }[]>,
): Promise<number> {
  const [row] = await query(
    `SELECT count(*)::int AS count FROM pg_locks WHERE locktype = 'advisory' AND classid = 0 AND objid = $1 AND granted`,
    [presence],
  );
  return row?.count ?? 0;
}

function clusterOf(dataFolder: string): string {
  return path.join(dataFolder, 'postgres');
}

// ---------------------------------------------------------------------------------------------------------- joining and leaving

/** Connects to the server that runs on a cluster and takes a seat; undefined where none runs, or it is just stopping. */
async function join(cluster: string): Promise<Seat | undefined> {
  const socket = (await readPostmaster(cluster))?.socket;
  if (socket === undefined) return undefined;
  const client = new Client({ host: socket, port, user, database: 'postgres' });
  client.on('error', () => undefined); // the server stops while we hold a seat: whoever queries next learns it
  try {
    await client.connect();
    await client.query('SELECT pg_advisory_lock_shared($1)', [presence]);
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
    if (rowCount === 0) await createDatabase(client);
    return { client, socket };
  } catch (error) {
    await client.end().catch(() => undefined);
    if (!isNotUp(error)) throw error;
    return undefined;
  }
}

async function createDatabase(client: Client): Promise<void> {
  try {
    await client.query(`CREATE DATABASE ${database}`);
  } catch (error) {
    if (!['42P04', '23505'].includes((error as { code?: string }).code ?? '')) throw error; // another process was faster
  }
}

async function leave(client: Client, cluster: string): Promise<void> {
  try {
    await client.query('SELECT pg_advisory_unlock_shared($1)', [presence]);
    const { rows } = await client.query<{ alone: boolean }>('SELECT pg_try_advisory_lock($1) AS alone', [presence]);
    const server = await readPostmaster(cluster);
    if (rows[0]?.alone === true && server) {
      process.kill(server.pid, 'SIGINT'); // "fast": ends sessions, writes a checkpoint
      while (isRunning(server.pid)) await delay(20);
      await rm(server.socket, { recursive: true, force: true });
    }
  } catch (error) {
    if (!isNotUp(error)) throw error; // the server is gone already
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Whether a connection failed because no server is up: not there, starting, stopping, or ended under us. */
function isNotUp(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string };
  return (
    ['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', '57P01', '57P02', '57P03'].includes(code ?? '') ||
    /Connection terminated|not queryable/.test(message ?? '')
  );
}

// ------------------------------------------------------------------------------------------------------------- starting a server

/** What PostgreSQL's own lock file says of the server of a cluster. */
async function readPostmaster(cluster: string): Promise<{ pid: number; socket: string } | undefined> {
  const text = await readFile(path.join(cluster, 'postmaster.pid'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const [pid = '', , , , socket = ''] = text.split('\n');
  return /^\d+$/.test(pid) && socket !== '' ? { pid: Number(pid), socket } : undefined;
}

/** Starts a server and waits until it answers or has ended: PostgreSQL itself sees to it that there is one a cluster. */
async function start(dataFolder: string, cluster: string, launch: Launch, postgres: string): Promise<void> {
  const socket = await makeSocketFolder(cluster, launch);
  const log = await open(path.join(dataFolder, 'postgres.log'), 'a');
  const options = [
    '-D',
    cluster,
    '-k',
    socket,
    '-p',
    String(port),
    '-c',
    'listen_addresses=',
    '-c',
    'unix_socket_permissions=0700',
  ];
  const [command, ...args] = launch.command(postgres, [
    ...options,
    '-c',
    'jit=off',
    '-c',
    'timezone=UTC',
    '-c',
    'log_timezone=UTC',
  ]);
  const child = spawn(command, args, {
    ...launch.identity,
    cwd: '/',
    detached: true, // a Ctrl-C on the terminal is for us, not for it
    stdio: ['ignore', log.fd, log.fd],
  });
  const ended = new AbortController();
  child.once('exit', () => ended.abort());
  child.once('error', () => ended.abort());
  child.unref();
  await log.close();
  const deadline = Date.now() + patienceMs;
  while (!ended.signal.aborted && Date.now() < deadline) {
    if (await answers(socket)) return;
    await delay(25);
  }
}

async function answers(socket: string): Promise<boolean> {
  const client = new Client({ host: socket, port, user, database: 'postgres' });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch (error) {
    if (!isNotUp(error)) throw error;
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** A private folder for the socket: the same for the same cluster, so that no killed server leaves one behind. */
async function makeSocketFolder(cluster: string, launch: Launch): Promise<string> {
  const name = `hdqm-${createHash('sha256')
    .update(await realpath(cluster))
    .digest('hex')
    .slice(0, 16)}-${process.getuid?.() ?? 0}`;
  const candidates = [path.join(tmpdir(), name), path.join('/tmp', name)];
  const folder = candidates.find((candidate) => candidate.length + '/.s.PGSQL.5432'.length < 100);
  if (folder === undefined)
    throw new EmbeddedDatabaseError(`the temporary folder ${tmpdir()} has too long a name for a socket`);
  await mkdir(folder, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST')
      throw new EmbeddedDatabaseError(`no folder for the database's socket: ${error.message}`);
  });
  if (launch.identity.uid !== undefined) await chown(folder, launch.identity.uid, launch.identity.gid ?? -1);
  const { uid, mode } = await stat(folder);
  if (uid !== (launch.identity.uid ?? process.getuid?.() ?? uid) || (mode & 0o077) !== 0) {
    throw new EmbeddedDatabaseError(
      `${folder} belongs to somebody else: the database's socket would not be private there`,
    );
  }
  return folder;
}

async function explainSilence(dataFolder: string, cluster: string): Promise<string> {
  const server = await readPostmaster(cluster);
  const log = await readFile(path.join(dataFolder, 'postgres.log'), 'utf8').catch(() => '');
  const last = log.trimEnd().split('\n').slice(-5).join('\n  ');
  const stale = server
    ? ` ${cluster}/postmaster.pid names process ${server.pid}${isRunning(server.pid) ? ', which runs: if that is no PostgreSQL, remove that file.' : '.'}`
    : '';
  return `the embedded database in ${dataFolder} does not start.${stale} Its log ends with:\n  ${last}`;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

// ------------------------------------------------------------------------------------------------------------------- the cluster

/** The cluster's folder; made, as a whole or not at all, where there is none. */
async function ensureCluster(dataFolder: string, version: string, launch: Launch, initdb: string): Promise<string> {
  const cluster = clusterOf(dataFolder);
  if (await holdsCluster(cluster, version)) return cluster;
  if (existsSync(cluster) && (await readdir(cluster)).length > 0) {
    if (await holdsCluster(cluster, version)) return cluster; // another process made it since we looked
    throw new EmbeddedDatabaseError(`${cluster} is not empty and no PostgreSQL data folder: choose another HDQM_DATA`);
  }
  const fresh = await mkdtemp(path.join(dataFolder, 'postgres-new-'));
  if (launch.identity.uid !== undefined) await chown(fresh, launch.identity.uid, launch.identity.gid ?? -1);
  const [command, ...args] = launch.command(initdb, [
    '-D',
    fresh,
    '-U',
    user,
    '-A',
    'trust',
    '-E',
    'UTF8',
    '--no-locale',
    '--no-instructions',
  ]);
  const { status, stderr, stdout, error } = spawnSync(command, args, {
    ...launch.identity,
    cwd: '/',
    encoding: 'utf8',
  });
  if (status !== 0) {
    await rm(fresh, { recursive: true, force: true });
    throw new EmbeddedDatabaseError(`initdb failed in ${dataFolder}: ${error?.message ?? `${stderr}${stdout}`.trim()}`);
  }
  await rename(fresh, cluster).catch(async (raced: NodeJS.ErrnoException) => {
    await rm(fresh, { recursive: true, force: true });
    if (raced.code !== 'ENOTEMPTY' && raced.code !== 'EEXIST') throw raced; // another process was faster: its cluster is as good
  });
  return cluster;
}

/** Whether a folder holds a cluster; throws where it is of another version. */
async function holdsCluster(cluster: string, version: string): Promise<boolean> {
  const found = await readFile(path.join(cluster, 'PG_VERSION'), 'utf8').catch(() => undefined);
  if (found !== undefined && found.trim() !== version) {
    throw new EmbeddedDatabaseError(
      `${cluster} is of PostgreSQL ${found.trim()}, this HDQM brings ${version}: move it with that version's pg_dump, or set DATABASE_URL`,
    );
  }
  return found !== undefined;
}
