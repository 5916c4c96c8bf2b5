import { Piscina } from 'piscina';
import { maxThreadCrashes, threadCheckMs, threadMegabytes } from '../retry/policy.ts';
import type { Extracted, Job, WorkerPlan } from './extract.thread.ts';

/** What a thread may take before it is ended. */
export interface ThreadLimits {
  /** Threads at once. */
  readonly threads: number;
  /** Seconds for one file, everything included. */
  readonly fileSeconds: number;
  /** Seconds for one metric on one file: one that never ends costs its point, not the file. */
  readonly metricSeconds: number;
  /** MB of JavaScript objects of a thread; the contents of histograms are kept outside of them. */
  readonly megabytes?: number;
}

/** Why a thread ended in the midst of a file. */
class ThreadLost extends Error {
  override name = 'ThreadLost';
  /** The config whose metric was running; undefined where none was. */
  readonly configId: number | undefined;

  constructor(reason: string, configId: number) {
    super(reason);
    this.configId = configId === 0 ? undefined : configId;
  }
}

/**
 * The threads that read and reduce files. A metric that never ends, takes all memory or ends its thread loses that config's point, with the
 * reason, and the file is read again without it; a file that does so by itself fails.
 */
export class ThreadPool {
  private readonly limits: ThreadLimits;
  private readonly pool: Piscina<Job, Extracted>;
  /** By config. */
  private readonly metrics: ReadonlyMap<number, string>;
  private free: number;
  private readonly waiting: (() => void)[] = [];

  constructor(plan: WorkerPlan, limits: ThreadLimits) {
    this.limits = limits;
    this.free = limits.threads;
    this.metrics = new Map(
      plan.configs.map(({ configId, expression: { module, name } }) => [configId, `${module}.${name}`]),
    );
    this.pool = new Piscina<Job, Extracted>({
      filename: import.meta.resolve('hdqm/worker'),
      workerData: plan,
      minThreads: 0,
      maxThreads: limits.threads,
      idleTimeout: Infinity, // a thread lives as long as its pool: starting one costs more than an idle one does
      resourceLimits: { maxOldGenerationSizeMb: limits.megabytes ?? threadMegabytes },
    });
    // A thread that cannot even load would otherwise end the process; its jobs fail with the same error.
    this.pool.on('error', () => undefined);
  }

  /** Rejects only for what is no fault of the file or its metrics, and where `signal` ends the work. */
  async run(job: Omit<Job, 'watch' | 'barred'>, signal: AbortSignal): Promise<Extracted> {
    // The pool forgets jobs that wait for a thread that ends: it is never given more than it has threads.
    await this.enter();
    const barred: Record<number, string> = {};
    let threadsLost = 0;
    try {
      for (;;) {
        try {
          signal.throwIfAborted();
          return await this.attempt(job, barred, signal);
        } catch (error) {
          if (!(error instanceof ThreadLost)) throw error;
          const { configId, message } = error;
          if (configId === undefined) return lost(`reading it ${message}`);
          if (++threadsLost > maxThreadCrashes)
            return lost(`its metrics cost ${threadsLost} threads; the last one ${message}`);
          this.bar(barred, configId, message);
        }
      }
    } finally {
      this.leave();
    }
  }

  async close(): Promise<void> {
    await this.pool.destroy();
  }

  /** Leaves out a config; all others of the same metric too where it is the second one: a family may have hundreds. */
  private bar(barred: Record<number, string>, configId: number, message: string): void {
    const again = this.metrics.get(configId);
    const second = Object.keys(barred).some((id) => this.metrics.get(Number(id)) === again);
    barred[configId] = `the metric ${message}`;
    if (!second) return;
    for (const [id, metric] of this.metrics)
      if (metric === again) barred[id] ??= `not tried: for two other configs on this file the metric ${message}`;
  }

  private async attempt(
    job: Omit<Job, 'watch' | 'barred'>,
    barred: Readonly<Record<number, string>>,
    signal: AbortSignal,
  ): Promise<Extracted> {
    const { fileSeconds, metricSeconds, megabytes = threadMegabytes } = this.limits;
    const watch = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
    const metric = (): number => Atomics.load(watch, 0);
    const over = new AbortController();
    let late: ThreadLost | undefined;
    let [begun, since, last] = [0, 0, 0];
    const timer = setInterval(() => {
      if (Atomics.load(watch, 1) === 0) return; // its thread is still starting
      const now = performance.now();
      begun ||= now;
      if (metric() !== last) [last, since] = [metric(), now];
      if (last !== 0 && now - since > metricSeconds * 1000)
        late = new ThreadLost(`did not end within ${metricSeconds} s (METRIC_SECONDS)`, last);
      else if (now - begun > fileSeconds * 1000)
        late = new ThreadLost(`took longer than ${fileSeconds} s (FILE_SECONDS)`, 0);
      if (late) over.abort();
    }, threadCheckMs);
    try {
      return await this.pool.run({ ...job, barred, watch }, { signal: AbortSignal.any([over.signal, signal]) });
    } catch (error) {
      if (late) throw late;
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'ERR_WORKER_OUT_OF_MEMORY')
        throw new ThreadLost(`takes more memory than a thread has (${megabytes} MB)`, metric());
      if (message.startsWith('worker exited') && Atomics.load(watch, 1) !== 0)
        throw new ThreadLost('ended its thread', metric());
      throw error;
    } finally {
      clearInterval(timer);
    }
  }

  private async enter(): Promise<void> {
    if (this.free > 0) this.free--;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  private leave(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.free++;
  }
}

/** A file that ends its thread is one that fails; its size and time are not known here. */
function lost(reason: string): Extracted {
  return { outcome: 'failed', reason, size: 0, modifiedAt: new Date(0), ofInput: false };
}
