/**
 * A process's share in the reading of files: it takes jobs from the queue, whichever process's scan entered them, and takes each file through
 * server/extract/extractor.ts.
 */
import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { awayReason } from './outage-reason.ts';
import { Extractor, StoppedError } from '../extract/extractor.ts';
import { extractionSeconds, pointsStored } from '../app/telemetry.ts';
import { type CurrentPlan, type App, loadPlan } from '../app/app.ts';
import type { ExtractionJob, ExtractionOutcome, PlanKey, TakenJob } from './extraction-queue.ts';
import { Extractions } from './extraction-queue.ts';
import { openQueue, type Queue } from './queue.ts';
import { WorkerRegistry, type WorkerRole } from './heartbeat.ts';
import { outageOf } from '../store/connection/outage.ts';
import { findFile, type KnownFile, markSuperseded } from '../store/files.ts';

/** Told of each job that this process has done. */
export type OutcomeListener = (jobId: string, outcome: ExtractionOutcome) => void;

/** What computes points: configs, and the metrics that they use. */
export type Computing = Pick<CurrentPlan, 'configs' | 'plugins'>;

/** How long an idle worker waits before it looks for jobs again, in ms. */
const idleMs = 2_000;
/** The longest that a worker waits which cannot work, since EOS or the database is away, in ms. */
const longestWaitMs = 30_000;

/** This process's worker, and the queue that it works on. */
export class Work {
  readonly queue: Queue;
  readonly extractions: Extractions;
  readonly register: WorkerRegistry;
  private readonly app: App;
  private readonly inHand = new Set<string>();
  private readonly listeners = new Set<OutcomeListener>();
  private readonly heartbeat: NodeJS.Timeout;
  private draining: Promise<void> | undefined;
  private crew: { readonly key: string; readonly extractor: Extractor } | undefined;

  private constructor(app: App, queue: Queue, role: WorkerRole) {
    const { LEASE_SECONDS, WORKERS } = app.settings;
    this.app = app;
    this.queue = queue;
    this.extractions = new Extractions(queue, app.database, LEASE_SECONDS);
    this.register = new WorkerRegistry(app.database, role, WORKERS);
    this.heartbeat = setInterval(() => void this.beat(), Math.min(10_000, (LEASE_SECONDS * 1000) / 3)).unref();
  }

  static async open(app: App, role: WorkerRole): Promise<Work> {
    const queue = await openQueue(app.database, app.log, { keepsTime: role === 'serve' });
    const work = new Work(app, queue, role);
    await work.register.tell();
    return work;
  }

  /** Does what waits; for one scan, with its plan at hand. Ends when no job waits any more, others' jobs may still be under way. */
  drain(computing?: Computing): Promise<void> {
    this.draining ??= this.lanes(computing).finally(() => {
      this.draining = undefined;
    });
    return this.draining;
  }

  /** Works until it is told to stop. */
  async run(): Promise<void> {
    const { stopping, log } = this.app;
    let wait = idleMs;
    while (!stopping.aborted) {
      try {
        await this.drain();
        // A worker thread pool that has nothing to do gives its memory back.
        await this.dismiss();
        wait = idleMs;
      } catch (error) {
        const away = awayReason(error);
        if (away !== undefined) log.error(`no file can be worked on: ${away}`);
        else if (!(error instanceof StoppedError)) log.error({ err: error }, 'a file could not be worked on');
        wait = away === undefined ? idleMs : Math.min(2 * wait, longestWaitMs);
      }
      await delay(wait, undefined, { signal: stopping }).catch(() => undefined);
    }
  }

