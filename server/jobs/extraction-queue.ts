import { randomUUID } from 'node:crypto';
import type { Database } from '../store/connection/database.ts';
import { type Queue, queues } from './queue.ts';

/** What a worker must have to compute the same points as any other. */
export interface PlanKey {
  /** Hash of all configs and their revisions. */
  readonly revisions: string;
  /** Version of each module of metrics that they use. */
  readonly modules: Readonly<Record<string, string>>;
}

/** One file to read; the next of them where it fails. */
export interface ExtractionJob {
  readonly scanId: number;
  readonly plan: PlanKey;
  /** Ids of the files of a dataset's run, the best first. */
  readonly files: readonly number[];
}

/** What came of a job. */
export interface ExtractionOutcome {
  /** Path of the best file. */
  readonly path: string;
  readonly extracted: boolean;
  readonly points: number;
  readonly failed: readonly { readonly path: string; readonly reason: string }[];
  readonly vanished: number;
}

/** A job in a worker's hands. */
export interface TakenJob extends ExtractionJob {
  readonly id: string;
}

/** How often a job may be taken back. A file that ends its process has its own count: this one is for jobs that nothing comes of otherwise. */
const mostRetries = 20;
/** How often again a job is tried that broke a worker. */
const mostBroken = 3;

/**
 * The extractions of a scan as jobs that any worker takes. A worker holds a job for a lease that it renews while it works; one that is not
 * heard of loses the job to another. Doing a job twice changes nothing.
 */
export class Extractions {
  private readonly boss: Queue['boss'];
  private readonly database: Database;
  private readonly leaseSeconds: number;

  constructor({ boss }: Queue, database: Database, leaseSeconds: number) {
    this.boss = boss;
    this.database = database;
    this.leaseSeconds = leaseSeconds;
  }

  /** Forgets what an earlier scan left, jobs of workers that ended among them: the scan that begins finds it again. */
  async clear(): Promise<void> {
    await this.sql(`DELETE FROM pgboss.job WHERE name = $1 AND state IN ('created', 'retry', 'active')`, [
      queues.extract,
    ]);
  }

  /** Enters jobs, to be taken in this order; gives their ids in it, and tells each before anybody can take the job. */
  async enqueue(
    jobs: readonly ExtractionJob[],
    tell: (id: string, index: number) => void = () => undefined,
  ): Promise<string[]> {
    const entries = jobs.map((data, index) => ({
      id: randomUUID(),
      name: queues.extract,
      data,
      priority: -index, // pg-boss would take those entered together in the order of their ids
      retryLimit: mostRetries,
      expireInSeconds: this.leaseSeconds,
    }));
    for (const [index, { id }] of entries.entries()) tell(id, index);
    const batch = 1000;
    for (let start = 0; start < entries.length; start += batch)
      await this.boss.insert(entries.slice(start, start + batch));
    return entries.map(({ id }) => id);
  }

  /** The next job; undefined where none waits. */
  async take(): Promise<TakenJob | undefined> {
    const [job] = await this.boss.fetch<ExtractionJob>(queues.extract);
    return job && { ...job.data, id: job.id };
  }

  async complete(id: string, outcome: ExtractionOutcome): Promise<void> {
    await this.boss.complete(queues.extract, id, outcome);
  }

  /** A job that broke this worker: another tries. */
  async fail(id: string, reason: string): Promise<void> {
    await this.sql('UPDATE pgboss.job SET retry_limit = $3 WHERE name = $1 AND id = $2', [
      queues.extract,
      id,
      mostBroken,
    ]);
    await this.boss.fail(queues.extract, id, { message: reason });
  }

  /** Lays a job back untouched: another worker can do what this one cannot. */
  async giveBack(id: string): Promise<void> {
    await this.sql(
      `UPDATE pgboss.job SET state = 'created', started_on = NULL WHERE name = $1 AND id = $2 AND state = 'active'`,
      [queues.extract, id],
    );
  }

  /** Begins the leases of these jobs anew. */
  async renew(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await this.sql(
      `UPDATE pgboss.job SET started_on = now() WHERE name = $1 AND id = ANY ($2::uuid[]) AND state = 'active'`,
      [queues.extract, ids],
    );
  }

  /** Takes jobs whose worker is not heard of back into the queue. */
  takeBack(): Promise<void> {
    return this.boss.expire();
  }

  /**
   * The jobs that have ended since a moment (as the database's clock tells it; all at first), whoever did them, and the moment to ask from the
   * next time. A text is why a job was given up. Some may be told twice.
   */
  async ended(since: Date | undefined): Promise<{ jobs: Map<string, ExtractionOutcome | string>; until: Date }> {
    const rows = await this.sql<{
      until: Date;
      id: string | null;
      state: string;
      output: ExtractionOutcome & { message?: string; value?: { message?: string } };
    }>(
      `SELECT clock.until, job.id, job.state, job.output
       FROM (SELECT now() - interval '10 seconds' AS until) AS clock
         LEFT JOIN pgboss.job ON job.name = $1 AND job.state IN ('completed', 'failed', 'cancelled')
           AND ($2::timestamptz IS NULL OR job.completed_on >= $2)`,
      [queues.extract, since ?? null],
    );
    return {
      until: rows[0]?.until ?? new Date(0),
      jobs: new Map(
        rows.flatMap(({ id, state, output }) =>
          id === null
            ? []
            : [
                [
                  id,
                  state === 'completed'
                    ? output
                    : (output.message ?? `${mostRetries + 1} times its worker was not heard of again`),
                ] as const,
              ],
        ),
      ),
    };
  }

  private sql<T>(text: string, values: unknown[]): Promise<T[]> {
    return this.database.dataSource.query<T[]>(text, values);
  }
}
