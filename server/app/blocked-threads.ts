/**
 * Threads that are blocked in a system call, such as a read from a mount that hangs. Nothing ends them, and exit() waits for them: only a signal
 * ends the process.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import type { Piscina } from 'piscina';
import { threadGraceMs } from '../retry/policy.ts';

/** Follows the threads of a pool from its creation on, also those that the pool has given up because of their timeout. */
export class PoolThreads {
  private readonly pool: Piscina;
  private readonly running = new Map<Worker, Promise<void>>();

  constructor(pool: Piscina) {
    this.pool = pool;
    pool.on('workerCreate', () => {
      for (const worker of pool.threads) {
        if (this.running.has(worker)) continue;
        const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
        this.running.set(worker, ended);
        void ended.then(() => this.running.delete(worker));
      }
    });
  }

  /** Ends the threads. Where one ends neither within the grace period nor until the exit of the process, the process is killed then. */
  async close(): Promise<void> {
    const ended = Promise.all([this.pool.destroy(), ...this.running.values()]).then(() => true);
    if (await Promise.race([ended, delay(threadGraceMs, false)])) return;
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
