/**
 * The way of a file:  open -> read -> reduce  (in a worker thread, server/extract-worker.ts)  -> store.
 *
 * A file's points, its state and its run are there together or not at all; a file that cannot be read leaves its reason.
 */
import path from 'node:path';
import { Piscina } from 'piscina';
import type { Extracted, Job, WorkerPlan } from './extract-worker.ts';
import type { Hdqm } from './main.ts';
import type { PlannedConfig } from './plan/plan.ts';
import { nextTry } from './scan/retry.ts';
import { forgetVanished, type KnownFile, recordFailure, referenceFiles } from './store/files.ts';
import { storeExtraction } from './store/points.ts';

/** What became of a file. */
export type Outcome =
  | { readonly outcome: 'extracted'; readonly points: number }
  | { readonly outcome: 'superseded' }
  | { readonly outcome: 'failed'; readonly reason: string }
  | { readonly outcome: 'vanished' };

/** Work on files ended because HDQM was told to stop. Nothing is lost. */
export class StoppedError extends Error {
  override name = 'StoppedError';
}

/** Worker threads that read and reduce, and the storing of what they give. */
export class Extractor {
  private readonly hdqm: Pick<Hdqm, 'database' | 'settings' | 'stopping'>;
  private readonly configs: readonly PlannedConfig[];
  private readonly referenceRuns: readonly number[];
  private readonly threads: Piscina<Job, Extracted>;

  constructor(hdqm: Pick<Hdqm, 'database' | 'settings' | 'stopping'>, configs: readonly PlannedConfig[]) {
    const { WORKERS, HDQM_METRICS } = hdqm.settings;
    this.hdqm = hdqm;
    this.configs = configs;
    this.referenceRuns = [...new Set(configs.flatMap(({ referenceRun }) => referenceRun ?? []))];
    this.threads = new Piscina<Job, Extracted>({
      filename: import.meta.resolve('hdqm/worker'),
      workerData: { configs, metricFolders: HDQM_METRICS } satisfies WorkerPlan,
      minThreads: 0,
      maxThreads: WORKERS,
      idleTimeout: Infinity, // a thread lives as long as its pool: starting one costs more than an idle one does
      execArgv: ['--enable-source-maps'],
    });
    // A thread that cannot even load would otherwise end the process; its jobs fail with the same error.
    this.threads.on('error', () => undefined);
  }

  /**
   * Takes one file through all configs of the plan. With `configIds` it is read once more for these alone: when that fails, file and
   * points stay as they are.
   */
  async extract(file: KnownFile, configIds?: readonly number[]): Promise<Outcome> {
    const { database, settings } = this.hdqm;
    const job = {
      path: path.join(settings.EOS_ROOT, file.path),
      run: file.run,
      references: await this.references(file),
      ...(configIds ? { configIds } : {}),
    };
    const extracted = await this.threads.run(job).catch((error: NodeJS.ErrnoException): Extracted => {
      if (error.code !== 'ERR_WORKER_OUT_OF_MEMORY') throw error;
      const reason = 'reading it takes more memory than a worker thread has';
      return { outcome: 'failed', reason, size: file.size ?? 0, modifiedAt: file.modifiedAt ?? new Date(0) };
    });
    if (extracted.outcome === 'extracted') {
      const { superseded } = await storeExtraction(database, {
        ...extracted,
        fileId: file.id,
        computed: configIds ?? this.configs.map(({ configId }) => configId),
      });
      return superseded ? { outcome: 'superseded' } : { outcome: 'extracted', points: extracted.points.length };
    }
    if (configIds === undefined) await this.recordTrouble(file, extracted);
    return extracted;
  }

  /** Runs work on many files, as many at once as keep all threads busy; the first error ends it. */
  async inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
    const queue = items.values();
    const lane = async (): Promise<void> => {
      for (const item of queue) {
        if (this.hdqm.stopping.aborted) throw new StoppedError('it was stopped; the next scan goes on where it ended');
        await work(item);
      }
    };
    // One more than threads: while one file's points are stored, another is read.
    await Promise.all(Array.from({ length: this.hdqm.settings.WORKERS + 1 }, lane));
  }

  async close(): Promise<void> {
    await this.threads.destroy();
  }

  private async recordTrouble(file: KnownFile, trouble: Exclude<Extracted, { outcome: 'extracted' }>): Promise<void> {
    const { database, settings } = this.hdqm;
    if (trouble.outcome === 'vanished') {
      await forgetVanished(database, file.id);
    } else {
      const { reason, size, modifiedAt } = trouble;
      const next = nextTry(file.tries + 1, settings.RETRY_LIMIT, new Date()) ?? null;
      await recordFailure(database, file.id, { reason, size, modifiedAt, nextTry: next });
    }
  }

  /** Absolute paths of the reference runs' files in the file's dataset. */
  private async references({ datasetId }: KnownFile): Promise<Record<number, string>> {
    if (this.referenceRuns.length === 0) return {};
    const files = await referenceFiles(this.hdqm.database, datasetId, this.referenceRuns);
    return Object.fromEntries(files.map(({ run, path: file }) => [run, path.join(this.hdqm.settings.EOS_ROOT, file)]));
  }
}
