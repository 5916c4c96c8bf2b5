/** Graceful shutdown during a scan: processes exit within 10 s after SIGTERM, and no work is lost. */
import type { ChildProcess } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { dropUrl, freshUrl } from '../database.ts';
import {
  copySample,
  ended,
  type Environment,
  hdqm,
  printed,
  samplePath,
  startHdqm,
  temporaryFolder,
} from './command.ts';
import { type Content, contentOf } from './content.ts';

const me = 'Tracking/TrackParameters/highPurityTracks/pt_1/GeneralProperties/NumberOfTracks_GenTk';
const runs = [367406, 367408, 367411, 367414, 367419, 367423];
/** Slow delays each file, so that a scan is still running; Endless never returns on one run. */
const plugin = `
import { metric, oneDimensional, value } from 'hdqm/metrics';
const about = { inputs: { main: oneDimensional }, parameters: {}, formula: 'none', summary: 'Takes its time.' };
const spin = (ms: number): void => {
  const until = performance.now() + ms;
  while (performance.now() < until);
};
export const Slow = metric({ ...about, example: 'lazy.Slow()', reduce: ({ main }) => {
  spin(500);
  return value(main.entries, 0);
} });
export const Endless = metric({ ...about, example: 'lazy.Endless()', reduce: ({ main }, _none, { run }) => {
  if (run === ${runs[2]} && process.env['HDQM_TEST_HELD'] === 'yes') spin(1e9);
  return value(main.entries, 0);
} });
`;

let environment: Environment;
let remove: () => Promise<void>;
let expected: Content;
let url: string;
beforeAll(async () => {
  const temporary = await temporaryFolder();
  ({ remove } = temporary);
  const folder = (name: string): string => path.join(temporary.folder, name);
  for (const run of runs) await copySample(samplePath('ZeroBias', 'Run2023C', run), folder('eos'));
  await mkdir(folder('configs/Tracker'), { recursive: true });
  await mkdir(folder('metrics'));
  await writeFile(folder('metrics/lazy.ts'), plugin);
  const plots = ['basic.Mean()', 'lazy.Slow()', 'lazy.Endless()'].map(
    (metric, index) => `[plot:P${index}]\nmetric = ${metric}\nrelativePath = ${me}\nyTitle = y\n`,
  );
  await writeFile(folder('configs/Tracker/plots.ini'), plots.join('\n'));
  environment = {
    EOS_ROOT: folder('eos'),
    HDQM_CONFIGS: folder('configs'),
    HDQM_METRICS: folder('metrics'),
    METRIC_SECONDS: '60',
    WORKERS: '1',
    PORT: '0',
  };
  const undisturbed = await freshUrl();
  expect((await hdqm(['scan'], { ...environment, DATABASE_URL: undisturbed })).status).toBe(0);
  expected = await contentOf(undisturbed);
  await dropUrl(undisturbed);
});
afterAll(() => remove());
beforeEach(async () => {
  url = await freshUrl();
  return () => dropUrl(url);
});

const graceful = { status: 0, signal: null };

/** Sends SIGTERM and returns the exit status. A process that takes 10 s is killed with SIGKILL. */
async function stop(child: ChildProcess): Promise<unknown> {
  const over = ended(child);
  child.kill('SIGTERM');
  return over;
}

async function query<T>(text: string): Promise<T[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(text);
  await client.end();
  return rows as T[];
}

/** Expects no active job, no registered worker and no open connection. */
async function expectCleanShutdown(): Promise<void> {
  expect(await query(`SELECT id FROM pgboss.job WHERE name = 'extract' AND state = 'active'`)).toEqual([]);
  expect(await query('SELECT pid, role FROM worker')).toEqual([]);
  expect(
    await query(
      `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'hdqm%'`,
    ),
  ).toEqual([]);
}

const stored = async (): Promise<number> =>
  (await query<{ count: number }>(`SELECT count(*)::int AS count FROM file WHERE state = 'extracted'`))[0]?.count ?? 0;

describe('SIGTERM during a scan', () => {
  it('shuts down a server with an open WebSocket, and the next scan completes the content', async () => {
    const server = startHdqm(['serve'], { ...environment, DATABASE_URL: url });
    const read = printed(server, /"msg":"file extracted"/);
    const [, address = ''] = await printed(server, /^HDQM \S+ (http:\/\/\S+)/m);
    const socket = new WebSocket(`${address.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    const closed = new Promise<number>((resolve) => socket.once('close', resolve));
    await new Promise((resolve) => socket.once('open', resolve));
    await read;
    expect(await stop(server)).toMatchObject(graceful);
    expect(await closed).toBe(1001); // closed by the server; 1006 would be a broken connection
    await expectCleanShutdown();
    expect(await stored()).toBeLessThan(runs.length);
    expect((await hdqm(['scan'], { ...environment, DATABASE_URL: url })).status).toBe(0);
    expect(await contentOf(url)).toEqual(expected);
  });

  it('shuts down a server while a metric hangs, and releases the file', async () => {
    const server = startHdqm(['serve'], { ...environment, DATABASE_URL: url, HDQM_TEST_HELD: 'yes' });
    await printed(server, new RegExp(`R000${runs[3]}.*"msg":"file extracted"`)); // the latest runs are read first
    expect(await stop(server)).toMatchObject(graceful);
    await expectCleanShutdown();
    expect(await stored()).toBeLessThan(runs.length);
    expect((await hdqm(['scan'], { ...environment, DATABASE_URL: url })).status).toBe(0);
    expect(await contentOf(url)).toEqual(expected);
  });

  it('shuts down a worker, and the scan completes its files elsewhere', async () => {
    const worker = startHdqm(['worker'], { ...environment, DATABASE_URL: url });
    await printed(worker, /^Worker of/m);
    const extracted = printed(worker, /"msg":"file extracted"/);
    const scan = hdqm(['scan'], { ...environment, DATABASE_URL: url });
    await extracted;
    expect(await stop(worker)).toMatchObject(graceful);
    expect(await scan).toMatchObject({ status: 0 });
    await expectCleanShutdown();
    expect(await contentOf(url)).toEqual(expected);
  });
});

describe('SIGTERM during a long query', () => {
  it('ends the query in PostgreSQL, answers with 503, and shuts down', async () => {
    const server = startHdqm(['serve'], {
      ...environment,
      DATABASE_URL: url,
      SCAN_SCHEDULE: 'off',
      QUERY_SECONDS: '600',
    });
    const [, address = ''] = await printed(server, /^HDQM \S+ (http:\/\/\S+)/m);
    const blocker = new Client({ connectionString: url });
    await blocker.connect();
    // A table that nothing but the request reads: the server reads points ahead at the same time.
    await blocker.query('BEGIN; LOCK TABLE display_group IN ACCESS EXCLUSIVE MODE');
    const answer = fetch(`${address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ displayGroups { name } }' }),
    });
    const waiting = `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    await expect.poll(() => query(waiting)).toHaveLength(1);
    const over = stop(server);
    const response = await answer;
    expect([response.status, await response.json()]).toMatchObject([
      503,
      { errors: [{ extensions: { code: 'SERVICE_UNAVAILABLE' } }] },
    ]);
    expect(await query(waiting)).toEqual([]);
    expect(await over).toMatchObject(graceful);
    await blocker.end();
    await expectCleanShutdown();
  });
});
