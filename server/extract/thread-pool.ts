import pLimit, { type LimitFunction } from 'p-limit';
import { Piscina } from 'piscina';
import { PoolThreads, importedModule } from '../app/pool-threads.ts';
import { maxThreadCrashes, threadCheckMs, threadMegabytes } from '../retry/policy.ts';
import type { Extracted, FileTask, ThreadPlan } from './extract.thread.ts';

/** What a thread may use before it is ended. */
export interface ThreadLimits {
  /** Number of threads. */
  readonly threads: number;
  /** Seconds for one file, everything included. */
  readonly fileSeconds: number;
  /** Seconds for one metric on one file: one that never ends costs its point, not the file. */
  readonly metricSeconds: number;
  /** MB for JavaScript objects; the contents of histograms are kept outside of them. */
  readonly megabytes?: number;
}

/** A file to read, without what the pool adds. */
type Task = Omit<FileTask, 'state' | 'excluded'>;

/** A thread crashed or was ended while it read a file. */
class ThreadCrash extends Error {
  override name = 'ThreadCrash';
  /** The config whose metric was running; undefined where none was. */
  readonly configId: number | undefined;

  constructor(reason: string, configId: number) {
    super(reason);
    this.configId = configId === 0 ? undefined : configId;
  }
}

/**
 * The threads that read and reduce files. A metric that never ends, uses all memory or ends its thread costs that config's point, with the
 * reason, and the file is read again without it; a file that crashes its thread without a metric fails.
 */
export class ThreadPool {
  private readonly limits: ThreadLimits;
  private readonly threads: PoolThreads<FileTask, Extracted>;
  /** Names of metrics by config. */
  private readonly metrics: ReadonlyMap<number, string>;
  /** Piscina loses tasks that wait for a thread that crashes: it never gets more than it has threads. */
  private readonly limit: LimitFunction;

  constructor(plan: ThreadPlan, limits: ThreadLimits) {
    this.limits = limits;
    this.limit = pLimit(limits.threads);
    this.metrics = new Map(
      plan.configs.map(({ configId, expression: { module, name } }) => [configId, `${module}.${name}`]),
    );
    const pool = new Piscina<FileTask, Extracted>({
      ...importedModule(import.meta.resolve('hdqm/worker')),
      workerData: plan,
      minThreads: 0,
      maxThreads: limits.threads,
      idleTimeout: Infinity, // an idle thread costs less than starting another one
      resourceLimits: { maxOldGenerationSizeMb: limits.megabytes ?? threadMegabytes },
    });
    this.threads = new PoolThreads(pool);
  }

  /** Rejects only for what is not the fault of the file or its metrics, and where `signal` aborts. */
  run(task: Task, signal: AbortSignal): Promise<Extracted> {
    return this.limit(async () => {
      const excluded: Record<number, string> = {};
      for (let crashes = 1; ; crashes += 1) {
        try {
          signal.throwIfAborted();
          return await this.attempt(task, excluded, signal);
        } catch (error) {
          if (!(error instanceof ThreadCrash)) throw error;
          const { configId, message } = error;
          if (configId === undefined) return failed(`reading it ${message}`);
          if (crashes > maxThreadCrashes)
            return failed(`its metrics crashed ${crashes} threads; the last one ${message}`);
          this.exclude(excluded, configId, message);
        }
      }
    });
  }

  async close(): Promise<void> {
    await this.threads.close();
  }

  /** Excludes a config; after the second crash of a metric all configs that use it, since a family may have hundreds. */
  private exclude(excluded: Record<number, string>, configId: number, message: string): void {
    const crashed = this.metrics.get(configId);
    const isSecond = Object.keys(excluded).some((id) => this.metrics.get(Number(id)) === crashed);
    excluded[configId] = `the metric ${message}`;
    if (!isSecond) return;
    for (const [id, metric] of this.metrics)
      if (metric === crashed) excluded[id] ??= `not run: for two other configs of this file the metric ${message}`;
  }

  private async attempt(
    task: Task,
    excluded: Readonly<Record<number, string>>,
    signal: AbortSignal,
  ): Promise<Extracted> {
    const { fileSeconds, metricSeconds, megabytes = threadMegabytes } = this.limits;
    const state = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
    const runningConfig = (): number => Atomics.load(state, 0);
    const isStarted = (): boolean => Atomics.load(state, 1) !== 0;
    const timeout = new AbortController();
    let overtime: ThreadCrash | undefined;
    let [startedAt, metricStartedAt, lastConfig] = [0, 0, 0];
    const timer = setInterval(() => {
      if (!isStarted()) return; // the thread is still starting
      const now = performance.now();
      startedAt ||= now;
      if (runningConfig() !== lastConfig) [lastConfig, metricStartedAt] = [runningConfig(), now];
      if (lastConfig !== 0 && now - metricStartedAt > metricSeconds * 1000)
        overtime = new ThreadCrash(`did not end within ${metricSeconds} s (METRIC_SECONDS)`, lastConfig);
      else if (now - startedAt > fileSeconds * 1000)
        overtime = new ThreadCrash(`took longer than ${fileSeconds} s (FILE_SECONDS)`, 0);
      if (overtime) timeout.abort();
    }, threadCheckMs);
    try {
      return await this.threads.run(
        { ...task, excluded, state },
        { signal: AbortSignal.any([timeout.signal, signal]) },
      );
    } catch (error) {
      if (overtime) throw overtime;
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'ERR_WORKER_OUT_OF_MEMORY')
        throw new ThreadCrash(`ran out of memory (${megabytes} MB per thread)`, runningConfig());
      if (message.startsWith('worker exited') && isStarted())
        throw new ThreadCrash('ended its thread', runningConfig());
      throw error;
    } finally {
      clearInterval(timer);
    }
  }
}

/** The result for a file that crashed its thread; size and time are not known here. */
function failed(reason: string): Extracted {
  return { outcome: 'failed', reason, size: 0, modifiedAt: new Date(0), isInputError: false };
}
