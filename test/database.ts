/**
 * Databases for tests: each test file gets its own, cloned from a template that is migrated or also has the sample. They are on one embedded
 * PostgreSQL per run of the tests, started by the first test that needs it, or on the one of TEST_DATABASE_URL (a user who can create
 * databases).
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { Client } from 'pg';
import type { TestProject } from 'vitest/node';
import { inject } from 'vitest';
import { type Database, openDatabase } from '../server/store/connection/database.ts';
import { openEmbedded } from '../server/store/connection/embedded-postgres.ts';
import { hdqm, sampleTree } from './integration/command.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Socket that answers with the URL of the PostgreSQL server's administrative database. */
    testServerSocket: string;
  }
}

const migrated = 'hdqm_test_template';
/** The sample scanned: as `npm start` does, with the data of its stand-in services, and as a tree of files alone. */
const scanned = { sample: 'hdqm_test_sample', tree: 'hdqm_test_tree' } as const;
const templates = [migrated, ...Object.values(scanned)];
const drops = templates.map((name) => `DROP DATABASE IF EXISTS ${name}`);

/** vitest's global setup: listens for the first test that needs a database, and then starts PostgreSQL and migrates the template. */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'hdqm-tests-'));
  let starting: ReturnType<typeof startServer> | undefined;
  const listener = createServer((socket) => {
    starting ??= startServer(folder);
    starting.then(
      ({ url }) => socket.end(JSON.stringify({ url })),
      (error: unknown) => socket.end(JSON.stringify({ error: String(error) })),
    );
  });
  const socketFile = path.join(folder, 'setup.sock');
  await new Promise<void>((resolve) => listener.listen(socketFile, resolve));
  provide('testServerSocket', socketFile);
  return async () => {
    listener.close();
    await (await starting?.catch(() => undefined))?.stop();
    await rm(folder, { recursive: true, force: true });
  };
}

async function startServer(folder: string): Promise<{ url: string; stop: () => Promise<void> }> {
  const given = process.env['TEST_DATABASE_URL'];
  const embedded = given === undefined ? await openEmbedded(folder) : undefined;
  const url = given ?? socketUrl(embedded?.connection.host ?? '', 'postgres');
  await administer(url, [...drops, `CREATE DATABASE ${migrated}`]);
  await (await openDatabase({ url: withDatabase(url, migrated), dataFolder: folder })).close();
  return {
    url,
    stop: async () => {
      await administer(url, drops);
      await embedded?.close();
    },
  };
}

let serverUrl: Promise<string> | undefined;

/** URL of the server's administrative database; the server is started if it is the first test that needs it. */
export function testServer(): Promise<string> {
  serverUrl ??= text(connect(inject('testServerSocket'))).then((answer) => {
    const { url, error } = JSON.parse(answer) as { url?: string; error?: string };
    if (url === undefined) throw new Error(`The PostgreSQL of the tests did not start: ${error}`);
    return url;
  });
  return serverUrl;
}

/** A fresh, migrated database. `drop` closes and removes it. */
export interface TestDatabase {
  readonly url: string;
  readonly database: Database;
  drop(): Promise<void>;
}

/** Creates a database for one test or one file of tests. */
export async function freshDatabase(): Promise<TestDatabase> {
  const url = await freshUrl();
  const database = await openDatabase({ url, dataFolder: '' });
  return {
    url,
    database,
    drop: async () => {
      await database.close();
      await dropUrl(url);
    },
  };
}

/** Creates a database that another process will open, and returns its URL. `empty` leaves the migrations to that process. */
export async function freshUrl({ empty = false } = {}): Promise<string> {
  return cloned(empty ? 'template0' : migrated);
}

/** The same with the sample scanned by a real `hdqm scan`, which all tests of a run share. */
export async function scannedUrl(how: keyof typeof scanned): Promise<string> {
  const name = scanned[how];
  await withLock(await testServer(), scanLock, async (client) => {
    if ((await client.query('SELECT FROM pg_database WHERE datname = $1', [name])).rowCount === 1) return;
    const url = await freshUrl();
    const scan = await hdqm(['scan'], { DATABASE_URL: url, ...(how === 'tree' ? { EOS_ROOT: sampleTree } : {}) });
    if (scan.status !== 0) throw new Error(`The sample could not be scanned: ${scan.stderr}`);
    await client.query(`ALTER DATABASE ${new URL(url).pathname.slice(1)} RENAME TO ${name}`);
  });
  return cloned(name);
}

async function cloned(template: string): Promise<string> {
  const server = await testServer();
  const name = `hdqm_test_${randomBytes(6).toString('hex')}`;
  await administer(server, [`CREATE DATABASE ${name} TEMPLATE ${template}`]);
  return withDatabase(server, name);
}

/** Drops a database of `freshUrl`. */
export async function dropUrl(url: string): Promise<void> {
  const name = new URL(url).pathname.slice(1);
  await administer(await testServer(), [`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`]);
}

/** Runs statements under a lock: a template can be cloned only while nobody else uses it. */
async function administer(server: string, statements: readonly string[]): Promise<void> {
  await withLock(server, cloneLock, async (client) => {
    for (const statement of statements) await client.query(statement);
  });
}

const [cloneLock, scanLock] = [4711, 4712];

async function withLock(server: string, lock: number, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: server });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [lock]);
    await work(client);
  } finally {
    await client.end();
  }
}

function socketUrl(folder: string, database: string): string {
  return `postgresql://hdqm@${encodeURIComponent(folder)}/${database}`;
}

function withDatabase(server: string, name: string): string {
  return server.replace(/\/[^/?]*(\?.*)?$/, `/${name}$1`);
}
