/**
 * The way of a file:  open -> read -> reduce  (in a worker thread, server/extract/extract.thread.ts)  -> store.
 *
 * A file's points, its state and its run are there together or not at all; a file that cannot be read leaves its reason.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { Attempts, mostLost } from './crash-guard.ts';
import { storageAccess, StorageUnavailableError, type DqmStorage } from '../storage/storage.ts';
import type { Extracted } from './extract.thread.ts';
import type { App } from '../app/app.ts';
import type { PlannedConfig } from '../plan/plan.ts';
import { nextAttemptAt } from '../scan/backoff.ts';
import { deleteMissingFiles, type KnownFile, recordAttemptEnd, recordFailure, referenceFiles } from '../store/files.ts';
import { storeExtraction } from '../store/points.ts';
import { ThreadPool } from './thread-pool.ts';

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

/** Files that are being read when HDQM is told to stop may take so long, in ms; then they are given back. */
const graceMs = 4_000;
const stopped = 'it was stopped; the next scan goes on where it ended';

type Working = Pick<App, 'database' | 'settings' | 'stopping' | 'storage'>;

/** Worker threads that read and reduce, and the storing of what they give. */
export class Extractor {
  private readonly app: Working;
  private readonly configs: readonly PlannedConfig[];
  private readonly referenceRuns: readonly number[];
  private readonly threads: ThreadPool;
  private readonly attempts: Attempts;
  private readonly breaking = new AbortController();
  private grace: NodeJS.Timeout | undefined;
  /** Ends the waiting for files that take long once HDQM is to stop. */
  private readonly breakOff = (): void => {
    this.grace = setTimeout(() => this.breaking.abort(), graceMs);
  };

  constructor(app: Working, configs: readonly PlannedConfig[]) {
    this.app = app;
    this.configs = configs;
    this.referenceRuns = [...new Set(configs.flatMap(({ referenceRun }) => referenceRun ?? []))];
    const { WORKERS, HDQM_METRICS, FILE_SECONDS, METRIC_SECONDS } = app.settings;
    this.threads = new ThreadPool(
      { configs, metricFolders: HDQM_METRICS, storage: storageAccess(app.settings) },
      { threads: WORKERS, fileSeconds: FILE_SECONDS, metricSeconds: METRIC_SECONDS },
    );
    this.attempts = new Attempts(app.database);
    this.app.stopping.addEventListener('abort', this.breakOff, { once: true });
  }

  /**
   * Takes one file through all configs of the plan. With `configIds` it is read once more for these alone: when that fails, file and
   * points stay as they are. One that has ended several processes fails unread. Throws an EosGoneError where it is not the file but the
   * whole tree that cannot be read.
   */
  async extract(file: KnownFile, configIds?: readonly number[]): Promise<Outcome> {
    if (file.lost < mostLost) return this.attempts.make(file, () => this.attempt(file, configIds));
    const reason = `${file.lost} processes ended while they read it`;
    if (configIds === undefined) await abandonFile(this.app, file, reason);
    return { outcome: 'failed', reason };
  }

  private async attempt(file: KnownFile, configIds?: readonly number[]): Promise<Outcome> {
    const { database, storage } = this.app;
    const { signal } = this.breaking;
    const job = {
      path: file.path,
      run: file.run,
      references: await this.references(file),
      ...(configIds ? { configIds } : {}),
    };
    let extracted = await this.threads.run(job, signal).catch((error: unknown) => {
      throw signal.aborted ? new StoppedError(stopped, { cause: error }) : error;
    });
    // A file that ended its thread could not tell how large and old it is.
    if (extracted.outcome === 'failed' && !extracted.ofInput && extracted.size === 0)
      extracted = { ...extracted, ...(await storage.state(file.path).catch(() => ({}))) };
    // Where the whole tree is away, nothing is the file's own fault.
    if (extracted.outcome === 'vanished' || (extracted.outcome === 'failed' && extracted.ofInput))
      await expectTree(storage);
    if (extracted.outcome === 'extracted') {
      const { superseded } = await storeExtraction(database, {
        ...extracted,
        fileId: file.id,
        computed: configIds ?? this.configs.map(({ configId }) => configId),
      });
      return superseded ? { outcome: 'superseded' } : { outcome: 'extracted', points: extracted.points.length };
    }
    if (configIds === undefined) await this.recordTrouble(file, extracted);
    else await recordAttemptEnd(database, file.id);
    return extracted.outcome === 'failed' ? { outcome: 'failed', reason: extracted.reason } : extracted;
  }

  /** Runs work on many files, as many at once as keep all threads busy; the first error ends it. */
  async inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
    const queue = items.values();
    const lane = async (): Promise<void> => {
      for (const item of queue) {
        if (this.app.stopping.aborted) throw new StoppedError(stopped);
        await work(item);
      }
    };
    // One more than threads: while one file's points are stored, another is read.
    await Promise.all(Array.from({ length: this.app.settings.WORKERS + 1 }, lane));
  }

  async close(): Promise<void> {
    this.app.stopping.removeEventListener('abort', this.breakOff);
    clearTimeout(this.grace);
    const gone = this.threads.close();
    // A thread that hangs in a read from a mount that is gone does not end: what it had is given back already.
    await (this.breaking.signal.aborted ? Promise.race([gone, delay(1000)]) : gone);
  }

  private async recordTrouble(file: KnownFile, trouble: Exclude<Extracted, { outcome: 'extracted' }>): Promise<void> {
    const { database, settings } = this.app;
    if (trouble.outcome === 'vanished') {
      await recordAttemptEnd(database, file.id);
      await deleteMissingFiles(database, file.id);
    } else {
      const { reason, size, modifiedAt } = trouble;
      const next = nextAttemptAt(file.attempts + 1, settings.RETRY_LIMIT, new Date()) ?? null;
      await recordFailure(database, file.id, { reason, size, modifiedAt, nextAttemptAt: next });
    }
  }

  /** Paths of the reference runs' files in the file's dataset. */
  private async references({ datasetId }: KnownFile): Promise<Record<number, string>> {
    if (this.referenceRuns.length === 0) return {};
    const files = await referenceFiles(this.app.database, datasetId, this.referenceRuns);
    return Object.fromEntries(files.map(({ run, path: file }) => [run, file]));
  }
}

/** A file that would end processes again: it is read when it changes, or where somebody asks for it. */
export async function abandonFile(
  { database, storage }: Pick<App, 'database' | 'storage'>,
  file: KnownFile,
  reason: string,
): Promise<void> {
  const { size, modifiedAt } = await storage.state(file.path).catch(() => ({ size: 0, modifiedAt: new Date(0) }));
  await recordFailure(database, file.id, { reason, size, modifiedAt, nextAttemptAt: null });
}

/** Throws an EosGoneError where the root of the tree cannot be listed, or is empty, as the folder of a lost mount is. */
async function expectTree(storage: DqmStorage): Promise<void> {
  const entries = await storage.list('').catch((error: unknown) => {
    throw new StorageUnavailableError(`EOS_ROOT ${storage.root} is gone: ${(error as Error).message}`, {
      cause: error,
    });
  });
  if (entries.length === 0) throw new StorageUnavailableError(`EOS_ROOT ${storage.root} is gone: it is empty`);
}
