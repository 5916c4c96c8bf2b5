import { cp } from 'node:fs/promises';
import path from 'node:path';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrations } from '../../migrations/index.ts';
import { sourceOptions } from '../../server/store/connection/database.ts';
import { lastStart, openEmbedded } from '../../server/store/connection/embedded-postgres.ts';
import { dropUrl, freshUrl } from '../database.ts';
import { copySample, ended, exported, hdqm, printed, root, samplePath, startHdqm, temporaryFolder } from './command.ts';
import { contentOf } from './content.ts';

let folder: string;
let remove: () => Promise<void>;
let embedded: { HDQM_DATA: string; EOS_ROOT: string; HDQM_CONFIGS: string; PORT: string };
const urls: string[] = [];

/** Creates an empty database. */
async function emptyUrl(): Promise<string> {
  const url = await freshUrl({ empty: true });
  urls.push(url);
  return url;
}

beforeAll(async () => {
  ({ folder, remove } = await temporaryFolder());
  const tree = path.join(folder, 'eos');
  for (const run of [367406, 367411]) await copySample(samplePath('ZeroBias', 'Run2023C', run), tree);
  const configs = path.join(folder, 'configs');
  await cp(path.join(root, 'configs/Tracker'), path.join(configs, 'Tracker'), { recursive: true });
  embedded = { HDQM_DATA: path.join(folder, 'data'), EOS_ROOT: tree, HDQM_CONFIGS: configs, PORT: '0' };
  expect(await hdqm(['scan'], embedded)).toMatchObject({ status: 0 });
  expect(await hdqm(['schedule', 'stop', 'scan'], embedded)).toMatchObject({ status: 0 });
});
afterAll(async () => {
  for (const url of urls) await dropUrl(url);
  await remove();
});

describe('hdqm migrate --from-embedded', () => {
  it('copies the embedded database, and HDQM continues in the new one', async () => {
    const url = await emptyUrl();
    const moved = await hdqm(['migrate', '--from-embedded'], { ...embedded, DATABASE_URL: url });
    expect(moved).toMatchObject({ status: 0 });
    expect(moved.stdout).toMatch(/│ point +│ +\d+ │/);
    const points = await exported(embedded);
    expect(points.length).toBeGreaterThan(20);
    expect(await exported({ DATABASE_URL: url })).toEqual(points);

    const source = await openEmbedded(embedded.HDQM_DATA);
    const { host, database, user } = source.connection;
    const here = `postgresql://${user}@${encodeURIComponent(host)}/${database}`;
    expect(await contentOf(url)).toEqual(await contentOf(here));
    expect(await pausedSchedules(url)).toEqual(await pausedSchedules(here));
    expect(await pausedSchedules(url)).toEqual(['scan']);
    await source.close();

    // A new file gets ids after the copied ones.
    await copySample(samplePath('ZeroBias', 'Run2023C', 367414), embedded.EOS_ROOT);
    const scan = await hdqm(['scan'], { ...embedded, DATABASE_URL: url });
    expect(scan).toMatchObject({ status: 0 });
    expect((await exported({ DATABASE_URL: url })).length).toBeGreaterThan(points.length);
  });

  it('rejects a database that is not empty', async () => {
    const url = await emptyUrl();
    const settings = { ...embedded, DATABASE_URL: url };
    expect(await hdqm(['migrate', '--from-embedded', embedded.HDQM_DATA], settings)).toMatchObject({ status: 0 });
    const before = await contentOf(url);
    const again = await hdqm(['migrate', '--from-embedded'], settings);
    expect(again.status).toBe(1);
    expect(again.stderr).toMatch(/is not empty \(table config\): nothing was copied/);
    expect(await contentOf(url)).toEqual(before);
  });

  it('rolls back if it fails', async () => {
    const url = await emptyUrl();
    expect(await hdqm(['migrate'], { DATABASE_URL: url })).toMatchObject({ status: 0 });
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query('ALTER TABLE point ADD CONSTRAINT no_more CHECK (run_number < 367411)');
    const moved = await hdqm(['migrate', '--from-embedded'], { ...embedded, DATABASE_URL: url });
    expect(moved.status).toBe(1);
    expect(moved.stderr).toContain('no_more');
    for (const table of ['config', 'file', 'run', 'point'])
      expect((await client.query(`SELECT 1 FROM ${table}`)).rowCount).toBe(0);
    await client.query('ALTER TABLE point DROP CONSTRAINT no_more');
    expect(await hdqm(['migrate', '--from-embedded'], { ...embedded, DATABASE_URL: url })).toMatchObject({ status: 0 });
    await client.end();
  });

  it('reports a missing DATABASE_URL, a missing embedded database, and other processes', async () => {
    expect(await hdqm(['migrate', '--from-embedded'], embedded)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('DATABASE_URL is not set'),
    });
    const url = await emptyUrl();
    const nowhere = path.join(folder, 'nowhere');
    expect(await hdqm(['migrate', '--from-embedded', nowhere], { DATABASE_URL: url })).toMatchObject({
      status: 2,
      stderr: expect.stringContaining(`no embedded database in ${nowhere}`),
    });
    expect(await lastStart(nowhere)).toBeUndefined();
    const server = startHdqm(['serve'], embedded);
    await printed(server, /http:/);
    expect(await hdqm(['migrate', '--from-embedded'], { ...embedded, DATABASE_URL: url })).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('in use by 1 other hdqm process. Stop them first'),
    });
    const over = ended(server);
    server.kill('SIGTERM');
    expect(await over).toMatchObject({ status: 0 });
  });
});

