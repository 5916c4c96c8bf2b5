import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Database } from '../store/connection/database.ts';
import { Worker } from '../store/entities/index.ts';

/** What a process does: `serve` takes jobs beside serving, `scan` those of its own scan, `worker` nothing else. */
export type WorkerRole = 'serve' | 'scan' | 'worker';

/** A process that was not heard of for that long is not there. */
export const workerExpirySeconds = 60;

/** This process in the table of those that read files. */
export class WorkerRegistry {
  readonly id = randomUUID();
  private readonly database: Database;
  private readonly role: WorkerRole;
  private readonly threads: number;
  private readonly files = new Set<string>();
  private problem: string | null = null;
  private soon: NodeJS.Timeout | undefined;
  private left = false;

  constructor(database: Database, role: WorkerRole, threads: number) {
    this.database = database;
    this.role = role;
    this.threads = threads;
  }

  /** Says that it is alive, and what it does; forgets workers that were not heard of for an hour. */
  async tell(): Promise<void> {
    await this.database.dataSource.query(
      `INSERT INTO worker (id, host, pid, role, threads, files, problem) VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (id) DO UPDATE SET files = excluded.files, problem = excluded.problem, heartbeat_at = now()`,
      [this.id, hostname(), process.pid, this.role, this.threads, [...this.files], this.problem],
    );
    await this.database.dataSource.query(`DELETE FROM worker WHERE heartbeat_at < now() - interval '1 hour'`);
  }

  begin(file: string): void {
    this.files.add(file);
    this.tellSoon();
  }

  end(file: string): void {
    this.files.delete(file);
    this.tellSoon();
  }

  /** At most once a second: those who watch see who works on what. */
  private tellSoon(): void {
    this.soon ??= setTimeout(() => {
      this.soon = undefined;
      // One that is not heard is made up for by the next, or by the heartbeat.
      if (!this.left) void this.tell().catch(() => undefined);
    }, 1000).unref();
  }

  /** Keeps why it takes no files; null where it does. Gives whether that is new. */
  trouble(problem: string | null): boolean {
    const isNew = problem !== this.problem;
    this.problem = problem;
    if (isNew) this.tellSoon();
    return isNew;
  }

  async leave(): Promise<void> {
    this.left = true;
    clearTimeout(this.soon);
    await this.database.dataSource.query('DELETE FROM worker WHERE id = $1', [this.id]);
  }
}

/** The processes that were heard of within so many seconds, the servers first. */
export function listWorkers({ dataSource }: Database, withinSeconds: number): Promise<Worker[]> {
  return dataSource
    .getRepository(Worker)
    .createQueryBuilder('worker')
    .where('worker.heartbeat_at > now() - make_interval(secs => :withinSeconds)', { withinSeconds })
    .orderBy(`worker.role = 'serve'`, 'DESC')
    .addOrderBy('worker.startedAt')
    .getMany();
}
