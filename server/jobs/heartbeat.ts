import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Database } from '../store/connection/database.ts';
import { workerExpiryHours, workerTimeoutSeconds } from '../retry/policy.ts';
import { Worker } from '../store/entities/index.ts';

/** The command of a worker process. All do jobs of any batch; `scan` and `recompute` end with their own. */
export type WorkerRole = 'serve' | 'worker' | 'scan' | 'recompute';

/** This process in the table of workers. */
export class WorkerRegistry {
  readonly id = randomUUID();
  private readonly database: Database;
  private readonly role: WorkerRole;
  private readonly threads: number;
  private readonly files = new Set<string>();
  private problem: string | null = null;
  private update: NodeJS.Timeout | undefined;
  private isRemoved = false;

  constructor(database: Database, role: WorkerRole, threads: number) {
    this.database = database;
    this.role = role;
    this.threads = threads;
  }

  /** Stores a heartbeat and what this worker does; deletes workers without a heartbeat for an hour. */
  async beat(): Promise<void> {
    await this.database.dataSource.query(
      `INSERT INTO worker (id, host, pid, role, threads, files, problem) VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (id) DO UPDATE SET files = excluded.files, problem = excluded.problem, heartbeat_at = now()`,
      [this.id, hostname(), process.pid, this.role, this.threads, [...this.files], this.problem],
    );
    await this.database.dataSource.query('DELETE FROM worker WHERE heartbeat_at < now() - make_interval(hours => $1)', [
      workerExpiryHours,
    ]);
  }

  begin(files: readonly string[]): void {
    for (const file of files) this.files.add(file);
    this.updateSoon();
  }

  end(files: readonly string[]): void {
    for (const file of files) this.files.delete(file);
    this.updateSoon();
  }

  /** Sets why this worker does no jobs, null where it does; returns whether that is new. */
  setProblem(problem: string | null): boolean {
    const isNew = problem !== this.problem;
    this.problem = problem;
    if (isNew) this.updateSoon();
    return isNew;
  }

  async remove(): Promise<void> {
    this.isRemoved = true;
    clearTimeout(this.update);
    await this.database.dataSource.query('DELETE FROM worker WHERE id = $1', [this.id]);
  }

  /** At most once a second. */
  private updateSoon(): void {
    this.update ??= setTimeout(() => {
      this.update = undefined;
      if (!this.isRemoved) void this.beat().catch(() => undefined); // the next heartbeat may succeed
    }, 1000).unref();
  }
}

/** The workers with a recent heartbeat, servers first. */
export function listWorkers({ dataSource }: Database, withinSeconds = workerTimeoutSeconds): Promise<Worker[]> {
  return dataSource
    .getRepository(Worker)
    .createQueryBuilder('worker')
    .where('worker.heartbeat_at > now() - make_interval(secs => :withinSeconds)', { withinSeconds })
    .orderBy(`worker.role = 'serve'`, 'DESC')
    .addOrderBy('worker.startedAt')
    .getMany();
}
