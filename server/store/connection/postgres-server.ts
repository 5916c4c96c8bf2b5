/** The cluster and the server process of the embedded database. */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, mkdir, mkdtemp, open, readdir, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { embeddedStartTimeoutMs } from '../../retry/policy.ts';
import { processesOf, removeStaleLocks } from './postgres-locks.ts';
import { EmbeddedDatabaseError, type Launch } from './postgres-programs.ts';

const port = 5432; // only part of the socket's name
export const user = 'hdqm';

/** A client for the maintenance database of the server at a socket. */
export function maintenanceClient(socket: string): Client {
  const client = new Client({ host: socket, port, user, database: 'postgres' });
  client.on('error', () => undefined); // a connection lost while idle: the next query reports it
  return client;
}

/** Connection parameters of a database of the server. */
export function connectionTo(
  socket: string,
  database: string,
): { host: string; port: number; user: string; database: string } {
  return { host: socket, port, user, database };
}

/** Whether a connection failed because no server is up: not started, starting, stopping or terminated. */
export function isServerDown(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string };
  return (
    ['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', '57P01', '57P02', '57P03'].includes(code ?? '') ||
    /Connection terminated|not queryable/.test(message ?? '')
  );
}

/** A server as its lock file describes it. */
export interface Postmaster {
  readonly pid: number;
  readonly socket: string;
  /** Whether it accepts connections. A connection attempt would find out, too, but writes a line to its log. */
  readonly isReady: boolean;
}

/** The server of a cluster, from PostgreSQL's own lock file; undefined where there is none. */
export async function readPostmaster(cluster: string): Promise<Postmaster | undefined> {
  const text = await readFile(path.join(cluster, 'postmaster.pid'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const [pid = '', , , , socket = '', , , status = ''] = text.split('\n');
  return /^\d+$/.test(pid) && socket !== ''
    ? { pid: Number(pid), socket, isReady: status.trim() === 'ready' }
    : undefined;
}

/**
 * Starts a server, and waits until it accepts connections or has exited. PostgreSQL itself allows one server per cluster, by its lock file and by
 * its shared memory.
 */
export async function startServer(
  dataFolder: string,
  cluster: string,
  launch: Launch,
  postgres: string,
): Promise<void> {
  const socket = await makeSocketFolder(cluster, launch);
  await removeStaleLocks(cluster, socket);
  const log = await open(path.join(dataFolder, 'postgres.log'), 'a');
  const settings = ['listen_addresses=', 'unix_socket_permissions=0700', 'jit=off', 'timezone=UTC', 'log_timezone=UTC'];
  const [command, ...args] = launch.command(postgres, [
    '-D',
    cluster,
    '-k',
    socket,
    '-p',
    String(port),
    ...settings.flatMap((setting) => ['-c', setting]),
  ]);
  const child = spawn(command, args, {
    ...launch.identity,
    cwd: '/',
    detached: true, // outlives this process, and a Ctrl-C on the terminal does not reach it
    stdio: ['ignore', log.fd, log.fd],
  });
  const exited = new AbortController();
  child.once('exit', () => exited.abort());
  child.once('error', () => exited.abort());
  child.unref();
  await log.close();
  const deadline = Date.now() + embeddedStartTimeoutMs;
  while (!exited.signal.aborted && Date.now() < deadline) {
    const server = await readPostmaster(cluster);
    if (server?.pid === child.pid && server?.isReady) return;
    await delay(25);
  }
}

/** Creates the private folder of the socket. Its name is derived from the cluster, so that killed servers leave no others behind. */
async function makeSocketFolder(cluster: string, launch: Launch): Promise<string> {
  const hash = createHash('sha256').update(await realpath(cluster));
  const name = `hdqm-${hash.digest('hex').slice(0, 16)}-${process.getuid?.() ?? 0}`;
  const candidates = [path.join(tmpdir(), name), path.join('/tmp', name)];
  const folder = candidates.find((candidate) => candidate.length + '/.s.PGSQL.5432'.length < 100);
  if (folder === undefined)
    throw new EmbeddedDatabaseError(
      `Path of the temporary folder too long for a unix socket: ${tmpdir()}. Set TMPDIR.`,
    );
  await mkdir(folder, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST')
      throw new EmbeddedDatabaseError(`Folder for the database's socket not created: ${error.message}`);
  });
  if (launch.identity.uid !== undefined) await chown(folder, launch.identity.uid, launch.identity.gid ?? -1);
  const { uid, mode } = await stat(folder);
  if (uid !== (launch.identity.uid ?? process.getuid?.() ?? uid) || (mode & 0o077) !== 0) {
    throw new EmbeddedDatabaseError(
      `${folder} belongs to another user: the database's socket would not be private there. Remove it or set TMPDIR.`,
    );
  }
  return folder;
}

/** Reports why the server of a cluster did not start, with the remedy and the end of its log. */
export async function explainStartFailure(dataFolder: string, cluster: string): Promise<string> {
  const holders = await processesOf(cluster);
  const lock = path.join(cluster, 'postmaster.pid');
  let reason = '';
  if (holders === undefined && existsSync(lock))
    reason = ` If no PostgreSQL runs on ${cluster}, remove ${lock} and start HDQM again.`;
  else if (holders?.length)
    reason = ` PostgreSQL runs on it (process ${holders.join(', ')}) and accepts no connections: stop it with kill -INT ${Math.min(...holders)} and start HDQM again.`;
  const log = await readFile(path.join(dataFolder, 'postgres.log'), 'utf8').catch(() => '');
  const end = log.trimEnd().split('\n').slice(-5).join('\n  ');
  return `The embedded database in ${dataFolder} does not start.${reason} Its log, ${dataFolder}/postgres.log, ends with:\n  ${end}`;
}

/** The folder of the cluster in a data folder. */
export function clusterOf(dataFolder: string): string {
  return path.join(dataFolder, 'postgres');
}

/** Returns the folder of the cluster, creating it atomically where there is none. */
export async function ensureCluster(
  dataFolder: string,
  version: string,
  launch: Launch,
  initdb: string,
): Promise<string> {
  const cluster = clusterOf(dataFolder);
  if (await holdsCluster(cluster, version)) return cluster;
  if (existsSync(cluster) && (await readdir(cluster)).length > 0) {
    if (await holdsCluster(cluster, version)) return cluster; // created by another process in the meantime
    throw new EmbeddedDatabaseError(
      `${cluster} is neither empty nor a PostgreSQL data folder. Set HDQM_DATA to another folder.`,
    );
  }
  const fresh = await mkdtemp(path.join(dataFolder, 'postgres-new-'));
  if (launch.identity.uid !== undefined) await chown(fresh, launch.identity.uid, launch.identity.gid ?? -1);
  const options = ['-D', fresh, '-U', user, '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-instructions'];
  const [command, ...args] = launch.command(initdb, options);
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
    if (raced.code !== 'ENOTEMPTY' && raced.code !== 'EEXIST') throw raced; // else another process was faster: use its cluster
  });
  return cluster;
}

/** Whether a folder holds a cluster. Throws an EmbeddedDatabaseError for one of another major version. */
async function holdsCluster(cluster: string, version: string): Promise<boolean> {
  const found = await readFile(path.join(cluster, 'PG_VERSION'), 'utf8').catch(() => undefined);
  if (found !== undefined && found.trim() !== version) {
    throw new EmbeddedDatabaseError(
      `${cluster} belongs to PostgreSQL ${found.trim()}, this HDQM includes ${version}: move the data with pg_dump of that version, or set DATABASE_URL.`,
    );
  }
  return found !== undefined;
}
