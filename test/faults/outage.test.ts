/**
 * PostgreSQL stopped in the midst of a scan while people look at trends: they are told 503 and nothing else, and once it is back everything goes
 * on all by itself. OUTAGE_SECONDS long.
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
  postgres = await Postgres.make(path.join(temporary.folder, 'postgres'));
  for (const name of ['stopped', 'hanging']) await postgres.query('postgres', `CREATE DATABASE ${name}`);
  undisturbed = await sampleContent();
});
afterAll(async () => {
  await postgres.kill();
  await temporary.remove();
});

const query = '{ configs(subsystem: "Tracker") { name } datasets { primaryDataset } }';

function ask(url: string): Promise<Response> {
  return fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
    signal: AbortSignal.timeout(30_000),
  });
}

/** Somebody who asks again and again. */
class Visitor {
  /** How often the server answered with each status. */
  readonly answers: Record<number, number> = {};
  /** What was wrong with an answer. */
  readonly wrong: string[] = [];
  private over = false;
  private readonly asking: Promise<void>;

  constructor(url: string) {
    this.asking = this.keepAsking(url);
  }

  async leave(): Promise<void> {
    this.over = true;
    await this.asking;
  }

  private async keepAsking(url: string): Promise<void> {
    while (!this.over) {
      const response = await ask(url).catch((error: Error) => error);
      if (response instanceof Error) {
        this.wrong.push(`no answer: ${response.message}`);
        continue;
      }
      const { data, errors } = (await response.json()) as {
        data?: { configs?: unknown[] };
        errors?: { message: string }[];
      };
      this.answers[response.status] = (this.answers[response.status] ?? 0) + 1;
      const isSound =
        response.status === 200
          ? errors === undefined && (data?.configs?.length ?? 0) > 5
          : response.status === 503 && /database/.test(errors?.[0]?.message ?? '');
      if (!isSound) this.wrong.push(`${response.status}: ${JSON.stringify({ data, errors }).slice(0, 300)}`);
    }
  }
}

it(`PostgreSQL stopped for ${outageSeconds} s under load loses nothing`, async () => {
  const url = postgres.url('stopped');
  const site = new Site({ EOS_ROOT: sampleTree, DATABASE_URL: url });
  const visitors: Visitor[] = [];
  try {
    site.start('worker');
    await site.says(/Worker of/); // one that finds no database at its start ends
    site.start('server');
    await untilStored(url, 1);
    for (let count = 0; count < 4; count++) visitors.push(new Visitor(site.url));
    await untilStored(url, 10);
    await postgres.stop();
    const stopped = Date.now();
    await delay(outageSeconds * 1000); // it is how long the outage lasts
    const ready = await fetch(`${site.url}/ready`);
    expect([ready.status, await ready.json()]).toEqual([
      503,
      { ready: false, reason: expect.stringMatching(/database/) as string },
    ]);
    expect((await fetch(`${site.url}/health`)).status).toBe(200);
    const away = sum(visitors);
    expect(away[503]).toBeGreaterThan(0);
    await postgres.start();
    await untilScanned(url);
    const whole = Date.now();
    expect((await fetch(`${site.url}/ready`)).status).toBe(200);
    for (const visitor of visitors) await visitor.leave();
    const all = sum(visitors);
    expect(all[200] ?? 0).toBeGreaterThan(away[200] ?? 0);
    expect(visitors.flatMap(({ wrong }) => wrong)).toEqual([]);
    expect(differences(undisturbed, await contentOf(url))).toEqual([]);
    expect([site.isRunning('server'), site.isRunning('worker')]).toEqual([true, true]);
    process.stdout.write(
      `PostgreSQL stopped for ${outageSeconds} s under load: answers ${JSON.stringify(all)}, whole again ${((whole - stopped) / 1000 - outageSeconds).toFixed(1)} s after it was back\n`,
    );
  } finally {
    for (const visitor of visitors) await visitor.leave();
    await site.stop();
  }
});

it.runIf(process.platform === 'linux')(
  'PostgreSQL that hangs is told as one that is away, and comes back as it was',
  async () => {
    const site = new Site({
      EOS_ROOT: sampleTree,
      DATABASE_URL: postgres.url('hanging'),
      QUERY_SECONDS: '1',
      SCAN_SCHEDULE: 'off',
    });
    try {
      site.start('server');
      await until('the server is up', () => site.url !== '');
      expect((await ask(site.url)).status).toBe(200);
      postgres.freeze();
      const [ready, answer] = await Promise.all([fetch(`${site.url}/ready`), ask(site.url)]);
      expect([ready.status, await ready.json()]).toEqual([
        503,
        { ready: false, reason: 'the database does not answer within 3 s' },
      ]);
      expect([answer.status, await answer.json()]).toMatchObject([
        503,
        { errors: [{ extensions: { code: 'SERVICE_UNAVAILABLE' } }] },
      ]);
      postgres.thaw();
      await until('it answers as before', async () => (await ask(site.url)).status === 200);
      expect((await fetch(`${site.url}/ready`)).status).toBe(200);
    } finally {
      postgres.thaw();
      await site.stop();
    }
  },
);

function sum(visitors: readonly Visitor[]): Record<number, number> {
  const total: Record<number, number> = {};
  for (const { answers } of visitors)
    for (const [status, count] of Object.entries(answers)) total[Number(status)] = (total[Number(status)] ?? 0) + count;
  return total;
}
