import type { ChildProcess } from 'node:child_process';
import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../server/store/connection/database.ts';
import { listScans } from '../../server/store/scans.ts';
import { dropUrl, freshUrl } from '../database.ts';
import { contentOf } from './content.ts';
import {
  type Ended,
  ended,
  type Environment,
  hdqm,
  printed,
  root,
  sampleTree,
  startHdqm,
  temporaryFolder,
} from './command.ts';

let folder: string;
let remove: () => Promise<void>;
let url: string;
let database: Database;
let environment: Environment;
const processes: { readonly child: ChildProcess; readonly over: Promise<Ended> }[] = [];

beforeEach(async () => {
  ({ folder, remove } = await temporaryFolder());
  url = await freshUrl();
  database = await openDatabase({ url, dataFolder: '' });
  environment = { DATABASE_URL: url, EOS_ROOT: path.join(folder, 'eos'), LEASE_SECONDS: '5', PORT: '0' };
});
afterEach(async () => {
  for (const { child } of processes) child.kill('SIGTERM');
  await Promise.all(processes.splice(0).map(({ over }) => over));
  await database.close();
  await dropUrl(url);
  await remove();
});

function start(command: 'serve' | 'worker', more: Environment = {}): ChildProcess {
  const child = startHdqm([command], { ...environment, ...more });
  processes.push({ child, over: ended(child) });
  return child;
}

/** Copies the sample's files of a dataset under `times` names of datasets. */
async function multiply(dataset: string, times: number): Promise<void> {
  const from = path.join(sampleTree, 'Run2023', dataset);
  for (const file of await readdir(from, { recursive: true })) {
    if (!/__.*\.root$/.test(file)) continue;
    for (let copy = 0; copy < times; copy += 1) {
      const to = path.join(
        folder,
        'eos/Run2023',
        `${dataset}${copy}`,
        file.replace(`__${dataset}__`, `__${dataset}${copy}__`),
      );
      await mkdir(path.dirname(to), { recursive: true });
      await copyFile(path.join(from, file), to);
    }
  }
}

/**
 * Writes a config with a slow metric, so that a scan lasts long enough for all workers to claim files.
 * Returns the folders of configs and of metrics.
 */
async function slowConfig(): Promise<[configs: string, metrics: string]> {
  const [configs, metrics] = [path.join(folder, 'configs'), path.join(folder, 'metrics')];
  await mkdir(path.join(configs, 'Slow'), { recursive: true });
  await mkdir(metrics);
  const me = 'Tracking/TrackParameters/highPurityTracks/pt_1/GeneralProperties/NumberOfTracks_GenTk';
  await writeFile(
    path.join(configs, 'Slow/plots.ini'),
    `[plot:Slow]\nmetric = lazy.Slow()\nrelativePath = ${me}\nyTitle = y\n`,
  );
  await writeFile(
    path.join(metrics, 'lazy.ts'),
    `import { metric, oneDimensional, value } from 'hdqm/metrics';
    export const Slow = metric({ inputs: { main: oneDimensional }, parameters: {}, formula: 'none', summary: 'Takes its time.',
      example: 'lazy.Slow()', reduce: ({ main }) => {
        const until = performance.now() + 400;
        while (performance.now() < until);
        return value(main.entries, 0);
      } });`,
  );
  return [configs, metrics];
}

const polling = { timeout: 240_000, interval: 100 };
const lastScan = async () => (await listScans(database, { limit: 1 }))[0];
const sql = <T>(text: string, values: unknown[] = []): Promise<T[]> => database.dataSource.query<T[]>(text, values);

