/**
 * Databases for tests: each its own, cloned from a template that is migrated, or holds the sample too. They live on one embedded server per run of the tests, or on the
 * PostgreSQL that TEST_DATABASE_URL names (a user who may create databases).
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import type { TestProject } from 'vitest/node';
import { inject } from 'vitest';
import { type Database, openDatabase } from '../server/store/connection/database.ts';
import { openEmbedded } from '../server/store/connection/embedded-postgres.ts';
import { hdqm, sampleTree } from './integration/command.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** URL of the server's administrative database. */
    testServer: string;
  }
}

const migrated = 'hdqm_test_template';
/** The sample scanned: as `npm start` does, with what its services know, and as a tree of files alone. */
const scanned = { sample: 'hdqm_test_sample', tree: 'hdqm_test_tree' } as const;
const templates = [migrated, ...Object.values(scanned)];
const drops = templates.map((name) => `DROP DATABASE IF EXISTS ${name}`);

/** vitest's global setup: the server, and the template on it. */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const given = process.env['TEST_DATABASE_URL'];
  const folder = await mkdtemp(path.join(tmpdir(), 'hdqm-tests-'));
  const embedded = given === undefined ? await openEmbedded(folder) : undefined;
  const server = given ?? socketUrl(embedded?.connection.host ?? '', 'postgres');
  await administer(server, [...drops, `CREATE DATABASE ${migrated}`]);
  await (await openDatabase({ url: withDatabase(server, migrated), dataFolder: folder })).close();
  provide('testServer', server);
  return async () => {
    await administer(server, drops);
    await embedded?.close();
    await rm(folder, { recursive: true, force: true });
  };
}

/** A fresh, migrated database. `drop` closes and removes it. */
export interface TestDatabase {
  readonly url: string;
  readonly database: Database;
  drop(): Promise<void>;
}

/** Makes a database for one test or one file of tests. */
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

/** A database for a process of its own: the URL alone. `empty` leaves the migrations to whoever opens it. */
export async function freshUrl({ empty = false } = {}): Promise<string> {
  return cloned(empty ? 'template0' : migrated);
}

/** The same with the sample scanned, by a real `hdqm scan` that all tests of a run share. */
export async function scannedUrl(how: keyof typeof scanned): Promise<string> {
  const name = scanned[how];
  await alone(inject('testServer'), scanLock, async (client) => {
    if ((await client.query('SELECT FROM pg_database WHERE datname = $1', [name])).rowCount === 1) return;
    const url = await freshUrl();
    const scan = await hdqm(['scan'], { DATABASE_URL: url, ...(how === 'tree' ? { EOS_ROOT: sampleTree } : {}) });
    if (scan.status !== 0) throw new Error(`the sample could not be scanned: ${scan.stderr}`);
    await client.query(`ALTER DATABASE ${new URL(url).pathname.slice(1)} RENAME TO ${name}`);
  });
  return cloned(name);
}

async function cloned(template: string): Promise<string> {
  const server = inject('testServer');
  const name = `hdqm_test_${randomBytes(6).toString('hex')}`;
  await administer(server, [`CREATE DATABASE ${name} TEMPLATE ${template}`]);
  return withDatabase(server, name);
}

/** Removes a database of `freshUrl`. */
export async function dropUrl(url: string): Promise<void> {
  const name = new URL(url).pathname.slice(1);
  await administer(inject('testServer'), [`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`]);
}

/** Clones need the template for themselves: one at a time, whichever process asks. */
async function administer(server: string, statements: readonly string[]): Promise<void> {
  await alone(server, cloneLock, async (client) => {
    for (const statement of statements) await client.query(statement);
  });
}

const [cloneLock, scanLock] = [4711, 4712];

async function alone(server: string, lock: number, work: (client: Client) => Promise<void>): Promise<void> {
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
