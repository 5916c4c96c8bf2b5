import pLimit from 'p-limit';
import type { FileRequest, HistogramReader, ReaderResponse, SliceRequest } from './histogram-reader.ts';
import type { SliceAnswer } from './histogram.thread.ts';
import { type AnswerStore, PreviewAnswers, type RunReading } from './preview-answers.ts';
import { sliceRevision } from './slice.ts';

/** Limits of reading many runs for a viewer. */
export const elementRunsLimits = {
  /** Runs of one request. */
  runs: 200,
  /** Requests of an address at a time. */
  perAddress: 2,
  /** Files of one request that are read, or wait for their turn, at a time: as many as the threads in the background take from a server. */
  concurrency: 8,
  /** How long one request takes. */
  timeoutMs: 60_000,
} as const;

/** What was read of a run. */
export interface RunAnswer<Answer> {
  readonly run: number;
  readonly answer: ReaderResponse<Answer>;
  /** Number of runs of which the result is known, and of all. */
  readonly done: number;
  readonly total: number;
}

/** An ME of a run along an axis. */
export type ElementRun = RunAnswer<SliceAnswer>;

/** An address has too many requests. The message is for the user. */
export class ElementRunsError extends Error {
  override name = 'ElementRunsError';
}

type Options = { readonly [name in keyof typeof elementRunsLimits]: number };

/** Reads an ME, or what is computed of some, of many runs, as the files are read. */
export class ElementRuns {
  private readonly reader: Pick<HistogramReader, 'readSlice'>;
  private readonly limits: Options;
  private readonly store: AnswerStore | undefined;
  private readonly running = new Map<string, number>();

  /** Without a `store` all files are read. */
  constructor(
    reader: Pick<HistogramReader, 'readSlice'>,
    { limits = elementRunsLimits, store }: { limits?: Options; store?: AnswerStore | undefined } = {},
  ) {
    this.reader = reader;
    this.limits = limits;
    this.store = store;
  }

  /** Yields the ME of each file: see `readEach`. */
  read(files: readonly FileRequest[], request: SliceRequest, address: string): AsyncGenerator<ElementRun> {
    const reading: RunReading<SliceAnswer> = {
      key: ['slice', sliceRevision, request],
      read: (file) => this.reader.readSlice(file, request),
      isFact: ({ slice }) => !('failure' in slice) || slice.failure === 'MISSING_HISTOGRAM',
    };
    return this.readEach(files, reading, address);
  }

  /**
   * Yields the result of each file when it is known: those that are stored, then those that are read, the first ones first as far as their
   * reading takes equally long. Ends after the last, after the timeout with a result for those that were not read, or when the caller returns:
   * nothing further is read then. Throws an ElementRunsError.
   */
  async *readEach<Answer extends { readonly outcome: string }>(
    files: readonly FileRequest[],
    reading: RunReading<Answer>,
    address: string,
  ): AsyncGenerator<RunAnswer<Answer>> {
    const { perAddress, concurrency, timeoutMs } = this.limits;
    const others = this.running.get(address) ?? 0;
    if (others >= perAddress)
      throw new ElementRunsError(
        `${perAddress} MEs are being read over runs for this address: wait until one has ended`,
      );
    this.running.set(address, others + 1);
    const limit = pLimit(concurrency);
    const total = files.length;
    let done = 0;
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), timeoutMs);
    });
    const answers = this.store && new PreviewAnswers(this.store, reading);
    try {
      const stored = (await answers?.find(files)) ?? new Map<number, Answer>();
      for (const [run, answer] of stored) yield { run, answer, done: (done += 1), total };
      const pending = new Map(
        files
          .filter(({ run }) => !stored.has(run))
          .map((file) => [file.run, limit(async () => ({ file, answer: await reading.read(file) }))]),
      );
      for (const each of pending.values()) each.catch(() => undefined); // reported to a caller that still waits
      while (pending.size > 0) {
        const next = await Promise.race([...pending.values(), timeout]);
        if (!next) break;
        const { file, answer } = next;
        pending.delete(file.run);
        answers?.add(file, answer);
        yield { run: file.run, answer, done: (done += 1), total };
      }
      const reason = `not read within ${timeoutMs / 1000} s: select fewer runs, or try again in a minute`;
      for (const run of pending.keys())
        yield { run, answer: { outcome: 'timedOut', reason }, done: (done += 1), total };
    } finally {
      clearTimeout(timer);
      limit.clearQueue();
      const left = (this.running.get(address) ?? 1) - 1;
      if (left > 0) this.running.set(address, left);
      else this.running.delete(address);
      await answers?.store();
    }
  }
}
