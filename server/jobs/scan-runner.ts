import { setTimeout as delay } from 'node:timers/promises';
import { Repeater, SlidingBuffer } from '@graphql-yoga/subscription';
import { awayReason } from './outage-reason.ts';
import type { App } from '../app/app.ts';
import { runScan } from './scan.ts';
import type { ScanProgress } from '../extract/progress.ts';
import { readProgress, ScanRunningError } from '../store/scans.ts';
import type { Work } from './worker.ts';

/** How often the progress of other processes' scans is looked at, in ms. */
const lookMs = 2000;

/** How long a scan that broke off waits before it goes on, doubling from one to the other, in ms. */
const shortestPauseMs = 5_000;
const longestPauseMs = 30 * 60_000;

/** Runs this process's scans in the background, one at a time, and tells everybody who listens how far they are. */
export class Scanner {
  private readonly app: App;
  private readonly work: Work;
  private readonly listeners = new Set<(progress: ScanProgress) => void>();
  private latest: ScanProgress | undefined;
  private running: Promise<void> | undefined;
  /** Scans in a row that broke off. */
  private broken = 0;
  private readonly afterwards: () => Promise<void>;

  /** `afterwards` is called when a scan has gone through. */
  constructor(app: App, work: Work, afterwards: () => Promise<void>) {
    this.app = app;
    this.work = work;
    this.afterwards = afterwards;
  }

  /** Starts a scan and gives its number; undefined while another runs, in whichever process. Rejects where none could begin. */
  start(): Promise<number | undefined> {
    if (this.running !== undefined) return Promise.resolve(undefined);
    return new Promise((resolve, reject) => {
      const listener = (progress: ScanProgress): void => {
        resolve(progress.scanId ?? undefined);
        this.tell(progress);
      };
      this.running = runScan(this.app, listener, this.work)
        .then(async () => {
          this.broken = 0;
          await this.afterwards();
        })
        .catch((error: unknown) => {
          const away = awayReason(error);
          if (error instanceof ScanRunningError) {
            this.app.log.info(error.message);
            resolve(undefined);
            return;
          }
          if (away === undefined) this.app.log.error({ err: error }, 'scan failed');
          else this.startAgain(away);
          reject(error instanceof Error ? error : new Error(String(error))); // where it had begun, nobody waits any more
        })
        .finally(() => (this.running = undefined));
    });
  }

  /** A scan that broke off since EOS or the database was away goes on when it is back. */
  private startAgain(away: string): void {
    const { log, stopping } = this.app;
    const pause = Math.min(shortestPauseMs * 2 ** this.broken++, longestPauseMs);
    log.error(`scan broke off: ${away}; it goes on in ${Math.round(pause / 1000)} s`);
    void delay(pause, undefined, { signal: stopping, ref: false })
      .then(() => this.start())
      .catch(() => undefined); // stopped, or told in the log
  }

  tell(progress: ScanProgress): void {
    this.latest = progress;
    for (const listener of this.listeners) listener(progress);
  }

  /** Resolves when no scan of this process runs. */
  async settled(): Promise<void> {
    await this.running;
  }

  /** Of this process's scan as it goes, of another's every two seconds. */
  progress(): AsyncIterable<ScanProgress> {
    const { database } = this.app;
    return new Repeater<ScanProgress>(async (push, stop) => {
      const listener = (progress: ScanProgress): void => void push(progress);
      let others: ScanProgress | undefined;
      const look = async (): Promise<void> => {
        if (this.running !== undefined) return;
        const progress = await readProgress(database);
        if (progress) void push((others = revive(progress)));
        else if (others) void push({ ...others, phase: 'finished', finishedAt: new Date() });
        if (!progress) others = undefined;
      };
      if (this.latest) listener(this.latest);
      this.listeners.add(listener);
      // A look that fails is made up for by the next.
      const timer = setInterval(() => void look().catch(() => undefined), lookMs);
      void look().catch(() => undefined);
      await stop;
      clearInterval(timer);
      this.listeners.delete(listener);
    }, new SlidingBuffer(1)); // who listens slowly is told the latest
  }
}

/** Progress as it comes out of the database: its dates are texts there. */
function revive(kept: Record<string, unknown>): ScanProgress {
  const progress = kept as unknown as ScanProgress & { startedAt: string; finishedAt: string | null };
  return {
    ...progress,
    startedAt: new Date(progress.startedAt),
    finishedAt: progress.finishedAt === null ? null : new Date(progress.finishedAt),
  };
}
