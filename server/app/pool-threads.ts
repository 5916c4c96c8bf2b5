/**
 * The threads of a pool: how they load their module, and how they end where it cannot be loaded, or where they are blocked in a system call, such as a
 * read from a mount that hangs. Nothing ends the latter, and exit() waits for them: only a signal ends the process.
 */
import type { Worker } from 'node:worker_threads';
import type { Piscina } from 'piscina';
import { threadGraceMs } from '../retry/policy.ts';

/**
 * The options of a pool whose threads import the module at a `file:` URL before Piscina calls `require()` of it: that aborts the whole process where
 * the thread is ended meanwhile, as by a stop soon after a start ("IsGraphAsync must be used on an instantiated module" in Node 20).
 */
export function importedModule(url: string): { readonly filename: string; readonly execArgv: string[] } {
  return { filename: url, execArgv: ['--import', url] };
}

type RunOptions = Parameters<Piscina['run']>[1];

/** Follows the threads of a pool from its creation on, also those that the pool has given up because of their timeout. */
export class PoolThreads<Task, Result> {
  private readonly pool: Piscina<Task, Result>;
  private readonly running = new Map<Worker, Promise<void>>();
  /** Reject the tasks that run or wait for a thread. */
  private readonly rejections = new Set<(error: unknown) => void>();

  constructor(pool: Piscina<Task, Result>) {
    this.pool = pool;
    // A thread without a task has failed: it cannot be loaded. Tasks would wait for it for ever, and without a listener the process would end.
    pool.on('error', (error: unknown) => {
      if (pool.threads.length === 0) for (const reject of this.rejections) reject(error);
    });
    pool.on('workerCreate', () => {
      for (const worker of pool.threads) {
        if (this.running.has(worker)) continue;
        const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
        this.running.set(worker, ended);
        void ended.then(() => this.running.delete(worker));
      }
    });
  }

  /** Runs a task in a thread. Rejects like the pool, and immediately with the error of a thread that cannot be loaded. */
  run(task: Task, options?: RunOptions): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.rejections.add(reject);
      void this.pool
        .run(task, options)
        .then(resolve, reject)
        .finally(() => this.rejections.delete(reject));
    });
  }

  /** Ends the threads. Where one ends neither within the grace period nor until the exit of the process, the process is killed then. */
  async close(): Promise<void> {
    const ended = Promise.all([this.pool.destroy(), ...this.running.values()]).then(() => true);
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), threadGraceMs);
    });
    const hasEnded = await Promise.race([ended, timeout]).finally(() => clearTimeout(timer)); // it would keep the process
    if (hasEnded) return;
    process.once('exit', () => {
      if (this.running.size > 0) kill();
    });
  }
}

/** Ends the process, long after everything was closed, although calls of a file system may not have returned. */
export function exitNow(): void {
  if (process.getActiveResourcesInfo().some((name) => name.startsWith('FSReq'))) kill();
  process.exit();
}

function kill(): void {
  process.stderr.write('hdqm: killed at its end: a thread is blocked in a system call, e.g. on a mount that hangs\n');
  process.kill(process.pid, 'SIGKILL');
}