describe('hdqm migrate', () => {
  it('keeps the data of a database of the previous release under the new names', async () => {
    const url = await emptyUrl();
    const previous = migrations.slice(
      0,
      migrations.findIndex(({ name }) => name.startsWith('StandardNames')),
    );
    const dataSource = await new DataSource({ ...sourceOptions(url, undefined, 2), migrations: previous }).initialize();
    await dataSource.runMigrations({ transaction: 'each' });
    const [first, next, last] = ['2026-01-01 00:00:00+00', '2026-01-02 00:00:00+00', '2026-01-03 00:00:00+00'];
    const worker = '00000000-0000-4000-8000-000000000001';
    await dataSource.query(`
      INSERT INTO dataset (primary_dataset, processing) VALUES ('ZeroBias', 'PromptReco');
      INSERT INTO run (number) VALUES (367406);
      INSERT INTO file (path, dataset_id, run_number, era, processing_version, tier, version, state, tries, next_try, begun_by)
        VALUES ('a.root', 1, 367406, 'Run2023C', 1, 'DQMIO', 1, 'failed', 3, '${next}', '{${worker}}');
      INSERT INTO run_service (run_number, service, state, tries, next_try, asked_first_at, asked_at)
        VALUES (367406, 'oms', 'failed', 12, '${next}', '${first}', '${last}');
      INSERT INTO worker (id, host, pid, role, threads, seen_at) VALUES ('w', 'here', 1, 'worker', 2, '${last}');
      INSERT INTO stopped_schedule (name, stopped_at) VALUES ('scan', '${last}');
      INSERT INTO selection (id, golden_json, created_at) VALUES ('abc', '{"367406": [[1, 9]]}', '${last}');
    `);
    expect(await hdqm(['migrate'], { DATABASE_URL: url })).toMatchObject({ status: 0 });
    const [firstAt, nextAt, lastAt] = [first, next, last].map((time) => new Date(time));
    const rows = async (query: string): Promise<unknown> => (await dataSource.query<unknown[]>(query))[0];
    expect(await rows('SELECT attempts, next_attempt_at, unfinished_attempts FROM file')).toEqual({
      attempts: 3,
      next_attempt_at: nextAt,
      unfinished_attempts: [worker],
    });
    expect(await rows('SELECT attempts, next_attempt_at, first_queried_at, queried_at FROM run_service')).toEqual({
      attempts: 12,
      next_attempt_at: nextAt,
      first_queried_at: firstAt,
      queried_at: lastAt,
    });
    expect(await rows('SELECT id, heartbeat_at FROM worker')).toEqual({ id: 'w', heartbeat_at: lastAt });
    expect(await rows('SELECT name, paused_at FROM paused_schedule')).toEqual({ name: 'scan', paused_at: lastAt });
    expect(await rows('SELECT id, golden_json, created_at FROM saved_selection')).toEqual({
      id: 'abc',
      golden_json: { '367406': [[1, 9]] },
      created_at: lastAt,
    });
    await dataSource.destroy();
  });
});

async function pausedSchedules(url: string): Promise<string[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ name: string }>('SELECT name FROM paused_schedule');
  await client.end();
  return rows.map(({ name }) => name);
}
