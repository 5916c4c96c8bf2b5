/** The job queue: pg-boss in HDQM's own database. No other file knows pg-boss or its tables. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import PgBoss from 'pg-boss';
import type { Logger } from 'pino';
import { abandonedJobDays, backoffDelay, maxJobRetries, maxLeaseExpiries, queueBackoff } from '../retry/policy.ts';
import { type Database, poolOf } from '../store/connection/database.ts';
import { outageOf } from '../store/connection/outage.ts';
import { type ExtractionJob, type ExtractionOutcome, jobPriority } from './extraction-job.ts';

/** Queues that a schedule fills. */
export const scheduleNames = ['scan', 'enrich', 'notify'] as const;
export type ScheduleName = (typeof scheduleNames)[number];

const extractQueue = 'extract';

/** A job that this process holds the lease of. */
export interface ClaimedJob extends ExtractionJob {
  readonly id: string;
}

/** A scheduled job. */
export interface ScheduledJob {
  /** Requested by an operator, paused or not. */
  readonly byHand?: boolean;
}

/** A cron schedule as stored. */
export interface CronSchedule {
  readonly name: string;
  readonly cron: string;
  readonly timezone: string;
}

/** How pg-boss executes SQL. */
interface Statements {
  executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
}

const startLock = 0x48_44_51_51;

export class Queue {
  private readonly boss: PgBoss;
  private readonly database: Database;
  /** For calls of pg-boss that reject in an outage of the database; those without it wait for its end. */
  private readonly db: Statements;
  private readonly onClose: () => void;

  private constructor(boss: PgBoss, database: Database, db: Statements, onClose: () => void) {
    this.boss = boss;
    this.database = database;
    this.db = db;
    this.onClose = onClose;
  }

  /** Opens the queue on the database's own connections. With `supervise` this process runs the schedules and expires leases: servers do. */
  static async open(database: Database, log: Logger, { supervise }: { supervise: boolean }): Promise<Queue> {
    const pool = poolOf(database);
    let state: 'starting' | 'failed' | 'open' | 'closed' = 'starting';
    const statements: Statements = {
      // several statements in one text: without parameters only
      executeSql: (text, values) => (values?.length ? pool.query(text, values) : pool.query(text)),
    };
    const executeSql = async (text: string, values?: unknown[]): Promise<{ rows: unknown[] } | undefined> => {
      for (let failures = 1; ; failures += 1) {
        if (state === 'failed') return { rows: [] };
        try {
          return await statements.executeSql(text, values);
        } catch (error) {
          const outage = outageOf(error);
          if (outage === undefined || state === 'starting') throw error;
          if (state === 'closed') return undefined;
          log.warn({ reason: outage }, 'the job queue waits for the database');
          await delay(backoffDelay(queueBackoff, failures), undefined, { ref: false });
        }
      }
    };
    const boss = new PgBoss({
      // pg-boss does not await that its workers complete a job: a rejection would be unhandled, and end the process.
      db: { executeSql } as Statements, // no result means no rows
      supervise,
      schedule: supervise,
      maintenanceIntervalSeconds: 60,
      archiveCompletedAfterSeconds: 3600,
      deleteAfterDays: 2,
    });
    boss.on('error', (error) => log.error({ err: error }, 'job queue failed'));
    // Processes that create the queue's tables at the same time would deadlock.
    const connection = await pool.connect();
    try {
      await connection.query('SELECT pg_advisory_lock($1)', [startLock]);
      await boss.start();
      for (const name of [...scheduleNames, extractQueue]) await boss.createQueue(name, { name, policy: 'standard' });
      state = 'open';
    } catch (error) {
      state = 'failed'; // the timers of one that did not start cannot be stopped
      throw error;
    } finally {
      await connection.query('SELECT pg_advisory_unlock($1)', [startLock]).catch(() => undefined);
      connection.release();
    }
    return new Queue(boss, database, statements, () => (state = 'closed'));
  }

