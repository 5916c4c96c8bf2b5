import { createHash } from 'node:crypto';
import type { LRUCache } from 'lru-cache';
import { MemoryCaches } from '../store/cache/memory-caches.ts';
import type { ListedElement } from '../read/dqm-file.ts';
import type {
  ComparisonAnswer,
  ComparisonTask,
  CurveRequest,
  ElementsAnswer,
  ElementsTask,
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
  ReducedAnswer,
  SliceAnswer,
  SliceTask,
} from './histogram.thread.ts';
import type { Compared } from './comparison/compared.ts';
import { ReadingPool } from './reading-pool.ts';
import type { ReduceRequest } from './reduce-configs.ts';
import { readingBytes, type SumsAnswer, type SumsTask } from './comparison/sums.ts';

export interface HistogramLimits {
  /** Files that are read at a time: fewer than the extraction's threads, so that storage that hangs stops nothing else. */
  readonly threads: number;
  /** Requests that wait for a thread. */
  readonly maxQueue: number;
  /** How long a request waits; in the background how long reading a file takes. */
  readonly timeoutMs: number;
  /** Size of one ME, decompressed. */
  readonly maxBytes: number;
}

export const defaultHistogramLimits: HistogramLimits = {
  threads: 2,
  maxQueue: 64,
  timeoutMs: 30_000,
  maxBytes: 8 * 1024 * 1024,
};

/** How long threads stay without work: those for viewers, who look at one histogram after the other, and those in the background. */
const [idleMs, backgroundIdleMs] = [60_000, 10_000] as const;
/**
 * Files that a thread in the background reads at a time. On a server each waits for answers most of the time. Of a file system only one: reads
 * of all threads, of scans too, share the four of Node's own pool, of which slow storage must leave some.
 */
const [filesOfServer, filesOfFileSystem] = [4, 1] as const;

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

/** A file to read. */
export interface FileRequest {
  /** Path of the file, relative to EOS_ROOT. */
  readonly file: string;
  readonly run: number;
  /** The version of the file that the database has, if it is known: answers of another one are not used. */
  readonly size?: number | null;
  readonly modifiedAt?: Date | null;
}

/** An ME along one axis, and a metric of which it is the main input. */
export type SliceRequest = Omit<SliceTask, keyof FileTask>;

/** MEs to read as values. */
export type ElementsRequest = Omit<ElementsTask, keyof FileTask>;

/** Answers of a thread that are in the cache. */
type CachedAnswer =
  | FileHistograms
  | FolderAnswer
  | ListAnswer
  | PresenceAnswer
  | ReducedAnswer
  | SliceAnswer
  | ElementsAnswer
  | ComparisonAnswer;
/** Any answer of a thread. */
type Answer = CachedAnswer | SumsAnswer;

/** A task that runs or waits. */
interface Pending {
  readonly answer: Promise<CachedAnswer>;
  /** Resolves when its file begins to be read. */
  readonly started: Promise<void>;
}

/**
 * Reads files for display: in a few threads, with a cache and a timeout, since storage may be slow and viewers many. What needs many files is
 * read in the background, by threads of their own with a low priority: it delays neither single histograms nor scans.
 */
export class HistogramReader {
  private readonly limits: HistogramLimits;
  private readonly pool: ReadingPool<Answer>;
  private readonly background: ReadingPool<Answer>;
  private readonly cache: LRUCache<string, CachedAnswer>;
  private readonly pending = new Map<string, Pending>();

