// Databases to measure on: the embedded one, and a real PostgreSQL where this machine has one.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openDatabase } from '../../dist/server/store/connection/database.js';
import { startPostgres } from '../tools/postgres-server.js';
import { cpuOf } from './cost.js';

/** Temporary folders of this run, removed at its end. */
const folders = [];
export function temporaryFolder() {
  const folder = mkdtempSync(path.join(tmpdir(), 'hdqm-bench-'));
  folders.push(folder);
  return folder;
}
process.on('exit', () => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** A fresh database: its settings for `hdqm`, an open connection, the CPU seconds of its server so far, and how to end it. */
export async function embeddedDatabase() {
  const folder = temporaryFolder();
  const database = await openDatabase({ dataFolder: folder });
  const pid = Number(readFileSync(path.join(folder, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);
  return { env: { HDQM_DATA: folder }, database, cpu: () => cpuOf(pid), stop: () => database.close() };
}

/** The same on a real PostgreSQL; undefined where there is none. */
export async function realDatabase() {
  const server = await startPostgres();
  if (!server) return undefined;
  const env = { HDQM_DATA: temporaryFolder(), DATABASE_URL: server.url };
  const database = await openDatabase({ url: server.url, dataFolder: '' });
  return {
    env,
    database,
    cpu: () => cpuOf(server.pid),
    stop: async () => {
      await database.close();
      await server.stop();
    },
  };
}