  onOutcome(listener: OutcomeListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Lays back what it has, and leaves. */
  async close(): Promise<void> {
    clearInterval(this.heartbeat);
    await this.draining?.catch(() => undefined);
    await this.dismiss();
    try {
      for (const id of this.inHand) await this.extractions.giveBack(id);
      await this.register.leave();
    } catch (error) {
      if (outageOf(error) === undefined) throw error; // what is not laid back is taken back when its lease is over
    }
    await this.queue.close();
  }

  private async beat(): Promise<void> {
    try {
      await this.register.tell();
      await this.extractions.renew([...this.inHand]);
    } catch (error) {
      this.app.log.warn({ err: error }, 'the database does not hear this worker'); // the next beat tries again
    }
  }

  private async lanes(computing: Computing | undefined): Promise<void> {
    const { stopping, settings } = this.app;
    let refused = false;
    const lane = async (): Promise<void> => {
      while (!refused) {
        if (stopping.aborted) throw new StoppedError('it was stopped; the next scan goes on where it ended');
        const job = await this.extractions.take();
        if (job === undefined) return;
        this.inHand.add(job.id);
        try {
          refused = !(await this.work(job, computing));
        } finally {
          this.inHand.delete(job.id);
        }
      }
    };
    const guarded = (): Promise<void> =>
      lane().catch((error: unknown) => {
        refused = true; // the others end with the file that they have
        throw error;
      });
    // One more than threads: while one file's points are stored, another is read.
    const ended = await Promise.allSettled(Array.from({ length: settings.WORKERS + 1 }, guarded));
    for (const lane of ended) if (lane.status === 'rejected') throw lane.reason;
  }

  /** Does a job; false where this process cannot do it, and has given it back. */
  private async work(job: TakenJob, computing: Computing | undefined): Promise<boolean> {
    const log = this.app.log.child({ scan: job.scanId, worker: `${hostname()} ${process.pid}` });
    const extractor = await this.extractorFor(job.plan, computing);
    if (typeof extractor === 'string') {
      if (this.register.trouble(extractor)) log.warn(`this worker gives files back: ${extractor}`);
      await this.extractions.giveBack(job.id);
      return false;
    }
    this.register.trouble(null);
    const files = await this.filesOf(job);
    const [best] = files;
    if (best) this.register.begin(best.path);
    try {
      const outcome = await extractBest({ ...this.app, log }, extractor, files);
      await this.extractions.complete(job.id, outcome);
      for (const listener of this.listeners) listener(job.id, outcome);
    } catch (error) {
      const away = awayReason(error);
      this.register.trouble(away ?? null);
      // A job that cannot be laid back now is taken back when its lease is over.
      if (error instanceof StoppedError || away !== undefined)
        await this.extractions.giveBack(job.id).catch(() => undefined);
      else await this.extractions.fail(job.id, error instanceof Error ? error.message : String(error));
      throw error;
    } finally {
      if (best) this.register.end(best.path);
    }
    return true;
  }

  private async filesOf({ files }: ExtractionJob): Promise<KnownFile[]> {
    const found = await Promise.all(files.map((id) => findFile(this.app.database, id)));
    return found.flatMap((file) => file ?? []);
  }

  /** An extractor that computes by exactly this plan; or why there is none here. */
  private async extractorFor(plan: PlanKey, computing: Computing | undefined): Promise<Extractor | string> {
    const key = JSON.stringify(plan);
    if (this.crew?.key === key) return this.crew.extractor;
    const own = computing ?? (await loadPlan(this.app));
    const different = difference(plan, planKey(own));
    if (different !== undefined) return different;
    // Several lanes come here at once: the first one's is taken.
    if (this.crew?.key !== key) {
      const former = this.crew;
      this.crew = { key, extractor: new Extractor(this.app, own.configs) };
      await former?.extractor.close();
    }
    return this.crew.extractor;
  }

  private async dismiss(): Promise<void> {
    const crew = this.crew;
    this.crew = undefined;
    await crew?.extractor.close();
  }
}

/** What must be the same for two processes to compute the same points. */
export function planKey({ configs, plugins }: Computing): PlanKey {
  const hash = createHash('sha256');
  for (const { configId, revision } of configs) hash.update(`${configId}.${revision} `);
  const used = new Set(configs.map(({ expression }) => expression.module));
  const modules: Record<string, string> = {};
  for (const { module, version } of plugins.metrics.values()) if (used.has(module)) modules[module] = version;
  return { revisions: hash.digest('hex').slice(0, 16), modules };
}

function difference(wanted: PlanKey, here: PlanKey): string | undefined {
  for (const [module, version] of Object.entries(wanted.modules)) {
    if (here.modules[module] === undefined) return `the metrics ${module} are not here: is HDQM_METRICS the same?`;
    if (here.modules[module] !== version) return `the metrics ${module} are of another version here`;
  }
  return wanted.revisions === here.revisions ? undefined : 'the configs changed since the scan began';
}

/** Reads the best of a dataset's files of a run; the next one where it fails or is gone. */
async function extractBest(
  { database, log }: Pick<App, 'database' | 'log'>,
  extractor: Extractor,
  files: readonly KnownFile[],
): Promise<ExtractionOutcome> {
  const failed: { path: string; reason: string }[] = [];
  let vanished = 0;
  const path = files[0]?.path ?? '';
  for (const [index, file] of files.entries()) {
    const stopTimer = extractionSeconds.startTimer();
    const outcome = await extractor.extract(file);
    stopTimer({ outcome: outcome.outcome });
    if (outcome.outcome === 'extracted') pointsStored.inc(outcome.points);
    const { outcome: what, ...details } = outcome;
    log[what === 'failed' ? 'warn' : 'info']({ ...details, file: file.path }, `file ${what}`);
    if (outcome.outcome === 'failed') failed.push({ path: file.path, reason: outcome.reason });
    else if (outcome.outcome === 'vanished') vanished += 1;
    else {
      const worse = files.slice(index + 1).map(({ id }) => id);
      await markSuperseded(database, worse);
      const extracted = outcome.outcome === 'extracted';
      return { path, extracted, points: extracted ? outcome.points : 0, failed, vanished };
    }
  }
  return { path, extracted: false, points: 0, failed, vanished };
}
