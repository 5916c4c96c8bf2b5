/**
 * MEs read for people to look at. Storage may be slow and viewers many: a few threads read, what they gave is kept in memory for a while,
 * and who waits too long is told so.
 */
import { LRUCache } from 'lru-cache';
import { Piscina } from 'piscina';
import type { StorageAccess } from '../storage/storage.ts';
import type { Drawn, DrawingJob } from './histogram.thread.ts';

/** How much is read at once, waited for, kept and drawn. */
export interface DrawingLimits {
  /** Files that are read at once: fewer than the process has threads for files, so that storage that hangs stops nothing else. */
  readonly threads: number;
  /** Requests that wait for a thread. */
  readonly waiting: number;
  readonly timeoutMs: number;
  /** Of one ME, decompressed. */
  readonly mostBytes: number;
  /** Characters of the drawings kept in memory. */
  readonly cacheSize: number;
}

export const usualLimits: DrawingLimits = {
  threads: 2,
  waiting: 64,
  timeoutMs: 30_000,
  mostBytes: 8 * 1024 * 1024,
  cacheSize: 64 * 1024 * 1024,
};

/** What is wanted of one file. */
export interface HistogramRequest {
  /** Relative to EOS_ROOT, as the database has it. */
  readonly file: string;
  readonly run: number;
  /** For each ME the paths to try, in order. */
  readonly wanted: readonly (readonly string[])[];
}

/** What came of it: what the file gave, or why it could not be read now. */
export type HistogramResponse = Drawn | { readonly outcome: 'busy' | 'timedOut'; readonly reason: string };

/** Reads MEs out of the files of a tree, for drawing. */
export class HistogramReader {
  private readonly limits: DrawingLimits;
  private readonly threads: Piscina<DrawingJob, Drawn>;
  private readonly kept: LRUCache<string, Drawn>;
  private readonly underWay = new Map<string, Promise<Drawn>>();

  constructor(storage: StorageAccess, limits: DrawingLimits = usualLimits) {
    this.limits = limits;
    this.kept = new LRUCache({ maxSize: limits.cacheSize, sizeCalculation: sizeOf });
    this.threads = new Piscina<DrawingJob, Drawn>({
      filename: import.meta.resolve('hdqm/histogram-worker'),
      workerData: storage,
      minThreads: 0,
      maxThreads: limits.threads,
      maxQueue: limits.waiting,
      idleTimeout: 60_000,
    });
    // A thread that cannot even load would otherwise end the process; its jobs fail with the same error.
    this.threads.on('error', () => undefined);
  }

  /** Throws only where HDQM itself is at fault. */
  async read({ file, run, wanted }: HistogramRequest): Promise<HistogramResponse> {
    const key = JSON.stringify([file, run, wanted]);
    const kept = this.kept.get(key);
    if (kept) return kept;
    let reading = this.underWay.get(key);
    if (!reading) {
      // Waiting for a thread, not reading: more of them would only wait longer.
      if (this.threads.queueSize >= this.limits.waiting)
        return { outcome: 'busy', reason: 'too many histograms are asked for at present: try again in a minute' };
      reading = this.start(key, { path: file, run, wanted, mostBytes: this.limits.mostBytes });
    }
    return this.inTime(reading);
  }

  async close(): Promise<void> {
    await this.threads.destroy();
  }

  private start(key: string, job: DrawingJob): Promise<Drawn> {
    const reading = this.threads
      .run(job)
      .then((drawn) => {
        // What could not be read may be there in a minute: only what was is kept.
        if (drawn.outcome === 'read') this.kept.set(key, drawn);
        return drawn;
      })
      .finally(() => this.underWay.delete(key));
    reading.catch(() => undefined); // told to whoever still waits
    this.underWay.set(key, reading);
    return reading;
  }

  /** A read that takes too long is no longer waited for, but keeps its thread: storage that hangs is not asked more and more. */
  private async inTime(reading: Promise<Drawn>): Promise<HistogramResponse> {
    const { timeoutMs } = this.limits;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<HistogramResponse>((resolve) => {
      const reason = `the storage did not give it within ${timeoutMs / 1000} s: try again in a minute`;
      timer = setTimeout(() => resolve({ outcome: 'timedOut', reason }), timeoutMs);
    });
    try {
      return await Promise.race([reading, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}

function sizeOf(drawn: Drawn): number {
  if (drawn.outcome !== 'read') return 1;
  return drawn.drawings.reduce((sum, drawing) => sum + 200 + ('object' in drawing ? drawing.object.length : 0), 1);
}
