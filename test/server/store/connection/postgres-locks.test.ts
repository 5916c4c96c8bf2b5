import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { maxEmbeddedStarts } from '../../../../server/retry/policy.ts';
import { openDatabase } from '../../../../server/store/connection/database.ts';
import { chooseAccount, findBinaries } from '../../../../server/store/connection/postgres-programs.ts';
import { processesOf, removeStaleLocks } from '../../../../server/store/connection/postgres-locks.ts';
import {
  clusterOf,
  explainStartFailure,
  readPostmaster,
  startServer,
} from '../../../../server/store/connection/postgres-server.ts';
import { until } from '../../../faults/until.ts';

let dataFolder: string;
let cluster: string;
let lock: string;
let stranger: ChildProcess;
beforeAll(async () => {
  dataFolder = await mkdtemp(path.join(tmpdir(), 'hdqm locks-'));
  cluster = clusterOf(dataFolder);
  lock = path.join(cluster, 'postmaster.pid');
  const database = await openDatabase({ dataFolder });
  await database.dataSource.query('INSERT INTO run (number) VALUES (365850)');
  await database.close();
});
afterAll(() => rm(dataFolder, { recursive: true, force: true }));
beforeEach(() => {
  stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { stdio: 'ignore' });
});
afterEach(async () => {
  stranger.kill('SIGKILL');
  await killServer();
});

/** Starts the server as HDQM does, and returns what its lock file and the folder of its socket are. */
async function start(): Promise<{ pid: number; socket: string }> {
  const { folder, postgres } = findBinaries();
  await startServer(dataFolder, cluster, await chooseAccount(dataFolder, folder), postgres);
  const server = await readPostmaster(cluster);
  if (server === undefined) throw new Error('PostgreSQL did not start');
  return server;
}

/** Kills all processes of the server, as a power failure does. */
async function killServer(): Promise<void> {
  for (const pid of (await processesOf(cluster)) ?? []) process.kill(pid, 'SIGKILL');
  await until('PostgreSQL has exited', async () => (await processesOf(cluster))?.length === 0);
}

const runs = async (): Promise<unknown> => {
  const database = await openDatabase({ dataFolder });
  const rows = await database.dataSource.query<unknown[]>('SELECT number FROM run');
  await database.close();
  return rows;
};
const log = (): Promise<string> => readFile(path.join(dataFolder, 'postgres.log'), 'utf8');
const withPid = (text: string, pid: number | undefined): string => text.replace(/^\d+/, String(pid));

describe.runIf(process.platform === 'linux')('lock files of a killed PostgreSQL', () => {
  const damages: Record<string, (text: string) => string> = {
    'the process id of another program': (text) => withPid(text, stranger.pid),
    'no content': () => '',
    'a part of their content': (text) => text.slice(0, 3),
    'other content': () => 'x\n',
    'the process id of a terminated process': (text) => text,
    'a process id of 0': (text) => withPid(text, 0),
  };
  for (const [what, damage] of Object.entries(damages))
    it(`with ${what} do not keep it from starting`, async () => {
      const { socket } = await start();
      await killServer();
      for (const file of [lock, path.join(socket, '.s.PGSQL.5432.lock')])
        await writeFile(file, damage(await readFile(file, 'utf8')));
      const before = (await log()).length;
      expect(await runs()).toEqual([{ number: 365850 }]);
      expect((await log()).slice(before)).not.toMatch(/lock file|FATAL: {2}the database system/);
      expect(stranger.exitCode).toBeNull();
    });

  it('are not removed while PostgreSQL runs, and the message names its process', async () => {
    const { pid, socket } = await start();
    process.kill(pid, 'SIGSTOP'); // it would notice that its file is damaged, and shut down
    await writeFile(lock, '');
    await removeStaleLocks(cluster, socket);
    expect(await readFile(lock, 'utf8')).toBe('');
    expect(await processesOf(cluster)).toContain(pid);
    expect(await explainStartFailure(dataFolder, cluster)).toMatch(
      new RegExp(`PostgreSQL runs on it \\(process ${pid}[^)]*\\) .*: stop it with kill -INT ${pid} `),
    );
  });

  it('that name another program at shutdown do not end that program', async () => {
    const database = await openDatabase({ dataFolder });
    await writeFile(lock, withPid(await readFile(lock, 'utf8'), stranger.pid));
    await database.close();
    expect([stranger.exitCode, stranger.signalCode]).toEqual([null, null]);
    expect((await processesOf(cluster))?.length).toBeGreaterThan(0);
  });
});

it('a PostgreSQL that cannot start is started a few times only, and its log is quoted', async () => {
  const file = path.join(cluster, 'postgresql.auto.conf');
  await writeFile(file, "shared_buffers = 'lots'\n");
  const before = (await log()).length;
  await expect(openDatabase({ dataFolder })).rejects.toThrow(
    /embedded database in .* does not start\. Its log, .*postgres\.log, ends with:[\s\S]*shared_buffers/,
  );
  expect((await log()).slice(before).match(/FATAL/g)).toHaveLength(maxEmbeddedStarts);
  await rm(file);
});