  /** `isExtracting`: whether files are being extracted for a scan; what is read in the background is read slowly then. */
  constructor(
    access: Omit<HistogramThreadData, 'inBackground'>,
    limits: HistogramLimits = defaultHistogramLimits,
    isExtracting: () => boolean = () => false,
    caches = new MemoryCaches(),
  ) {
    this.limits = limits;
    const { threads } = limits;
    this.cache = caches.create('histograms', { sizeCalculation: sizeOf });
    this.pool = new ReadingPool(
      { ...access, inBackground: false },
      { threads, filesPerThread: 1, minThreads: 0, idleMs },
    );
    const filesPerThread = /^https?:/.test(access.storage.EOS_ROOT) ? filesOfServer : filesOfFileSystem;
    this.background = new ReadingPool(
      { ...access, inBackground: true },
      { threads, filesPerThread, minThreads: 1, idleMs: backgroundIdleMs },
      isExtracting,
    );
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

  /** Reads an ME along one axis, and the value of a metric of it; in the background, round robin by request. */
  readSlice(file: FileRequest, request: SliceRequest): Promise<ReaderResponse<SliceAnswer>> {
    return this.answerInTurn('readSlice', file, request);
  }

  /** Reduces configs that are not stored; in the background, round robin by request. */
  reduceFile(file: FileRequest, request: ReduceRequest): Promise<ReaderResponse<ReducedAnswer>> {
    return this.answerInTurn('reduceFile', file, request);
  }

  /** Reads MEs as values, in the order of `mePaths`; in the background, round robin by request. */
  readElements(file: FileRequest, request: ElementsRequest): Promise<ReaderResponse<ElementsAnswer>> {
    return this.answerInTurn('readElements', file, request);
  }

  /** Compares MEs of two files. */
  compareRuns(
    { file, run }: FileRequest,
    request: ElementsRequest,
    reference: FileRequest & Pick<ElementsRequest, 'mePaths'>,
  ): Promise<ReaderResponse<ComparisonAnswer>> {
    const { file: path, run: other, mePaths } = reference;
    return this.answer('compareRuns', { path: file, run, ...request, reference: { path, run: other, mePaths } });
  }

  /** Compares two sums of runs; in the background, in the turn of a request. */
  async compareSums(task: SumsTask, request: object): Promise<ReaderResponse<SumsAnswer>> {
    return this.withTimeout(this.background.run('compareSums', task, request) as Promise<SumsAnswer>);
  }

  async close(): Promise<void> {
    await Promise.all([this.pool.close(), this.background.close()]);
  }

  /** The answer of a task, named as the function exported by the thread; from the cache, or that of the same task that is running. */
  private async answer<T extends CachedAnswer>(
    name: string,
    task: FileTask | FolderTask | ElementTask | ComparisonTask,
  ): Promise<ReaderResponse<T>> {
    const key = keyOf(name, task);
    const cached = this.cache.get(key);
    if (cached) return cached as T;
    let pending = this.pending.get(key);
    if (!pending) {
      if (this.pool.waiting >= this.limits.maxQueue)
        return { outcome: 'busy', reason: 'too many requests for histograms: try again in a minute' };
      pending = this.start(key, (started) => this.pool.run(name, task, undefined, started) as Promise<CachedAnswer>);
    }
    return this.withTimeout(pending.answer as Promise<T>);
  }

  /** The same in the background, in the turn of a request. The timeout begins when the file is read: others may have many before it. */
  private async answerInTurn<T extends CachedAnswer>(
    name: string,
    { file, run, size, modifiedAt }: FileRequest,
    request: object,
  ): Promise<ReaderResponse<T>> {
    const task: FileTask = { path: file, run, ...request };
    const key = keyOf(name, task, size, modifiedAt);
    const cached = this.cache.get(key);
    if (cached) return cached as T;
    const pending =
      this.pending.get(key) ??
      this.start(key, (started) => this.background.run(name, task, request, started) as Promise<CachedAnswer>);
    await pending.started;
    return this.withTimeout(pending.answer as Promise<T>);
  }

  private start(key: string, run: (started: () => void) => Promise<CachedAnswer>): Pending {
    let begin = (): void => undefined;
    const started = new Promise<void>((resolve) => (begin = resolve));
    const answer = run(() => begin())
      .then((result) => {
        if (result.outcome === 'read') this.cache.set(key, result); // a failure may be over in a minute
        return result;
      })
      .finally(() => this.pending.delete(key));
    answer.catch(() => undefined); // reported to those that still wait
    const pending = { answer, started };
    this.pending.set(key, pending);
    return pending;
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

/** The key of a task in the cache. A task, with the paths of many MEs, may be longer than its answer. */
function keyOf(...parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64');
}

/** Characters of an answer, roughly. */
function sizeOf(answer: CachedAnswer): number {
  if (answer.outcome !== 'read') return 1;
  if ('isPresent' in answer) return 100;
  if ('slice' in answer) return 500 + ('contents' in answer.slice ? 20 * answer.slice.contents.length : 0);
  if ('configs' in answer) return 500 + 400 * answer.configs.length;
  if ('readings' in answer) return answer.readings.reduce((sum, reading) => sum + 500 + readingBytes(reading), 1);
  if ('comparisons' in answer) return answer.comparisons.reduce((sum, compared) => sum + sizeOfComparison(compared), 1);
  if ('elements' in answer) return sizeOfList(answer.elements);
  if ('folder' in answer) return 1000 + sizeOfList(answer.folder?.elements ?? []);
  return answer.histograms.reduce(
    (sum, histogram) => sum + 200 + ('object' in histogram ? histogram.object.length : 0),
    answer.curve ? 20_000 : 1,
  );
}

function sizeOfComparison(compared: Compared): number {
  return 500 + ('problem' in compared ? 0 : 48 * (compared.bins?.ratios.length ?? 0));
}

function sizeOfList(elements: readonly ListedElement[]): number {
  return elements.reduce((sum, { path, text = '' }) => sum + path.length + text.length + 50, 1);
}
