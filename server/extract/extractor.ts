/**
 * What happens to a file:  open -> read -> reduce  (in a thread, server/extract/extract.thread.ts)  -> store.
 *
 * Points and state of a file are stored in one transaction; a file that cannot be read fails with a reason.
 */
import type { CrashGuard } from './crash-guard.ts';
import { storageAccess, StorageUnavailableError, type DqmStorage } from '../storage/storage.ts';
import type { Extracted } from './extract.thread.ts';
import type { App } from '../app/app.ts';
import type { PlannedConfig } from '../plan/plan.ts';
import { extractionGraceMs, maxCrashes, nextAttemptAt } from '../retry/policy.ts';
import {
  deleteMissingFiles,
  type KnownFile,
  recordAttemptEnd,
  recordFailure,
  referenceFiles,
} from '../store/files/files.ts';
import { storeExtraction } from '../store/points.ts';
import { ThreadPool } from './thread-pool.ts';

/** The outcome of an attempt. */
export type Outcome =
  | { readonly outcome: 'extracted'; readonly points: number }
  | { readonly outcome: 'superseded' }
  | { readonly outcome: 'failed'; readonly reason: string }
  | { readonly outcome: 'missing' };

/** Extraction ended because the app stops. Nothing is lost. */
export class StoppedError extends Error {
  override name = 'StoppedError';
}

type ExtractorApp = Pick<App, 'database' | 'log' | 'settings' | 'stopping' | 'storage'>;

/** Reads and reduces files in threads, and stores their points. */
export class Extractor {
  private readonly app: ExtractorApp;
  private readonly configs: readonly PlannedConfig[];
  private readonly referenceRuns: readonly number[];
  private readonly threads: ThreadPool;
  private readonly crashGuard: CrashGuard;
  private readonly aborting = new AbortController();
  private graceTimer: NodeJS.Timeout | undefined;
  /** Aborts the files that are still being read after the grace period. */
  private readonly abortAfterGrace = (): void => {
    this.graceTimer = setTimeout(() => this.aborting.abort(), extractionGraceMs);
  };

  constructor(app: ExtractorApp, configs: readonly PlannedConfig[], crashGuard: CrashGuard) {
    this.app = app;
    this.configs = configs;
    this.referenceRuns = [...new Set(configs.flatMap(({ referenceRun }) => referenceRun ?? []))];
    const { WORKERS, HDQM_METRICS, FILE_SECONDS, METRIC_SECONDS } = app.settings;
    this.threads = new ThreadPool(
      { configs, metricFolders: HDQM_METRICS, storage: storageAccess(app.settings) },
      { threads: WORKERS, fileSeconds: FILE_SECONDS, metricSeconds: METRIC_SECONDS },
    );
    this.crashGuard = crashGuard;
    if (app.stopping.aborted) this.abortAfterGrace();
    else app.stopping.addEventListener('abort', this.abortAfterGrace, { once: true });
  }

  /**
   * Reads a file for all configs of the plan. With `configIds` it is read again for these alone: where that fails, the file's state and points
   * stay. A poison file fails unread. Throws a StorageUnavailableError where not the file but the whole tree cannot be read, and a
   * StoppedError.
   */
  async extract(file: KnownFile, configIds?: readonly number[]): Promise<Outcome> {
    if (file.crashes < maxCrashes) return this.crashGuard.run(file, () => this.attempt(file, configIds));
    const reason = `poison file: ${file.crashes} processes crashed while reading it`;
    if (configIds === undefined) await abandonFile(this.app, file, reason);
    return { outcome: 'failed', reason };
  }

  private async attempt(file: KnownFile, configIds?: readonly number[]): Promise<Outcome> {
    const { database, storage } = this.app;
    const { signal } = this.aborting;
    const task = {
      path: file.path,
      run: file.run,
      references: await this.references(file),
      ...(configIds ? { configIds } : {}),
    };
    let extracted = await this.threads.run(task, signal).catch((error: unknown) => {
      throw signal.aborted ? new StoppedError(`stopped while reading ${file.path}`, { cause: error }) : error;
    });
    // A thread that crashed could not report size and time.
    if (extracted.outcome === 'failed' && !extracted.isInputError && extracted.size === 0)
      extracted = { ...extracted, ...(await storage.stat(file.path).catch(() => ({}))) };
    // Where the whole tree is unavailable, it is not the file's fault.
    if (extracted.outcome === 'missing' || (extracted.outcome === 'failed' && extracted.isInputError))
      await expectTree(storage);
    if (extracted.outcome === 'extracted') {
      if (extracted.warning !== undefined && configIds === undefined)
        this.app.log.warn({ file: file.path }, `file read without data: ${extracted.warning}`);
      const { superseded } = await storeExtraction(database, {
        ...extracted,
        fileId: file.id,
        computed: configIds ?? this.configs.map(({ configId }) => configId),
      });
      return superseded ? { outcome: 'superseded' } : { outcome: 'extracted', points: extracted.points.length };
    }
    if (configIds === undefined) await this.recordUnread(file, extracted);
    else await recordAttemptEnd(database, file.id);
    return extracted.outcome === 'failed' ? { outcome: 'failed', reason: extracted.reason } : extracted;
  }

  async close(): Promise<void> {
    this.app.stopping.removeEventListener('abort', this.abortAfterGrace);
    clearTimeout(this.graceTimer);
    await this.threads.close();
  }

  private async recordUnread(file: KnownFile, unread: Exclude<Extracted, { outcome: 'extracted' }>): Promise<void> {
    const { database, settings } = this.app;
    if (unread.outcome === 'missing') {
      await recordAttemptEnd(database, file.id);
      await deleteMissingFiles(database, file.id);
    } else {
      const { reason, size, modifiedAt } = unread;
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

/** Marks a file as failed that is not retried: it is read again when it changes, or where an operator retries it. */
export async function abandonFile(
  { database, storage }: Pick<App, 'database' | 'storage'>,
  file: KnownFile,
  reason: string,
): Promise<void> {
  const { size, modifiedAt } = await storage.stat(file.path).catch(() => ({ size: 0, modifiedAt: new Date(0) }));
  await recordFailure(database, file.id, { reason, size, modifiedAt, nextAttemptAt: null });
}

/** Throws a StorageUnavailableError where the root of the tree cannot be listed, or is empty, as the mount point of a lost mount is. */
async function expectTree(storage: DqmStorage): Promise<void> {
  const entries = await storage.list('').catch((error: unknown) => {
    throw new StorageUnavailableError(`EOS_ROOT ${storage.root} is unavailable: ${(error as Error).message}`, {
      cause: error,
    });
  });
  if (entries.length === 0) throw new StorageUnavailableError(`EOS_ROOT ${storage.root} is unavailable: it is empty`);
}
