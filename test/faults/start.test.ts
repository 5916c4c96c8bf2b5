/**
 * PostgreSQL is unavailable while HDQM starts: stopped for a while, or killed in the first second after the server listens. HDQM waits, or becomes
 * ready again. KILLS is the number of kills.
 */
import { randomInt } from 'node:crypto';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { sampleTree, temporaryFolder } from '../integration/command.ts';
import { numberFrom } from '../random.ts';
import { Postgres } from './postgres.ts';
import { Site } from './site.ts';
import { until } from './until.ts';

const kills = numberFrom('KILLS', 3);

let postgres: Postgres;
let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
let site: Site;
beforeAll(async () => {
  temporary = await temporaryFolder();
  postgres = await Postgres.create(path.join(temporary.folder, 'postgres'));
  await postgres.query('postgres', 'CREATE DATABASE hdqm');
});
afterAll(async () => {
  await postgres.kill();
  await temporary.remove();
});
beforeEach(() => {
  site = new Site({ EOS_ROOT: sampleTree, DATABASE_URL: postgres.url('hdqm') });
});
afterEach(() => site.stop());

const isReady = async (): Promise<boolean> =>
  site.url !== '' && (await fetch(`${site.url}/ready`).catch(() => undefined))?.status === 200;

it('server and worker wait for a database that is unavailable when they start', async () => {
  await postgres.stop();
  site.start('server');
  site.start('worker');
  await until(
    'both have tried twice',
    () => (site.log.match(/"not started, database unavailable: /g)?.length ?? 0) >= 4,
  );
  expect(site.log).toMatch(/not started, database unavailable: .*ECONNREFUSED.*; retrying in 2 s/);
  expect([site.url, site.isRunning('server'), site.isRunning('worker')]).toEqual(['', true, true]);
  await postgres.start();
  await until('the server is ready', isReady);
  await site.waitForLog(/Worker of/);
});

// The first one immediately: the schedules are being stored then. Every other one while the worker and the first scan begin.
for (const ms of [0, ...Array.from({ length: kills }, (_, index) => randomInt(index % 2 === 0 ? 120 : 1000))])
  it(`a server is ready again after PostgreSQL was killed ${ms} ms after it listens`, async () => {
    site.start('server');
    await until('the server listens', () => site.url !== '');
    await delay(ms);
    await postgres.kill();
    await postgres.start();
    await until('the server is ready', isReady);
    expect(site.isRunning('server')).toBe(true);
    // Its scheduler works, too.
    await until('the scan of the start has finished', async () => (await scans()) > 0);
  });

async function scans(): Promise<number> {
  const response = await fetch(`${site.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ scans { state } }' }),
  }).catch(() => undefined);
  const { data } = ((await response?.json()) ?? {}) as { data?: { scans: { state: string }[] } };
  return data?.scans.filter(({ state }) => state === 'finished').length ?? 0;
}
