/**
 * This process's worker: it claims extraction jobs, whichever process enqueued them and for whatever reason, and takes each file through
 * server/extract/extractor.ts.
 */
import { hostname } from 'node:os';
import { CrashGuard } from '../extract/crash-guard.ts';
import { Extractor, StoppedError } from '../extract/extractor.ts';
import { outageReason } from '../extract/outage.ts';
import type { FailedFile } from '../extract/outcome.ts';
import { extractionSeconds, pointsStored } from '../app/telemetry.ts';
import { type App, loadPlan } from '../app/app.ts';
import { type Computation, type ExtractionOutcome, planDifference, planKey } from './extraction-job.ts';
import { IdleQueue } from './idle-queue.ts';
import { type ClaimedJob, Queue } from './queue.ts';
import { WorkerRegistry, type WorkerRole } from './heartbeat.ts';
import { backoffDelay, heartbeatMs, maxCrashes, workerBackoff, workerPollMs } from '../retry/policy.ts';
import { outageOf } from '../store/connection/outage.ts';
import { findFile, type KnownFile, markSuperseded } from '../store/files/files.ts';

/** What a batch of this process gets of its worker. */
export interface BatchListener {
  readonly plan: Computation;
  /** This process completed a job. */
  onOutcome(jobId: string, outcome: ExtractionOutcome): void;
  /** This process cannot go on: EOS or the database is unavailable, or a job of the batch failed by an error of HDQM itself. */
  onError(error: unknown): void;
}

/** An extractor, and how many jobs use it at present. */
interface ExtractorInUse {
  readonly extractor: Extractor;
  jobs: number;
}

export class ExtractionWorker {
  readonly queue: Queue;
  private readonly app: App;
  private readonly registry: WorkerRegistry;
  private readonly crashGuard: CrashGuard;
  private readonly heartbeat: NodeJS.Timeout;
  private readonly claimed = new Set<string>();
  private readonly batches = new Map<string, BatchListener>();
  private readonly extractors = new Map<string, ExtractorInUse>();
  /** Plans that this process cannot compute; checked again at the next poll. */
  private readonly refusedPlans = new Set<string>();
  private readonly idle = new IdleQueue(() => this.whenIdle());
  private failures = 0;
  private pausedUntil = 0;
  private running: Promise<void> | undefined;
  private isClosing = false;

  private constructor(app: App, queue: Queue, role: WorkerRole) {
    const { LEASE_SECONDS, WORKERS } = app.settings;
    this.app = app;
    this.queue = queue;
    this.registry = new WorkerRegistry(app.database, role, WORKERS);
    this.crashGuard = new CrashGuard(app.database);
    this.heartbeat = setInterval(() => void this.beat(), heartbeatMs(LEASE_SECONDS)).unref();
    app.stopping.addEventListener('abort', this.stopWaiting, { once: true });
  }

  /** Whether this process is extracting files. */
  get isExtracting(): boolean {
    return this.claimed.size > 0;
  }

  static async open(app: App, role: WorkerRole): Promise<ExtractionWorker> {
    const queue = await Queue.open(app.database, app.log, { supervise: role === 'serve' });
    const worker = new ExtractionWorker(app, queue, role);
    await worker.registry.beat();
    return worker;
  }

  /** Works off the queue until the app stops or the worker is closed. Never rejects. */
  run(): Promise<void> {
    // One more than threads: while one file's points are stored, another one is read.
    this.running ??= Promise.all(Array.from({ length: this.app.settings.WORKERS + 1 }, () => this.claimJobs())).then(
      () => undefined,
    );
    return this.running;
  }

  /** Polls the queue now: a batch was enqueued. */
  wake(): void {
    this.idle.wakeOne();
  }

  /** Reports the jobs of a batch to a listener until the returned function is called. */
  listen(batch: string, listener: BatchListener): () => void {
    this.batches.set(batch, listener);
    return () => this.batches.delete(batch);
  }

  /** Finishes the files that are being read, requeues what cannot be finished in time, and signs off. */
  async close(): Promise<void> {
    clearInterval(this.heartbeat);
    this.app.stopping.removeEventListener('abort', this.stopWaiting);
    this.isClosing = true;
    this.idle.close();
    await this.running;
    await this.closeExtractors();
    try {
      await this.queue.requeue([...this.claimed]);
      await this.registry.remove();
    } catch (error) {
      if (outageOf(error) === undefined) throw error; // the leases of what cannot be requeued expire
    }
    await this.queue.close();
  }

  private readonly stopWaiting = (): void => this.idle.close();

  private async beat(): Promise<void> {
    try {
      await this.registry.beat();
      await this.queue.renewLeases([...this.claimed]);
    } catch (error) {
      this.app.log.warn({ err: error }, 'worker heartbeat failed'); // the next one may succeed
    }
  }

  private async claimJobs(): Promise<void> {
    while (!this.isClosing && !this.app.stopping.aborted) {
      let pauseMs = workerPollMs;
      try {
        const job = await this.queue.claim([...this.refusedPlans]);
        if (job !== undefined) {
          this.idle.wakeOne(); // there may be more
          await this.perform(job);
          this.failures = 0;
          continue;
        }
      } catch (error) {
        pauseMs = this.onFailure(error);
      }
      await this.idle.wait(pauseMs);
    }
  }