  async close(): Promise<void> {
    this.onClose();
    await this.boss.stop({ graceful: false });
  }

  // Extraction jobs

  /** Enqueues jobs, to be claimed in this order after those of a higher priority. `onId` gets the id of each before a worker can claim it. */
  async enqueue(
    jobs: readonly ExtractionJob[],
    leaseSeconds: number,
    onId: (id: string, index: number) => void = () => undefined,
  ): Promise<void> {
    const entries = jobs.map((data, index) => ({
      id: randomUUID(),
      name: extractQueue,
      data,
      priority: jobPriority(data.kind, index),
      retryLimit: maxLeaseExpiries,
      expireInSeconds: leaseSeconds,
    }));
    for (const [index, { id }] of entries.entries()) onId(id, index);
    const chunk = 1000;
    for (let start = 0; start < entries.length; start += chunk)
      await this.boss.insert(entries.slice(start, start + chunk), { db: this.db });
  }

  /** Claims the next job, but none of these plans; undefined where none is waiting. */
  async claim(exceptPlans: readonly string[] = []): Promise<ClaimedJob | undefined> {
    const [[job]] = await this.sql<[{ id: string; data: ExtractionJob }[], number]>(
      `UPDATE pgboss.job SET state = 'active', started_on = now(),
         retry_count = CASE WHEN started_on IS NULL THEN retry_count ELSE retry_count + 1 END
       WHERE name = $1 AND id = (
         SELECT id FROM pgboss.job
         WHERE name = $1 AND state < 'active' AND start_after < now()
           AND (cardinality($2::text[]) = 0 OR data -> 'plan' ->> 'id' <> ALL ($2))
         ORDER BY priority DESC, created_on, id LIMIT 1 FOR UPDATE SKIP LOCKED
       )
       RETURNING id, data`,
      [extractQueue, exceptPlans],
    );
    return job && { ...job.data, id: job.id };
  }

  async complete(id: string, outcome: ExtractionOutcome): Promise<void> {
    await this.boss.complete(extractQueue, id, outcome, { db: this.db });
  }

  /** A job failed by an error of HDQM itself: it is requeued a few times. */
  async fail(id: string, reason: string): Promise<void> {
    await this.sql('UPDATE pgboss.job SET retry_limit = $3 WHERE name = $1 AND id = $2', [
      extractQueue,
      id,
      maxJobRetries,
    ]);
    await this.boss.fail(extractQueue, id, { message: reason }, { db: this.db });
  }

  /** Gives claimed jobs back as if they had not been claimed. */
  async requeue(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await this.sql(
      `UPDATE pgboss.job SET state = 'created', started_on = NULL
       WHERE name = $1 AND id = ANY ($2::uuid[]) AND state = 'active'`,
      [extractQueue, ids],
    );
  }

  async renewLeases(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await this.sql(
      `UPDATE pgboss.job SET started_on = now() WHERE name = $1 AND id = ANY ($2::uuid[]) AND state = 'active'`,
      [extractQueue, ids],
    );
  }

  /** Requeues jobs whose lease expired. */
  expireLeases(): Promise<void> {
    return this.boss.expire();
  }

  /** Cancels what is not completed of a batch. Files that are being read are finished, but their jobs are not requeued. */
  async cancel(batch: string): Promise<void> {
    await this.sql(
      `UPDATE pgboss.job SET state = 'cancelled', completed_on = now()
       WHERE name = $1 AND state < 'completed' AND data ->> 'batch' = $2`,
      [extractQueue, batch],
    );
  }

  /** Deletes jobs that an earlier scan left: the one that starts now finds their files again. Also requests that nobody could do for days. */
  async deleteStale(): Promise<void> {
    await this.sql(
      `DELETE FROM pgboss.job WHERE name = $1 AND state < 'completed'
         AND (data ->> 'scanId' IS NOT NULL OR created_on < now() - make_interval(days => $2))`,
      [extractQueue, abandonedJobDays],
    );
  }

