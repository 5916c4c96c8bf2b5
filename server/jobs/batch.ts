/** The one door into extraction: files as jobs that this process and all other workers do. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { App } from '../app/app.ts';
import { abandonFile, StoppedError } from '../extract/extractor.ts';
import type { ProgressMeter } from '../extract/progress.ts';
import { batchPollMs } from '../retry/policy.ts';
import type { KnownFile } from '../store/files/files.ts';
import { type Computation, type ExtractionOutcome, type JobKind, planKey } from './extraction-job.ts';
import type { ExtractionWorker } from './worker.ts';

/** One job of a batch. */
export interface BatchItem {
  /** The files of a dataset and run, the best first: the next one is read where one fails. */
  readonly files: readonly [KnownFile, ...KnownFile[]];
  /** Read an extracted file again for these configs alone. */
  readonly configIds?: readonly number[];
}

export interface Batch {
  readonly kind: JobKind;
  readonly plan: Computation;
  readonly items: readonly BatchItem[];
  /** The scan that the batch is part of. */
  readonly scanId?: number;
  /** Read poison files, too. */
  readonly force?: boolean;
  readonly meter: ProgressMeter;
  onOutcome(outcome: ExtractionOutcome): void;
}

/**
 * Has the files read by all workers, this process's among them, and resolves when all are done. Files on which processes crashed come last, so
 * that the points of all others are stored first. Throws a StoppedError where the app stops, and the error where this process cannot go on;
 * then the batch is cancelled.
 */
export async function extractBatch(app: App, worker: ExtractionWorker, batch: Batch): Promise<void> {
  const { meter, plan, kind, scanId = null, force = false } = batch;
  const { stopping, settings } = app;
  const items = batch.items.toSorted((a, b) => crashesOf(a) - crashesOf(b));
  meter.extracting(items.length);
  if (items.length === 0) return;

  const id = randomUUID();
  const open = new Map<string, BatchItem>();
  const over = new AbortController();
  let fail: (error: unknown) => void = () => undefined;
  const failed = new Promise<never>((_, reject) => (fail = reject));
  failed.catch(() => undefined); // raced below, once the jobs are enqueued
  const stop = (): void => fail(new StoppedError(`stopped: ${remedies[kind]}`));
  const take = (jobId: string, outcome: ExtractionOutcome): void => {
    if (!open.delete(jobId)) return; // reported before
    batch.onOutcome(outcome);
    meter.fileDone(outcome.path, { points: outcome.points, failed: outcome.failed.length > 0 });
    if (open.size === 0) over.abort();
  };
  /** Takes what other processes did. */
  const poll = async (): Promise<void> => {
    let since: Date | undefined;
    for (;;) {
      await delay(batchPollMs, undefined, { signal: over.signal }).catch(() => undefined);
      if (over.signal.aborted) return;
      await worker.queue.expireLeases();
      const { ended, until } = await worker.queue.listEnded(id, since);
      since = until;
      for (const [jobId, outcome] of ended) {
        const item = open.get(jobId);
        if (item === undefined) continue;
        if (typeof outcome === 'string' && item.configIds === undefined) await abandonFile(app, item.files[0], outcome);
        take(jobId, typeof outcome === 'string' ? failedOutcome(item, outcome) : outcome);
      }
    }
  };

  const leave = worker.listen(id, { plan, onOutcome: take, onError: fail });
  stopping.addEventListener('abort', stop, { once: true });
  if (stopping.aborted) stop();
  try {
    const key = planKey(plan);
    const jobs = items.map(({ files, configIds }) => ({
      kind,
      batch: id,
      scanId,
      plan: key,
      files: files.map((file) => file.id),
      ...(configIds ? { configIds } : {}),
      ...(force ? { force } : {}),
    }));
    await worker.queue.enqueue(jobs, settings.LEASE_SECONDS, (jobId, index) => {
      const item = items[index];
      if (item) open.set(jobId, item);
    });
    worker.wake();
    await Promise.race([poll(), failed]);
  } finally {
    over.abort();
    leave();
    stopping.removeEventListener('abort', stop);
    // Where the database is unavailable the jobs stay: doing them changes nothing for the worse.
    if (open.size > 0) await worker.queue.cancel(id).catch(() => undefined);
  }
}

const remedies: Record<JobKind, string> = {
  scan: 'the next scan continues where this one ended',
  backfill: 'the next scan continues where this one ended',
  recompute: 'run it again to compute the rest',
  retry: 'retry the file again',
};

const crashesOf = ({ files }: BatchItem): number => Math.max(...files.map(({ crashes }) => crashes));

function failedOutcome({ files: [file] }: BatchItem, reason: string): ExtractionOutcome {
  return { path: file.path, extracted: false, points: 0, failed: [{ path: file.path, reason }], missing: [] };
}
