import { cp } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startStandIn, type StandIn, type StandInAnswers } from '../../server/enrich/stand-in.ts';
import { openDatabase } from '../../server/store/connection/database.ts';
import { countPending, serviceStates } from '../../server/store/runs/service-status.ts';
import { Run } from '../../server/store/entities/index.ts';
import { listScans } from '../../server/store/scans.ts';
import { dropUrl, freshUrl } from '../database.ts';
import { startProxy } from '../proxy-server.ts';
import { answers, secret } from '../server/enrich/stand-in.ts';
import { ended, type Environment, hdqm, samplePath, sampleTree, startHdqm, temporaryFolder } from './command.ts';

let environment: Environment;
let standIn: StandIn;
let remove: () => Promise<void>;
let known: () => StandInAnswers;
let down: boolean;
let withoutFills: boolean;
const runs = [366409, 366411, 366414, 366417];

beforeEach(async () => {
  const temporary = await temporaryFolder();
  remove = temporary.remove;
  known = answers;
  down = false;
  withoutFills = false;
  standIn = await startStandIn(
    () => known(),
    (_service, request, response) => {
      if (down) response.destroy();
      else if (withoutFills && request.url?.includes('/fills') === true) response.writeHead(404).end('{}');
      else return false;
      return true;
    },
  );
  for (const run of runs) {
    const file = samplePath('ZeroBias', 'Run2023B', run);
    await cp(path.join(sampleTree, file), path.join(temporary.folder, 'eos', file));
  }
  environment = {
    DATABASE_URL: await freshUrl(),
    EOS_ROOT: path.join(temporary.folder, 'eos'),
    CLIENT_ID: 'hdqm',
    CLIENT_SECRET: secret,
    TOKEN_URL: standIn.tokenUrl,
    OMS_URL: standIn.omsUrl,
    RR_URL: standIn.rrUrl,
  };
});
afterEach(async () => {
  await standIn.close();
  await dropUrl(environment['DATABASE_URL'] ?? '');
  await remove();
});

async function query<T>(text: string): Promise<T[]> {
  const database = await openDatabase({ url: environment['DATABASE_URL'], dataFolder: '' });
  try {
    return await database.dataSource.query<T[]>(text);
  } finally {
    await database.close();
  }
}

it('enriches the runs of a scan in a few requests', async () => {
  const { stdout, status } = await hdqm(['scan'], environment);
  expect(status).toBe(0);
  expect(stdout).toContain('OMS: 4 runs queried, 4 found, 0 not in OMS, 0 pending');
  expect(stdout).toContain('Run Registry: 4 runs queried, 4 found, 0 not in Run Registry, 0 pending');
  expect(stdout).toContain('No runs pending.');
  expect(standIn.requests).toEqual({ token: 2, oms: 2, rr: 1 });
  const database = await openDatabase({ url: environment['DATABASE_URL'], dataFolder: '' });
  const found = await database.dataSource.getRepository(Run).find({ order: { number: 'ASC' } });
  await database.close();
  expect(found.map(({ number, fill, class: runClass, significant }) => [number, fill, runClass, significant])).toEqual([
    [366409, 8691, 'Collisions23', true],
    [366411, 8691, 'Commissioning23', false],
    [366414, 8691, 'Collisions23', true],
    [366417, 8691, 'Collisions23', true],
  ]);
});

it('stores every point while all three services are down', async () => {
  down = true;
  const { stdout, status } = await hdqm(['scan'], environment);
  expect(status).toBe(0);
  expect(stdout).toContain('4 runs pending: queried again later.');
  expect(stdout).toMatch(
    /OMS: 4 runs queried, 0 found, 0 not in OMS, 4 pending \(no token for cmsoms-prod from 127\.0\.0\.1:\d+: connection closed\)/,
  );
  expect(stdout).toMatch(/points stored\s+│\s+596 /);
  expect(stdout).not.toContain(secret);
  const [scan] = await query<{ pending: number }>('SELECT runs_pending AS pending FROM scan');
  expect(scan?.pending).toBe(4);
  const { stdout: report } = await hdqm(['status'], environment);
  expect(report).toMatch(/OMS: 4 runs pending, next attempt after 20.*\n {2}4: no token for cmsoms-prod/);
});

