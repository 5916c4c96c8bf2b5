import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ExtractionJob, JobKind } from '../../../server/jobs/extraction-job.ts';
import { countJobs, listCronSchedules, Queue } from '../../../server/jobs/queue.ts';
import { maxJobRetries, maxLeaseExpiries } from '../../../server/retry/policy.ts';
import { openDatabase, poolOf } from '../../../server/store/connection/database.ts';
import { freshDatabase, type TestDatabase } from '../../database.ts';

let test: TestDatabase;
let queue: Queue;
beforeEach(async () => {
  test = await freshDatabase();
  queue = await Queue.open(test.database, pino({ level: 'silent' }), { supervise: false });
});
afterEach(async () => {
  await queue.close();
  await test.drop();
});

const leaseSeconds = 60;
const job = (file: number, kind: JobKind = 'scan', more: Partial<ExtractionJob> = {}): ExtractionJob => ({
  kind,
  batch: 'a batch',
  scanId: kind === 'scan' || kind === 'backfill' ? 1 : null,
  plan: { id: 'a plan', modules: {} },
  files: [file],
  ...more,
});
const outcome = { path: 'a.root', extracted: true, points: 3, failed: [], missing: [] };
const sql = <T>(text: string, values: unknown[] = []): Promise<T[]> =>
  test.database.dataSource.query<T[]>(text, values);

async function claimFiles(): Promise<number[]> {
  const files: number[] = [];
  for (let claimed = await queue.claim(); claimed !== undefined; claimed = await queue.claim())
    files.push(...claimed.files);
  return files;
}
/** Makes the leases of all claimed jobs expire. */
const expireAll = async (): Promise<void> => {
  await sql(`UPDATE pgboss.job SET started_on = now() - interval '1 hour' WHERE state = 'active'`);
  await queue.expireLeases();
};

describe('claim', () => {
  it('claims jobs by kind, then in the order of enqueueing', async () => {
    await queue.enqueue([job(1, 'backfill'), job(2, 'backfill')], leaseSeconds);
    await queue.enqueue([job(3), job(4), job(5)], leaseSeconds);
    await queue.enqueue([job(6, 'recompute')], leaseSeconds);
    await queue.enqueue([job(7, 'retry')], leaseSeconds);
    expect(await claimFiles()).toEqual([7, 3, 4, 5, 6, 1, 2]);
  });

  it('gives a job to one worker only', async () => {
    await queue.enqueue(
      Array.from({ length: 20 }, (_, file) => job(file)),
      leaseSeconds,
    );
    const claimed = await Promise.all([claimFiles(), claimFiles(), claimFiles()]);
    expect(claimed.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, file) => file));
  });

  it('passes over jobs of plans that the worker cannot compute', async () => {
    await queue.enqueue([job(1), job(2, 'scan', { plan: { id: 'another plan', modules: {} } })], leaseSeconds);
    expect((await queue.claim(['a plan']))?.files).toEqual([2]);
    expect(await queue.claim(['a plan'])).toBeUndefined();
  });

  it('reports the ids of jobs before they can be claimed', async () => {
    const ids: string[] = [];
    await queue.enqueue([job(1), job(2)], leaseSeconds, (id, index) => (ids[index] = id));
    expect([(await queue.claim())?.id, (await queue.claim())?.id]).toEqual(ids);
  });
});

describe('a claimed job', () => {
  const claim = async (): Promise<string> => {
    const claimed = await queue.claim();
    if (!claimed) throw new Error('no job is waiting');
    return claimed.id;
  };
  beforeEach(() => queue.enqueue([job(1)], leaseSeconds));

  it('is listed with its outcome once it is completed', async () => {
    const id = await claim();
    expect((await queue.listEnded('a batch', undefined)).ended.size).toBe(0);
    await queue.complete(id, outcome);
    expect([...(await queue.listEnded('a batch', undefined)).ended]).toEqual([[id, outcome]]);
    expect((await queue.listEnded('another batch', undefined)).ended.size).toBe(0);
    const { until } = await queue.listEnded('a batch', undefined);
    await sql(`UPDATE pgboss.job SET completed_on = completed_on - interval '1 minute'`);
    expect((await queue.listEnded('a batch', until)).ended.size).toBe(0);
  });

  it('is claimed again after it was requeued', async () => {
    const id = await claim();
    expect(await queue.claim()).toBeUndefined();
    await queue.requeue([id]);
    expect(await claim()).toBe(id);
    expect(await sql('SELECT retry_count FROM pgboss.job')).toEqual([{ retry_count: 0 }]);
  });

  it('is requeued when its lease expires, unless that was renewed', async () => {
    const id = await claim();
    await queue.expireLeases();
    expect(await queue.claim()).toBeUndefined();
    await expireAll();
    expect(await claim()).toBe(id);
    await sql(`UPDATE pgboss.job SET started_on = now() - interval '1 hour'`);
    await queue.renewLeases([id]);
    await queue.expireLeases();
    expect(await queue.claim()).toBeUndefined();
  });

  it('is given up after its lease expired too often', async () => {
    for (let expiry = 0; expiry <= maxLeaseExpiries; expiry += 1) {
      await claim();
      await expireAll();
    }
    expect(await queue.claim()).toBeUndefined();
    expect([...(await queue.listEnded('a batch', undefined)).ended.values()]).toEqual(['its lease expired 21 times']);
  });

  it('is given up with its reason after it failed too often', async () => {
    for (let failure = 0; failure <= maxJobRetries; failure += 1) await queue.fail(await claim(), `failure ${failure}`);
    expect(await queue.claim()).toBeUndefined();
    expect([...(await queue.listEnded('a batch', undefined)).ended.values()]).toEqual(['failure 3']);
  });

  it('is not requeued and not listed after its batch was cancelled', async () => {
    const id = await claim();
    await queue.cancel('a batch');
    await queue.requeue([id]);
    await queue.complete(id, outcome);
    await expireAll();
    expect(await queue.claim()).toBeUndefined();
    expect((await queue.listEnded('a batch', undefined)).ended.size).toBe(0);
  });
});