describe('two servers and two workers on one database', () => {
  it('store every point once although a worker is killed', async () => {
    await multiply('ZeroBias', 1);
    const [configs, metrics] = await slowConfig();
    environment = { ...environment, HDQM_CONFIGS: `${path.join(root, 'configs')}:${configs}`, HDQM_METRICS: metrics };
    const undisturbed = await freshUrl();
    expect(await hdqm(['scan'], { ...environment, DATABASE_URL: undisturbed })).toMatchObject({ status: 0 });
    const wanted = await contentOf(undisturbed);
    await dropUrl(undisturbed);

    // With four threads and a prefetched file it has claimed files whenever it is killed.
    const victim = start('worker', { WORKERS: '4' });
    const survivor = start('worker', { WORKERS: '1' });
    await Promise.all([victim, survivor].map((child) => printed(child, /Worker of/)));
    // Both servers start the scheduled scan that was missed.
    const servers = [start('serve', { WORKERS: '1' }), start('serve', { WORKERS: '1' })];
    await expect
      .poll(
        async () =>
          (await sql<{ files: string[] }>('SELECT files FROM worker WHERE pid = $1', [victim.pid]))[0]?.files.length,
        polling,
      )
      .toBeGreaterThan(0);
    victim.kill('SIGKILL');
    const [afterKill] = await sql<{ left: number }>(`SELECT count(*)::int AS left FROM file WHERE state = 'found'`);
    expect(afterKill?.left).toBeGreaterThan(5);

    await expect.poll(async () => (await lastScan())?.state, polling).toBe('finished');
    expect(await contentOf(url)).toEqual(wanted);
    const [counts] = await sql<{ scans: number; files: number; points: number; retried: number }>(
      `SELECT (SELECT count(*)::int FROM scan) AS scans,
         (SELECT count(*)::int FROM file WHERE state = 'extracted') AS files,
         (SELECT count(*)::int FROM point) AS points,
         (SELECT count(*)::int FROM pgboss.job WHERE name = 'extract' AND retry_count > 0 AND state = 'completed') AS retried`,
    );
    expect(counts?.scans).toBe(1);
    expect(counts?.retried).toBeGreaterThan(0);
    expect(await lastScan()).toMatchObject({ filesExtracted: counts?.files, points: counts?.points, filesFailed: 0 });
    const workers = await sql<{ worker: string }>(
      `SELECT DISTINCT details ->> 'worker' AS worker FROM log_line WHERE message = 'file extracted' AND scan_id IS NOT NULL`,
    );
    const pids = workers.map(({ worker }) => Number(worker.split(' ').at(-1)));
    expect(pids).toEqual(expect.arrayContaining([survivor, ...servers].map(({ pid }) => pid)));
  });
});

describe('a second worker process', () => {
  it('extracts files for backfill and recompute commands that run without a server', async () => {
    await multiply('ZeroBias', 1);
    expect(await hdqm(['scan'], environment)).toMatchObject({ status: 0 });
    const [configs, metrics] = await slowConfig();
    environment = { ...environment, HDQM_CONFIGS: `${path.join(root, 'configs')}:${configs}`, HDQM_METRICS: metrics };
    const helper = start('worker', { WORKERS: '2' });
    await printed(helper, /Worker of/);
    /** Number of files that the second worker extracted after a log line, and the id of the last line. */
    const extracted = async (since: number): Promise<{ files: number; last: number }> => {
      const [row] = await sql<{ files: number; last: number }>(
        `SELECT count(*) FILTER (WHERE details ->> 'worker' LIKE '% ' || $2)::int AS files, coalesce(max(id), 0)::int AS last
         FROM log_line WHERE message = 'file extracted' AND id > $1`,
        [since, helper.pid],
      );
      return row ?? { files: 0, last: 0 };
    };
    const { last: beforeBackfill } = await extracted(0);

    const scan = await hdqm(['scan'], { ...environment, WORKERS: '1', LOG_LEVEL: 'info' });
    expect(scan).toMatchObject({ status: 0, stdout: expect.stringMatching(/read again for new configs\s+│\s+[1-9]/) });
    const backfill = await extracted(beforeBackfill);
    expect(backfill.files).toBeGreaterThan(0);

    const selection = ['--subsystem', 'Slow', '--replace'];
    const recompute = await hdqm(['recompute', ...selection], { ...environment, WORKERS: '1' });
    expect(recompute).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^(\d+) points of 1 configs stored, from \1 files/),
    });
    expect((await extracted(backfill.last)).files).toBeGreaterThan(0);
    expect(await sql(`SELECT FROM pgboss.job WHERE name = 'extract' AND state < 'completed'`)).toEqual([]);
  });
});

