import { Piscina } from 'piscina';
import { PoolThreads } from '../app/blocked-threads.ts';
import type { HistogramThreadData } from './histogram.thread.ts';
import { RoundRobin } from './round-robin.ts';

export interface ReadingPoolLimits {
  readonly threads: number;
  /** Files that a thread reads at a time. */
  readonly filesPerThread: number;
  /** How long a thread stays without work. */
  readonly idleMs: number;
}

/** Threads that read files for viewers, round robin by request. */
export class ReadingPool<Answer> {
  private readonly threads: PoolThreads<object, Answer>;
  /** Piscina loses tasks that wait for a thread that crashes: it never gets more than its threads take. */
  private readonly turns: RoundRobin;

  constructor(access: HistogramThreadData, { threads, filesPerThread, idleMs }: ReadingPoolLimits) {
    this.turns = new RoundRobin(threads * filesPerThread);
    this.threads = new PoolThreads(
      new Piscina<object, Answer>({
        filename: import.meta.resolve('hdqm/histogram-worker'),
        workerData: access,
        minThreads: 0,
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
