import { cp } from 'node:fs/promises';
import path from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lastStart, openEmbedded } from '../../server/store/connection/embedded-postgres.ts';
import { dropUrl, freshUrl } from '../database.ts';
import { copySample, ended, exported, hdqm, printed, root, samplePath, startHdqm, temporaryFolder } from './command.ts';
import { contentOf } from './content.ts';

let folder: string;
let remove: () => Promise<void>;
let embedded: { HDQM_DATA: string; EOS_ROOT: string; HDQM_CONFIGS: string; PORT: string };
const urls: string[] = [];

/** A database that nobody has used. */
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
  it('copies all that the embedded database holds; HDQM goes on in the new one', async () => {
    const url = await emptyUrl();
    const moved = await hdqm(['migrate', '--from-embedded'], { ...embedded, DATABASE_URL: url });
    expect(moved).toMatchObject({ status: 0 });
    expect(moved.stdout).toMatch(/│ point +│ +\d+ │/);
    const points = await exported(embedded);
    expect(points.length).toBeGreaterThan(20);
    expect(await exported({ DATABASE_URL: url })).toEqual(points);

    const place = await openEmbedded(embedded.HDQM_DATA);
    const { host, database, user } = place.connection;
    const here = `postgresql://${user}@${encodeURIComponent(host)}/${database}`;
    expect(await contentOf(url)).toEqual(await contentOf(here));
    expect(await stopped(url)).toEqual(await stopped(here));
    expect(await stopped(url)).toEqual(['scan']);
    await place.close();

    // A new file gets numbers of its own, after those that came.
    await copySample(samplePath('ZeroBias', 'Run2023C', 367414), embedded.EOS_ROOT);
    const scan = await hdqm(['scan'], { ...embedded, DATABASE_URL: url });
    expect(scan).toMatchObject({ status: 0 });
    expect((await exported({ DATABASE_URL: url })).length).toBeGreaterThan(points.length);
  });

  it('leaves a database alone that holds something already', async () => {
    const url = await emptyUrl();
    const settings = { ...embedded, DATABASE_URL: url };
    expect(await hdqm(['migrate', '--from-embedded', embedded.HDQM_DATA], settings)).toMatchObject({ status: 0 });
    const before = await contentOf(url);
    const again = await hdqm(['migrate', '--from-embedded'], settings);
    expect(again.status).toBe(1);
    expect(again.stderr).toMatch(/holds data already \(table config\): nothing was copied/);
    expect(await contentOf(url)).toEqual(before);
  });

  it('all of it or nothing, where it breaks off', async () => {
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

  it('says what is missing: DATABASE_URL, an embedded database, others that stop', async () => {
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
      stderr: expect.stringContaining('in use by 1 other hdqm process: stop them first'),
    });
    const over = ended(server);
    server.kill('SIGTERM');
    expect(await over).toMatchObject({ status: 0 });
  });
});

async function stopped(url: string): Promise<string[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ name: string }>('SELECT name FROM stopped_schedule');
  await client.end();
  return rows.map(({ name }) => name);
}
