/**
 * PostgreSQL is unavailable during a scan under load: requests fail with 503, and everything recovers without a restart.
 * OUTAGE_SECONDS is the duration.
 */
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Content, contentOf, differences, sampleContent } from '../integration/content.ts';
import { sampleTree, temporaryFolder } from '../integration/command.ts';
import { numberFrom } from '../random.ts';
import { Postgres } from './postgres.ts';
import { Site, untilScanned, untilStored } from './site.ts';
import { until } from './until.ts';

const outageSeconds = numberFrom('OUTAGE_SECONDS', 2);

let postgres: Postgres;
let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
let undisturbed: Content;
beforeAll(async () => {
  temporary = await temporaryFolder();
  postgres = await Postgres.create(path.join(temporary.folder, 'postgres'));
  for (const name of ['stopped', 'hanging']) await postgres.query('postgres', `CREATE DATABASE ${name}`);
  undisturbed = await sampleContent();
});
afterAll(async () => {
  await postgres.kill();
  await temporary.remove();
});

const query = '{ configs(subsystem: "Tracker") { name } datasets { primaryDataset } }';

function sendQuery(url: string): Promise<Response> {
  return fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
    signal: AbortSignal.timeout(30_000),
  });
}

/** Sends queries in a loop until it is stopped. */
class LoadClient {
  /** Number of responses by status. */
  readonly responses: Record<number, number> = {};
  /** Unexpected responses. */
  readonly unexpected: string[] = [];
  private isStopped = false;
  private readonly loop: Promise<void>;

  constructor(url: string) {
    this.loop = this.run(url);
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    await this.loop;
  }

  private async run(url: string): Promise<void> {
    while (!this.isStopped) {
      const response = await sendQuery(url).catch((error: Error) => error);
      if (response instanceof Error) {
        this.unexpected.push(`no response: ${response.message}`);
        continue;
      }
      const { data, errors } = (await response.json()) as {
        data?: { configs?: unknown[] };
        errors?: { message: string }[];
      };
      this.responses[response.status] = (this.responses[response.status] ?? 0) + 1;
      const isExpected =
        response.status === 200
          ? errors === undefined && (data?.configs?.length ?? 0) > 5
          : response.status === 503 && /database/.test(errors?.[0]?.message ?? '');
      if (!isExpected) this.unexpected.push(`${response.status}: ${JSON.stringify({ data, errors }).slice(0, 300)}`);
    }
  }
}

it(`PostgreSQL stopped for ${outageSeconds} s under load loses no data`, async () => {
  const url = postgres.url('stopped');
  const site = new Site({ EOS_ROOT: sampleTree, DATABASE_URL: url });
  const clients: LoadClient[] = [];
  try {
    site.start('worker');
    await site.waitForLog(/Worker of/);
    site.start('server');
    await untilStored(url, 1);
    for (let count = 0; count < 4; count++) clients.push(new LoadClient(site.url));
    await untilStored(url, 10);
    await postgres.stop();
    const stoppedAt = Date.now();
    await delay(outageSeconds * 1000); // the duration of the outage
    const ready = await fetch(`${site.url}/ready`);
    expect([ready.status, await ready.json()]).toEqual([
      503,
      { ready: false, reason: expect.stringMatching(/database/) as string },
    ]);
    expect((await fetch(`${site.url}/health`)).status).toBe(200);
    const duringOutage = sum(clients);
    expect(duringOutage[503]).toBeGreaterThan(0);
    await postgres.start();
    await untilScanned(url);
    const recoveredAt = Date.now();
    expect((await fetch(`${site.url}/ready`)).status).toBe(200);
    for (const client of clients) await client.stop();
    const all = sum(clients);
    expect(all[200] ?? 0).toBeGreaterThan(duringOutage[200] ?? 0);
    expect(clients.flatMap(({ unexpected }) => unexpected)).toEqual([]);
    expect(differences(undisturbed, await contentOf(url))).toEqual([]);
    expect([site.isRunning('server'), site.isRunning('worker')]).toEqual([true, true]);
    process.stdout.write(
      `PostgreSQL stopped for ${outageSeconds} s under load: responses ${JSON.stringify(all)}, recovered within ${((recoveredAt - stoppedAt) / 1000 - outageSeconds).toFixed(1)} s\n`,
    );
  } finally {
    for (const client of clients) await client.stop();
    await site.stop();
  }
});

it.runIf(process.platform === 'linux')(
  'PostgreSQL that hangs is reported as unavailable, and requests succeed once it responds',
  async () => {
    const site = new Site({
      EOS_ROOT: sampleTree,
      DATABASE_URL: postgres.url('hanging'),
      QUERY_SECONDS: '1',
      SCAN_SCHEDULE: 'off',
    });
    try {
      site.start('server');
      await until('the server has started', () => site.url !== '');
      expect((await sendQuery(site.url)).status).toBe(200);
      postgres.freeze();
      const [ready, answer] = await Promise.all([fetch(`${site.url}/ready`), sendQuery(site.url)]);
      expect([ready.status, await ready.json()]).toEqual([
        503,
        { ready: false, reason: 'the database does not answer within 3 s' },
      ]);
      expect([answer.status, await answer.json()]).toMatchObject([
        503,
        { errors: [{ extensions: { code: 'SERVICE_UNAVAILABLE' } }] },
      ]);
      postgres.thaw();
      await until('queries succeed', async () => (await sendQuery(site.url)).status === 200);
      expect((await fetch(`${site.url}/ready`)).status).toBe(200);
    } finally {
      postgres.thaw();
      await site.stop();
    }
  },
);

function sum(clients: readonly LoadClient[]): Record<number, number> {
  const total: Record<number, number> = {};
  for (const { responses } of clients)
    for (const [status, count] of Object.entries(responses))
      total[Number(status)] = (total[Number(status)] ?? 0) + count;
  return total;
}