describe('two servers on one database', () => {
  it('never run scans concurrently', async () => {
    await multiply('Cosmics', 1);
    const servers = [start('serve'), start('serve')];
    const bases = await Promise.all(
      servers.map(async (child) => (await printed(child, /(http:\/\/127\.0\.0\.1:\d+)/))[1]),
    );
    await expect.poll(async () => (await lastScan())?.state, polling).toBe('finished');
    for (let round = 0; round < 4; round += 1) {
      const answers = await Promise.all(bases.map((base) => scanNow(base ?? '')));
      for (const answer of answers) expect(answer).toMatch(/"scan":"\d+"|a scan is already running/);
      expect(answers.some((answer) => answer.includes('"scan":'))).toBe(true);
      await expect.poll(async () => (await lastScan())?.state, polling).toBe('finished');
    }
    const [overlaps] = await sql<{ count: number; scans: number }>(
      `SELECT count(*) FILTER (WHERE b.id IS NOT NULL)::int AS count, count(DISTINCT a.id)::int AS scans FROM scan a LEFT JOIN scan b
         ON a.id < b.id AND tstzrange(a.started_at, a.finished_at, '()') && tstzrange(b.started_at, b.finished_at, '()')`,
    );
    expect(overlaps?.count).toBe(0);
    expect(overlaps?.scans).toBeGreaterThan(4);
    expect(await sql(`SELECT FROM scan WHERE state <> 'finished'`)).toEqual([]);
  });
});

describe('a missed scheduled scan', () => {
  it('starts with the server unless the schedule is paused', async () => {
    await multiply('Cosmics', 1);
    expect(await hdqm(['scan'], environment)).toMatchObject({ status: 0 });
    await sql(`UPDATE scan SET started_at = now() - interval '2 days', finished_at = now() - interval '2 days'`);
    expect((await hdqm(['schedule', 'pause', 'scan'], environment)).stdout).toMatch(/paused/);
    const paused = start('serve');
    // The server queues the pending runs after it has decided about the scan.
    await expect.poll(async () => (await sql(`SELECT FROM pgboss.job WHERE name = 'enrich'`)).length, polling).toBe(1);
    expect((await lastScan())?.id).toBe(1);
    paused.kill('SIGTERM');
    await processes.splice(0)[0]?.over;

    expect((await hdqm(['schedule', 'start', 'scan'], environment)).stdout).toMatch(/0 3 \* \* \* \(Europe\/Zurich\)/);
    start('serve');
    await expect.poll(async () => (await lastScan())?.id, polling).toBe(2);
    await expect.poll(async () => (await lastScan())?.state, polling).toBe('finished');
  });
});

describe('a worker without access to EOS_ROOT', () => {
  it('claims no files and reports the problem', async () => {
    await multiply('Cosmics', 4);
    await mkdir(path.join(folder, 'unmounted'));
    // A killed scan leaves files in the queue.
    const scan = startHdqm(['scan'], { ...environment, WORKERS: '1' });
    const over = ended(scan);
    await printed(scan, /extract: [1-9]\d* of 24/);
    scan.kill('SIGKILL');
    await over;
    const worker = start('worker', { EOS_ROOT: path.join(folder, 'unmounted') });
    await printed(worker, /worker paused for \d+ s: EOS_ROOT .*unmounted is unavailable: it is empty/);
    const reportedProblem = async () =>
      (await sql<{ problem: string }>(`SELECT problem FROM worker WHERE role = 'worker'`))[0]?.problem;
    await expect.poll(reportedProblem, polling).toMatch(/is unavailable: it is empty$/);
    await hdqm(['scan'], environment);
    expect(await sql(`SELECT FROM file WHERE state = 'extracted'`)).toHaveLength(24);
  });
});

async function scanNow(base: string): Promise<string> {
  const response = await fetch(`${base}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: 'mutation { scan }' }),
  });
  return response.text();
}
