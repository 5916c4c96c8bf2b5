/** Runs the commands for backup and restore from docs/deployment.md, with both kinds of database. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cp, mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dropUrl, freshUrl, testServer } from '../database.ts';
import {
  copySample,
  ended,
  type Environment,
  exported,
  hdqm,
  printed,
  root,
  samplePath,
  startHdqm,
  temporaryFolder,
} from './command.ts';
import { contentOf } from './content.ts';

const docs = readFileSync(path.join(root, 'docs/deployment.md'), 'utf8');

/** The command in the docs that begins with a text. */
function documented(beginning: string): string {
  const line = docs.split('\n').find((text) => text.trimStart().startsWith(beginning));
  if (line === undefined) throw new Error(`docs/deployment.md has no command ${beginning}`);
  return line.trim().replace(/\s+#.*$/, '');
}

/** Runs it, in a folder, as a shell does. */
function shell(command: string, folder: string, environment: Environment): { status: number | null; stderr: string } {
  const { PATH = '' } = process.env;
  const { status, stderr } = spawnSync('sh', ['-c', command], {
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: folder,
    env: { PATH, ...environment },
    encoding: 'utf8',
  });
  return { status, stderr };
}

let folder: string;
let remove: () => Promise<void>;
let environment: Environment;
beforeAll(async () => {
  ({ folder, remove } = await temporaryFolder());
  const tree = path.join(folder, 'eos');
  const configs = path.join(folder, 'configs');
  for (const run of [367406, 367411]) await copySample(samplePath('ZeroBias', 'Run2023C', run), tree);
  await cp(path.join(root, 'configs/Tracker'), path.join(configs, 'Tracker'), { recursive: true });
  environment = { EOS_ROOT: tree, HDQM_CONFIGS: configs, PORT: '0' };
});
afterAll(() => remove());

describe('a backup of the embedded database', () => {
  it('is a copy of its folder while no process uses it, and is rejected otherwise', async () => {
    const embedded = { ...environment, HDQM_DATA: path.join(folder, 'data') };
    expect(await hdqm(['scan'], embedded)).toMatchObject({ status: 0 });
    const points = await exported(embedded);
    expect(points.length).toBeGreaterThan(20);
    const copy = documented('test ! -e "$HDQM_DATA/postgres/postmaster.pid"');

    const server = startHdqm(['serve'], embedded);
    await printed(server, /http:/);
    expect(shell(copy, folder, embedded).status).toBe(1);
    const over = ended(server);
    server.kill('SIGTERM');
    expect(await over).toMatchObject({ status: 0 });

    expect(shell(copy, folder, embedded)).toEqual({ status: 0, stderr: '' });
    await rename(embedded.HDQM_DATA, path.join(folder, 'lost'));
    await rename(path.join(folder, 'hdqm-backup'), embedded.HDQM_DATA);
    expect(await exported(embedded)).toEqual(points);
    expect(await hdqm(['scan'], embedded)).toMatchObject({ status: 0, stdout: expect.stringMatching(/Nothing new/) });
  });
});

describe('a backup of an external PostgreSQL', () => {
  it('is made with pg_dump while HDQM runs, and restored completely with pg_restore', async ({ skip }) => {
    const client = new Client({ connectionString: await testServer() });
    await client.connect();
    const { rows } = await client.query<{ major: number }>(
      `SELECT current_setting('server_version_num')::int / 10000 AS major`,
    );
    await client.end();
    const tool = spawnSync('pg_dump', ['--version'], { encoding: 'utf8' });
    const has = Number(/(\d+)\./.exec(tool.stdout ?? '')?.[1] ?? 0);
    if (has < (rows[0]?.major ?? 0))
      skip(`the server is PostgreSQL ${rows[0]?.major}, pg_dump here is ${has || 'missing'}`);

    const dump = documented('pg_dump --format=custom');
    const restore = documented('pg_restore --no-owner');
    // Other users see the arguments of a command.
    for (const command of [dump, restore]) expect(command).not.toMatch(/DATABASE_URL|postgres(ql)?:|\$/);

    const url = await freshUrl();
    const running = { ...environment, DATABASE_URL: url };
    const server = startHdqm(['serve'], running);
    await printed(server, /"msg":"scan finished"/);
    const work = path.join(folder, 'dump');
    await mkdir(work);
    expect(shell(dump, work, await serviceFile(work, url))).toEqual({ status: 0, stderr: '' });
    const before = await contentOf(url);
    expect(before.points.length).toBeGreaterThan(20);
    const over = ended(server);
    server.kill('SIGTERM');
    await over;

    const restored = await freshUrl({ empty: true });
    const there = { ...environment, DATABASE_URL: restored };
    expect(shell(restore, work, await serviceFile(work, restored))).toEqual({ status: 0, stderr: '' });
    expect(await hdqm(['migrate'], there)).toMatchObject({ status: 0, stdout: expect.stringMatching(/is up to date/) });
    expect(await contentOf(restored)).toEqual(before);
    expect(await hdqm(['scan'], there)).toMatchObject({ status: 0, stdout: expect.stringMatching(/Nothing new/) });
    await dropUrl(url);
    await dropUrl(restored);
  });
});

/** Writes the service file of the docs for a database, and returns the environment that names it. */
async function serviceFile(target: string, url: string): Promise<Environment> {
  const { hostname, port, pathname, username } = new URL(url);
  const lines = [
    '[hdqm]',
    `host=${decodeURIComponent(hostname)}`,
    `port=${port || '5432'}`,
    `dbname=${pathname.slice(1)}`,
    `user=${username}`,
  ];
  const file = path.join(target, 'pg_service.conf');
  await writeFile(file, `${lines.join('\n')}\n`, { mode: 0o600 });
  return { PGSERVICEFILE: file };
}
