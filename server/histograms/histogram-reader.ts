import { LRUCache } from 'lru-cache';
import { Piscina } from 'piscina';
import { PoolThreads } from '../app/blocked-threads.ts';
import type { ListedElement } from '../read/dqm-file.ts';
import type {
  CurveRequest,
  ElementTask,
  FileHistograms,
  FileTask,
  FolderAnswer,
  FolderTask,
  HistogramForm,
  HistogramTask,
  HistogramThreadData,
  ListAnswer,
  PresenceAnswer,
  SliceAnswer,
  SliceTask,
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

/** What was read of a file, or why it could not be read now. */
export type ReaderResponse<Answer> = Answer | { readonly outcome: 'busy' | 'timedOut'; readonly reason: string };
export type HistogramResponse = ReaderResponse<FileHistograms>;

/** A file to read folders of. */
export interface FileRequest {
  /** Path of the file, relative to EOS_ROOT. */
  readonly file: string;
  readonly run: number;
}

/** An ME along one axis, and a metric of which it is the main input. */
export type SliceRequest = Omit<SliceTask, keyof FileTask>;

/** Any answer of a thread. */
type Answer = FileHistograms | FolderAnswer | ListAnswer | PresenceAnswer | SliceAnswer;

/** Reads files for display: in a few threads, with a cache and a timeout, since storage may be slow and viewers many. */
export class HistogramReader {
  private readonly limits: HistogramLimits;
  private readonly pool: Piscina<FileTask, Answer>;
  private readonly threads: PoolThreads<FileTask, Answer>;
  private readonly cache: LRUCache<string, Answer>;
  private readonly pending = new Map<string, Promise<Answer>>();

  constructor(access: HistogramThreadData, limits: HistogramLimits = defaultHistogramLimits) {
    this.limits = limits;
    this.cache = new LRUCache({ maxSize: limits.cacheSize, sizeCalculation: sizeOf });
    this.pool = new Piscina<FileTask, Answer>({
      filename: import.meta.resolve('hdqm/histogram-worker'),
      workerData: access,
      minThreads: 0,
      maxThreads: limits.threads,
      maxQueue: limits.maxQueue,
      idleTimeout: 60_000,
    });
    this.threads = new PoolThreads(this.pool);
  }

  /** Reads MEs of a file. Throws only where HDQM itself is at fault, as do the other methods. */
  read({ file, form = 'root', ...rest }: HistogramRequest): Promise<HistogramResponse> {
    const task: HistogramTask = { path: file, ...rest, form, maxBytes: this.limits.maxBytes };
    return this.answer<FileHistograms>('default', task);
  }

  /** Reads a folder, `Subsystem/Folder`, or the list of subsystems for an empty path. */
  readFolder({ file, run }: FileRequest, folder: string): Promise<ReaderResponse<FolderAnswer>> {
    return this.answer('readFolder', { path: file, run, folder });
  }

  /** Lists all MEs of a file. */
  listElements({ file, run }: FileRequest): Promise<ReaderResponse<ListAnswer>> {
    return this.answer('listElements', { path: file, run });
  }

  /** Whether a file has an ME of this path. */
  findElement({ file, run }: FileRequest, element: string): Promise<ReaderResponse<PresenceAnswer>> {
    return this.answer('findElement', { path: file, run, element });
  }

  /** Reads an ME along one axis, and the value of a metric of it. */
  readSlice({ file, run }: FileRequest, request: SliceRequest): Promise<ReaderResponse<SliceAnswer>> {
    return this.answer('readSlice', { path: file, run, ...request });
  }

  async close(): Promise<void> {
    await this.threads.close();
  }

  /** The answer of a task, named as the function exported by the thread; from the cache, or that of the same task that is running. */
  private async answer<T extends Answer>(
    name: string,
    task: FileTask | FolderTask | ElementTask,
  ): Promise<ReaderResponse<T>> {
    const key = JSON.stringify([name, task]);
    const cached = this.cache.get(key);
    if (cached) return cached as T;
    let reading = this.pending.get(key);
    if (!reading) {
      if (this.pool.queueSize >= this.limits.maxQueue)
        return { outcome: 'busy', reason: 'too many requests for histograms: try again in a minute' };
      reading = this.start(key, name, task);
    }
    return this.withTimeout(reading as Promise<T>);
  }

  private start(key: string, name: string, task: FileTask): Promise<Answer> {
    const reading = this.threads
      .run(task, { name })
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
  private async withTimeout<T extends Answer>(reading: Promise<T>): Promise<ReaderResponse<T>> {
    const { timeoutMs } = this.limits;
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<ReaderResponse<never>>((resolve) => {
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

/** Characters of an answer, roughly. */
function sizeOf(answer: Answer): number {
  if (answer.outcome !== 'read') return 1;
  if ('isPresent' in answer) return 100;
  if ('slice' in answer) return 500 + ('contents' in answer.slice ? 20 * answer.slice.contents.length : 0);
  if ('elements' in answer) return sizeOfList(answer.elements);
  if ('folder' in answer) return 1000 + sizeOfList(answer.folder?.elements ?? []);
  return answer.histograms.reduce(
    (sum, histogram) => sum + 200 + ('object' in histogram ? histogram.object.length : 0),
    answer.curve ? 20_000 : 1,
  );
}

function sizeOfList(elements: readonly ListedElement[]): number {
  return elements.reduce((sum, { path, text = '' }) => sum + path.length + text.length + 50, 1);
}