  /**
   * The jobs of a batch that ended since a moment of the database's clock (undefined: from the start), and the moment to continue from. An
   * outcome that is a text is the reason why the job was given up. Some jobs may be listed twice.
   */
  async listEnded(
    batch: string,
    since: Date | undefined,
  ): Promise<{ ended: Map<string, ExtractionOutcome | string>; until: Date }> {
    const rows = await this.sql<
      {
        until: Date;
        id: string | null;
        state: string;
        output: ExtractionOutcome & { message?: string };
      }[]
    >(
      `SELECT clock.until, job.id, job.state, job.output
       FROM (SELECT now() - interval '10 seconds' AS until) AS clock
         LEFT JOIN pgboss.job ON job.name = $1 AND job.state IN ('completed', 'failed')
           AND ($3::timestamptz IS NULL OR job.completed_on >= $3) AND job.data ->> 'batch' = $2`,
      [extractQueue, batch, since ?? null],
    );
    const ended = new Map<string, ExtractionOutcome | string>();
    for (const { id, state, output } of rows)
      if (id !== null)
        ended.set(
          id,
          state === 'completed' ? output : (output.message ?? `its lease expired ${maxLeaseExpiries + 1} times`),
        );
    return { ended, until: rows[0]?.until ?? new Date(0) };
  }

  // Scheduled jobs

  async schedule(name: ScheduleName, cron: string, timeZone: string): Promise<void> {
    await this.boss.schedule(name, cron, {}, { tz: timeZone });
  }

  async unschedule(name: ScheduleName): Promise<void> {
    await this.boss.unschedule(name);
  }

  /** Has one of the servers do it now. */
  async sendNow(name: ScheduleName): Promise<void> {
    await this.boss.send(name, { byHand: true } satisfies ScheduledJob, { db: this.db });
  }

  /** Has one of the servers do it at a time; nothing where that is planned by then. */
  async sendAt(name: ScheduleName, at: Date): Promise<void> {
    const planned = await this.sql<unknown[]>(
      `SELECT FROM pgboss.job WHERE name = $1 AND state = 'created' AND start_after <= $2 LIMIT 1`,
      [name, at],
    );
    if (planned.length === 0) await this.boss.sendAfter(name, {}, { db: this.db }, at);
  }

  /** Calls `work` for the scheduled jobs that this process gets. */
  async onScheduled(name: ScheduleName, work: (job: ScheduledJob) => Promise<void>): Promise<void> {
    await this.boss.work<ScheduledJob>(name, { pollingIntervalSeconds: 2 }, ([job]) => work(job?.data ?? {}));
  }

  private sql<T>(text: string, values: unknown[]): Promise<T> {
    return this.database.dataSource.query<T>(text, values);
  }
}

/** The stored schedules; none where no process has opened the queue yet. */
export async function listCronSchedules({ dataSource }: Database): Promise<CronSchedule[]> {
  if (!(await hasTable(dataSource, 'schedule'))) return [];
  return dataSource.query('SELECT name, cron, timezone FROM pgboss.schedule');
}

/** Extraction jobs that are not completed, by state; none where no process has opened the queue yet. */
export async function countJobs({ dataSource }: Database): Promise<{ state: string; count: number }[]> {
  if (!(await hasTable(dataSource, 'job'))) return [];
  return dataSource.query(
    `SELECT state::text, count(*)::int AS count FROM pgboss.job WHERE name = $1 AND state < 'completed' GROUP BY state`,
    [extractQueue],
  );
}

async function hasTable(dataSource: Database['dataSource'], table: string): Promise<boolean> {
  const [row] = await dataSource.query<{ exists: boolean }[]>('SELECT to_regclass($1) IS NOT NULL AS exists', [
    `pgboss.${table}`,
  ]);
  return row?.exists === true;
}
