import pLimit from 'p-limit';
import type { FileRequest, HistogramReader, ReaderResponse, SliceRequest } from './histogram-reader.ts';
import type { SliceAnswer } from './histogram.thread.ts';

/** Limits of reading an ME of many runs. */
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
export interface ElementRun {
  readonly run: number;
  readonly answer: ReaderResponse<SliceAnswer>;
  /** Number of runs of which the result is known, and of all. */
  readonly done: number;
  readonly total: number;
}

/** An address has too many requests. The message is for the user. */
export class ElementRunsError extends Error {
  override name = 'ElementRunsError';
}

type Options = { readonly [name in keyof typeof elementRunsLimits]: number };

/** Reads an ME of many runs, as the files are read. */
export class ElementRuns {
  private readonly reader: Pick<HistogramReader, 'readSlice'>;
  private readonly limits: Options;
  private readonly running = new Map<string, number>();

  constructor(reader: Pick<HistogramReader, 'readSlice'>, limits: Options = elementRunsLimits) {
    this.reader = reader;
    this.limits = limits;
  }

  /**
   * Yields the result of each file when it is known, the first ones first as far as their reading takes equally long. Ends after the last, after
   * the timeout with a result for those that were not read, or when the caller returns: nothing further is read then. Throws an ElementRunsError.
   */
  async *read(files: readonly FileRequest[], request: SliceRequest, address: string): AsyncGenerator<ElementRun> {
    const { perAddress, concurrency, timeoutMs } = this.limits;
    const others = this.running.get(address) ?? 0;
    if (others >= perAddress)
      throw new ElementRunsError(
        `${perAddress} MEs are being read over runs for this address: wait until one has ended`,
      );
    this.running.set(address, others + 1);
    const limit = pLimit(concurrency);
    const total = files.length;
    const pending = new Map(
      files.map((file) => [
        file.run,
        limit(async () => ({ run: file.run, answer: await this.reader.readSlice(file, request) })),
      ]),
    );
    for (const each of pending.values()) each.catch(() => undefined); // reported to a caller that still waits
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), timeoutMs);
    });
    try {
      while (pending.size > 0) {
        const next = await Promise.race([...pending.values(), timeout]);
        if (!next) break;
        pending.delete(next.run);
        yield { ...next, done: total - pending.size, total };
      }
      const reason = `not read within ${timeoutMs / 1000} s: select fewer runs, or try again in a minute`;
      for (const run of pending.keys()) {
        pending.delete(run);
        yield { run, answer: { outcome: 'timedOut', reason }, done: total - pending.size, total };
      }
    } finally {
      clearTimeout(timer);
      limit.clearQueue();
      const left = (this.running.get(address) ?? 1) - 1;
      if (left > 0) this.running.set(address, left);
      else this.running.delete(address);
    }
  }
}
