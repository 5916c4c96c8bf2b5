import { Piscina } from 'piscina';
import { PoolThreads, importedModule } from '../app/pool-threads.ts';
import type { HistogramThreadData } from './histogram.thread.ts';
import { type TaskLimits, RoundRobin } from './round-robin.ts';

export interface ReadingPoolLimits {
  readonly threads: number;
  /** Files that a thread reads at a time. */
  readonly filesPerThread: number;
  /** Threads that start with the pool and stay. */
  readonly minThreads: number;
  /** How long a further thread stays without work. */
  readonly idleMs: number;
}

/** Whether something else has precedence at present. */
type HasPrecedence = () => boolean;

/**
 * While something else has precedence: the files of one thread are read, and each pauses three times as long as reading the last one took, so
 * that reading takes a quarter of a processor, and ten files a second from a local disk, at most. A pause is no longer than 0.5 s: reading that
 * takes long because the machine is busy is slow enough.
 */
function slowedLimits(filesPerThread: number): TaskLimits {
  return { concurrency: filesPerThread, pauseMs: (tookMs) => Math.min(500, Math.max(100, 3 * tookMs)) };
}

/** Threads that read files for viewers, round robin by request. */
export class ReadingPool<Answer> {
  private readonly threads: PoolThreads<object, Answer>;
  /** Piscina loses tasks that wait for a thread that crashes: it never gets more than its threads take. */
  private readonly turns: RoundRobin;

  constructor(
    access: HistogramThreadData,
    { threads, filesPerThread, minThreads, idleMs }: ReadingPoolLimits,
    hasPrecedence: HasPrecedence = () => false,
  ) {
    const [full, slowed] = [{ concurrency: threads * filesPerThread }, slowedLimits(filesPerThread)];
    this.turns = new RoundRobin(() => (hasPrecedence() ? slowed : full));
    this.threads = new PoolThreads(
      new Piscina<object, Answer>({
        ...importedModule(import.meta.resolve('hdqm/histogram-worker')),
        workerData: access,
        minThreads,
        maxThreads: threads,
        concurrentTasksPerWorker: filesPerThread,
        idleTimeout: idleMs,
      }),
    );
  }

  /** Number of tasks that wait for their turn. */
  get waiting(): number {
    return this.turns.waiting;
  }

  /** Runs a task, named as the function exported by the thread, in the turn of a request. Calls `started` when it begins. */
  run(name: string, task: object, request: unknown, started: () => void = () => undefined): Promise<Answer> {
    return this.turns.run(request, () => {
      started();
      return this.threads.run(task, { name });
    });
  }

  async close(): Promise<void> {
    await this.threads.close();
  }
}