describe('cancel', () => {
  it('does not cancel the jobs of other batches', async () => {
    await queue.enqueue([job(1), job(2, 'recompute', { batch: 'another batch' }), job(3)], leaseSeconds);
    await queue.cancel('a batch');
    expect(await countJobs(test.database)).toEqual([{ state: 'created', count: 1 }]);
    expect(await claimFiles()).toEqual([2]);
  });
});

describe('stale jobs', () => {
  it('are jobs of earlier scans, and requests older than a week', async () => {
    const kinds = ['scan', 'backfill', 'recompute', 'retry'] as const;
    await queue.enqueue(
      kinds.map((kind, file) => job(file, kind)),
      leaseSeconds,
    );
    await sql(`UPDATE pgboss.job SET created_on = now() - interval '8 days' WHERE data ->> 'kind' = 'retry'`);
    await queue.deleteStale();
    expect(await claimFiles()).toEqual([2]);
  });
});

describe('scheduled jobs', () => {
  it('are stored as cron schedules', async () => {
    await queue.schedule('scan', '0 3 * * *', 'Europe/Zurich');
    expect(await listCronSchedules(test.database)).toEqual([
      { name: 'scan', cron: '0 3 * * *', timezone: 'Europe/Zurich' },
    ]);
    await queue.unschedule('scan');
    expect(await listCronSchedules(test.database)).toEqual([]);
  });

  it('are planned once for a time', async () => {
    const at = new Date(Date.now() + 60_000);
    await queue.sendAt('enrich', at);
    await queue.sendAt('enrich', new Date(at.getTime() + 1000));
    expect(await sql(`SELECT name FROM pgboss.job`)).toEqual([{ name: 'enrich' }]);
    await queue.sendAt('enrich', new Date(at.getTime() - 30_000));
    expect(await sql(`SELECT name FROM pgboss.job`)).toHaveLength(2);
  });
});

it('can be closed while a scheduled job ends and the database is unavailable', async () => {
  const database = await openDatabase({ url: test.url, dataFolder: '' });
  const own = await Queue.open(database, pino({ level: 'silent' }), { supervise: false });
  const ended = new Promise<void>((resolve) => {
    void own.onScheduled('enrich', async () => {
      await own.close();
      await database.close();
      resolve();
    });
  });
  await own.sendNow('enrich');
  await expect(ended).resolves.toBeUndefined(); // the queue completes the job now: its rejection would be unhandled
});

it('completes a scheduled job after the database was unavailable when it ended', async () => {
  const database = await openDatabase({ url: test.url, dataFolder: '' });
  const { options } = poolOf(database);
  const { connectionString } = options;
  const log = new PassThrough();
  const waiting = once(log, 'data');
  const own = await Queue.open(database, pino(log), { supervise: false });
  await own.onScheduled('enrich', async () => {
    options.connectionString = 'postgresql://127.0.0.1:1/none';
    await sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()
                 AND datname = current_database() AND query LIKE '%pgboss%'`);
  });
  await own.sendNow('enrich');
  expect(String(await waiting)).toMatch(/"reason":".+waits for the database/);
  options.connectionString = connectionString;
  const state = (): Promise<unknown[]> => sql(`SELECT state::text FROM pgboss.job WHERE name = 'enrich'`);
  await expect.poll(state).toEqual([{ state: 'completed' }]);
  await own.close();
  await database.close();
}, 60_000);

it('has no jobs and schedules before a process opened the queue', async () => {
  const other = await freshDatabase();
  expect([await countJobs(other.database), await listCronSchedules(other.database)]).toEqual([[], []]);
  await other.drop();
});