  /** Reports why this process could not do a job, and returns how long to pause in ms. */
  private onFailure(error: unknown): number {
    const { log } = this.app;
    if (error instanceof StoppedError) return workerPollMs;
    const outage = outageReason(error);
    if (outage === undefined) {
      log.error({ err: error }, 'extraction job failed');
      return workerPollMs;
    }
    this.registry.setProblem(outage);
    for (const { onError } of this.batches.values()) onError(error);
    const now = performance.now();
    if (now >= this.pausedUntil) {
      const pauseMs = backoffDelay(workerBackoff, ++this.failures);
      this.pausedUntil = now + pauseMs;
      log.error(`worker paused for ${pauseMs / 1000} s: ${outage}`);
    }
    return this.pausedUntil - now;
  }

  private async perform(job: ClaimedJob): Promise<void> {
    this.claimed.add(job.id);
    try {
      const used = await this.acquireExtractor(job);
      if (typeof used === 'string') {
        this.refusedPlans.add(job.plan.id);
        if (this.registry.setProblem(used)) this.app.log.warn(`job requeued for other workers: ${used}`);
        await this.queue.requeue([job.id]);
        return;
      }
      try {
        await this.extract(job, used.extractor);
      } finally {
        used.jobs -= 1;
      }
    } catch (error) {
      // A job that cannot be requeued now is requeued when its lease expires.
      if (error instanceof StoppedError || outageReason(error) !== undefined)
        await this.queue.requeue([job.id]).catch(() => undefined);
      else {
        await this.queue.fail(job.id, error instanceof Error ? error.message : String(error));
        this.batches.get(job.batch)?.onError(error);
      }
      throw error;
    } finally {
      this.claimed.delete(job.id);
    }
  }

  private async extract(job: ClaimedJob, extractor: Extractor): Promise<void> {
    const { database } = this.app;
    const found = await Promise.all(job.files.map((id) => findFile(database, id)));
    const files = found
      .filter((file) => file !== undefined)
      .map((file) => (job.force === true ? { ...file, crashes: Math.min(file.crashes, maxCrashes - 1) } : file));
    const paths = files.slice(0, 1).map((file) => file.path);
    this.registry.begin(paths);
    try {
      const log = this.app.log.child({ scan: job.scanId, worker: `${hostname()} ${process.pid}` });
      const outcome = await extractBest({ database, log }, extractor, files, job.configIds);
      this.registry.setProblem(null);
      await this.queue.complete(job.id, outcome);
      this.batches.get(job.batch)?.onOutcome(job.id, outcome);
    } finally {
      this.registry.end(paths);
    }
  }

  /** An extractor with exactly the plan of a job, or why this process cannot have one. */
  private async acquireExtractor({ plan, batch }: ClaimedJob): Promise<ExtractorInUse | string> {
    let used = this.extractors.get(plan.id);
    if (used === undefined) {
      const own = this.batches.get(batch)?.plan ?? (await loadPlan(this.app));
      const difference = planDifference(plan, planKey(own));
      if (difference !== undefined) return difference;
      used = this.extractors.get(plan.id); // another job may have opened it meanwhile
      if (used === undefined) {
        await this.closeExtractors(({ jobs }) => jobs === 0);
        used = { extractor: new Extractor(this.app, own.configs, this.crashGuard), jobs: 0 };
        this.extractors.set(plan.id, used);
      }
    }
    used.jobs += 1;
    return used;
  }

  /** Gives memory back, and checks again what this process could not compute. */
  private async whenIdle(): Promise<void> {
    this.refusedPlans.clear();
    await this.closeExtractors(({ jobs }) => jobs === 0).catch((error: unknown) => {
      this.app.log.warn({ err: error }, 'worker threads could not be closed');
    });
  }

  private async closeExtractors(isClosed: (used: ExtractorInUse) => boolean = () => true): Promise<void> {
    const closed = [...this.extractors].filter(([, used]) => isClosed(used));
    for (const [id] of closed) this.extractors.delete(id);
    await Promise.all(closed.map(([, { extractor }]) => extractor.close()));
  }
}

/** Reads the best of the files of a dataset and run, and the next one where it fails or is missing. */
async function extractBest(
  { database, log }: Pick<App, 'database' | 'log'>,
  extractor: Extractor,
  files: readonly KnownFile[],
  configIds: readonly number[] | undefined,
): Promise<ExtractionOutcome> {
  const failed: FailedFile[] = [];
  const missing: string[] = [];
  const path = files[0]?.path ?? '';
  for (const [index, file] of files.entries()) {
    const stopTimer = extractionSeconds.startTimer();
    const outcome = await extractor.extract(file, configIds);
    stopTimer({ outcome: outcome.outcome });
    if (outcome.outcome === 'extracted') pointsStored.inc(outcome.points);
    const { outcome: event, ...details } = outcome;
    log[event === 'failed' ? 'warn' : 'info']({ ...details, file: file.path }, `file ${event}`);
    if (outcome.outcome === 'failed') failed.push({ path: file.path, reason: outcome.reason });
    else if (outcome.outcome === 'missing') missing.push(file.path);
    else {
      const worse = files.slice(index + 1).map(({ id }) => id);
      await markSuperseded(database, worse);
      const extracted = outcome.outcome === 'extracted';
      return { path, extracted, points: extracted ? outcome.points : 0, failed, missing };
    }
  }
  return { path, extracted: false, points: 0, failed, missing };
}