it('retries automatically when the services are available again', async () => {
  down = true;
  // The server starts the scheduled scan that was missed.
  const server = startHdqm(['serve'], { ...environment, PORT: '0', SERVICE_RETRY_SECONDS: '1', LOG_LEVEL: 'info' });
  const over = ended(server);
  const database = await openDatabase({ url: environment['DATABASE_URL'], dataFolder: '' });
  const scan = async () => (await listScans(database, { limit: 1 }))[0];
  const polling = { timeout: 240_000, interval: 200 };
  try {
    await expect.poll(async () => (await scan())?.state, polling).toBe('finished');
    expect(await scan()).toMatchObject({ points: 596, runsPending: 4 });
    // It retries automatically with increasing back-off.
    await expect
      .poll(async () => (await serviceStates(database, [366409])).get(366409)?.[0]?.attempts, polling)
      .toBe(3);
    expect(await countPending(database)).toEqual({ runs: 4, oms: 4, rr: 4 });
    down = false;
    await expect.poll(async () => (await countPending(database)).runs, polling).toBe(0);
    expect((await serviceStates(database, runs)).get(366411)).toMatchObject([{ state: 'known' }, { state: 'known' }]);
  } finally {
    await database.close();
    server.kill('SIGTERM');
    await over;
  }
});

it('queries an unknown run again', async () => {
  known = () => ({ ...answers(), registry: [] });
  const { stdout } = await hdqm(['scan'], environment);
  expect(stdout).toContain('Run Registry: 4 runs queried, 0 found, 4 not in Run Registry, 0 pending');
  expect(stdout).toContain('No runs pending.');
  known = answers;
  const again = await hdqm(['enrich', '--runs', '366000-366411', '--service', 'rr'], environment);
  expect(again.stdout).toBe(
    'Run Registry: 2 runs queried, 2 found, 0 not in Run Registry, 0 pending\nNo runs pending.\n',
  );
  expect(again.status).toBe(0);
});

it('queries 5,000 new runs in a few dozen requests', async () => {
  const numbers = Array.from({ length: 5000 }, (_, index) => 360_000 + 3 * index);
  known = () => ({
    runs: numbers.map((run) => ({ attributes: { run_number: run, fill_number: 8000 + Math.floor(run / 100) } })),
    fills: [],
    registry: numbers.map((run) => ({ run_number: run, rr_attributes: { class: 'Cosmics23', significant: true } })),
  });
  await hdqm(['migrate'], environment);
  await query(`INSERT INTO run (number) SELECT 360000 + 3 * i FROM generate_series(0, 4999) AS i`);
  const { stdout, status } = await hdqm(['enrich'], environment);
  expect(stdout).toBe(
    'OMS: 5000 runs queried, 5000 found, 0 not in OMS, 0 pending\n' +
      'Run Registry: 5000 runs queried, 5000 found, 0 not in Run Registry, 0 pending\nNo runs pending.\n',
  );
  expect(status).toBe(0);
  expect(standIn.requests.token).toBe(2);
  expect(standIn.requests.oms).toBeLessThan(40);
  expect(standIn.requests.rr).toBeLessThan(40);
});

it('reaches the services through the proxy of the environment', async () => {
  const port = Number(new URL(standIn.rrUrl).port);
  const proxy = await startProxy({ 'oms.invalid': port, 'rr.invalid': port });
  try {
    const { stdout } = await hdqm(['scan'], {
      ...environment,
      HTTP_PROXY: proxy.url,
      OMS_URL: 'http://oms.invalid/agg/api/v1',
      RR_URL: 'http://rr.invalid',
    });
    expect(stdout).toContain('OMS: 4 runs queried, 4 found, 0 not in OMS, 0 pending');
    expect(stdout).toContain('Run Registry: 4 runs queried, 4 found, 0 not in Run Registry, 0 pending');
    const hosts = proxy.requests.map((line) => new URL(line.replace(/^\S+ /, '')).hostname);
    expect(new Set(hosts)).toEqual(new Set(['127.0.0.1', 'oms.invalid', 'rr.invalid']));
  } finally {
    proxy.close();
  }
});

it('knows the runs of an OMS without fills, and queries the fills again', async () => {
  withoutFills = true;
  const { stdout } = await hdqm(['scan'], environment);
  expect(stdout).toContain('OMS: 4 runs queried, 4 found, 0 not in OMS, 0 pending');
  const states = await query('SELECT DISTINCT state, attempts FROM run_service WHERE service = $$oms$$');
  expect(states).toEqual([{ state: 'known', attempts: 1 }]);
  const columns =
    'SELECT DISTINCT fill, injection_scheme IS NULL AS "isWithoutScheme", significant IS NULL AS unjudged FROM run';
  expect(await query(columns)).toEqual([{ fill: 8691, isWithoutScheme: true, unjudged: false }]);
  withoutFills = false;
  await query('UPDATE run_service SET next_attempt_at = now()');
  expect((await hdqm(['enrich'], environment)).status).toBe(0);
  expect(await query(columns)).toEqual([{ fill: 8691, isWithoutScheme: false, unjudged: false }]);
});

it('reports that services are not configured', async () => {
  const { DATABASE_URL = '', EOS_ROOT = '' } = environment;
  const { stdout, status } = await hdqm(['enrich'], { DATABASE_URL, EOS_ROOT });
  expect(stdout).toBe('OMS and Run Registry are not queried: CLIENT_ID is not set.\n');
  expect(status).toBe(1);
});
