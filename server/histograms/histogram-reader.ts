import { LRUCache } from 'lru-cache';
import { Piscina } from 'piscina';
import { PoolThreads } from '../app/blocked-threads.ts';
import type {
  CurveRequest,
  FileHistograms,
  HistogramForm,
  HistogramTask,
  HistogramThreadData,
} from './histogram.thread.ts';

export interface HistogramLimits {
  /** Files that are read at a time: fewer than the extraction's threads, so that storage that hangs stops nothing else. */
  readonly threads: number;
  /** Requests that wait for a thread. */
  readonly maxQueue: number;
  /** How long a request waits. */
  readonly timeoutMs: number;
  /** Size of one ME, decompressed. */
  readonly maxBytes: number;
  /** Characters of JSON in the cache. */
  readonly cacheSize: number;
}

export const defaultHistogramLimits: HistogramLimits = {
  threads: 2,
  maxQueue: 64,
  timeoutMs: 30_000,
  maxBytes: 8 * 1024 * 1024,
  cacheSize: 64 * 1024 * 1024,
};

/** MEs to read of one file. */
export interface HistogramRequest {
  /** Path of the file, relative to EOS_ROOT. */
  readonly file: string;
  readonly run: number;
  /** For each ME the paths to try, in order. */
  readonly mePaths: readonly (readonly string[])[];
  /** Path of an ME that the file does not have: similar ones are found. */
  readonly similarTo?: string;
  readonly curve?: CurveRequest;
  /** Default: ROOT's JSON. */
  readonly form?: HistogramForm;
}

/** What was read of the file, or why it could not be read now. */
export type HistogramResponse = FileHistograms | { readonly outcome: 'busy' | 'timedOut'; readonly reason: string };

/** Reads MEs for display: in a few threads, with a cache and a timeout, since storage may be slow and viewers many. */
export class HistogramReader {
  private readonly limits: HistogramLimits;
  private readonly pool: Piscina<HistogramTask, FileHistograms>;
  private readonly threads: PoolThreads;
  private readonly cache: LRUCache<string, FileHistograms>;
  private readonly pending = new Map<string, Promise<FileHistograms>>();

  constructor(access: HistogramThreadData, limits: HistogramLimits = defaultHistogramLimits) {
    this.limits = limits;
    this.cache = new LRUCache({ maxSize: limits.cacheSize, sizeCalculation: sizeOf });
    this.pool = new Piscina<HistogramTask, FileHistograms>({
      filename: import.meta.resolve('hdqm/histogram-worker'),
      workerData: access,
      minThreads: 0,
      maxThreads: limits.threads,
      maxQueue: limits.maxQueue,
      idleTimeout: 60_000,
    });
    this.threads = new PoolThreads(this.pool);
    // A thread that cannot be loaded would end the process otherwise; its tasks fail with the same error.
    this.pool.on('error', () => undefined);
  }

  /** Throws only where HDQM itself is at fault. */
  async read({ file, form = 'root', ...rest }: HistogramRequest): Promise<HistogramResponse> {
    const request = { ...rest, form };
    const key = JSON.stringify([file, request]);
    const cached = this.cache.get(key);
    if (cached) return cached;
    let reading = this.pending.get(key);
    if (!reading) {
      if (this.pool.queueSize >= this.limits.maxQueue)
        return { outcome: 'busy', reason: 'too many requests for histograms: try again in a minute' };
      reading = this.start(key, { path: file, ...request, maxBytes: this.limits.maxBytes });
    }
    return this.withTimeout(reading);
  }

  async close(): Promise<void> {
    await this.threads.close();
  }

  private start(key: string, task: HistogramTask): Promise<FileHistograms> {
    const reading = this.pool
      .run(task)
      .then((result) => {
        if (result.outcome === 'read') this.cache.set(key, result); // a failure may be over in a minute
        return result;
      })
      .finally(() => this.pending.delete(key));
    reading.catch(() => undefined); // reported to those that still wait
    this.pending.set(key, reading);
    return reading;
  }

  /** A read that times out keeps its thread, so that storage that hangs does not get more and more requests. */
  private async withTimeout(reading: Promise<FileHistograms>): Promise<HistogramResponse> {
    const { timeoutMs } = this.limits;
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<HistogramResponse>((resolve) => {
      const reason = `reading timed out after ${timeoutMs / 1000} s: try again in a minute`;
      timer = setTimeout(() => resolve({ outcome: 'timedOut', reason }), timeoutMs);
    });
    try {
      return await Promise.race([reading, timeout]);
    } finally {
      clearTimeout(timer);
    }
  }
}

function sizeOf(result: FileHistograms): number {
  if (result.outcome !== 'read') return 1;
  return result.histograms.reduce(
    (sum, histogram) => sum + 200 + ('object' in histogram ? histogram.object.length : 0),
    result.curve ? 20_000 : 1,
  );
}
