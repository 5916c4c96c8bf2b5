import { setTimeout as delay } from 'node:timers/promises';
import { Repeater, SlidingBuffer } from '@graphql-yoga/subscription';
import type { App } from '../app/app.ts';
import { runScan } from './scan.ts';
import { outageReason } from '../extract/outage.ts';
import type { ScanProgress } from '../extract/progress.ts';
import { backoffDelay, scanBackoff } from '../retry/policy.ts';
import { readProgress, ScanRunningError } from '../store/scans.ts';
import type { JobProcess } from './job-process.ts';

/** How often the progress of other processes' scans is polled, in ms. */
const progressPollMs = 2000;

/** Runs this process's scans in the background, one at a time, and publishes the progress of extraction to subscribers. */
export class ScanRunner {
  /** This process, which publishes the progress of its jobs. */
  readonly jobs: JobProcess;
  private readonly app: App;
  private readonly listeners = new Set<(progress: ScanProgress) => void>();
  private latest: ScanProgress | undefined;
  /** Progress of another process's scan, if one runs. */
  private others: ScanProgress | undefined;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  /** Scans in a row that an outage ended. */
  private outages = 0;
  private readonly onFinished: () => Promise<void>;

  /** `onFinished` is called when a scan has finished. */
  constructor(app: App, openWorker: JobProcess['openWorker'], onFinished: () => Promise<void>) {
    this.app = app;
    this.jobs = { app, openWorker, onProgress: (progress) => this.publish(progress) };
    this.onFinished = onFinished;
  }

  /** Starts a scan and returns its number; undefined while another one runs, in whichever process. Rejects where it cannot start. */
  start(): Promise<number | undefined> {
    if (this.running !== undefined) return Promise.resolve(undefined);
    return new Promise((resolve, reject) => {
      const listener = (progress: ScanProgress): void => {
        resolve(progress.scanId ?? undefined);
        this.publish(progress);
      };
      this.running = runScan({ ...this.jobs, onProgress: listener })
        .then(async () => {
          this.outages = 0;
          await this.onFinished();
        })
        .catch((error: unknown) => {
          const outage = outageReason(error);
          if (error instanceof ScanRunningError) {
            this.app.log.info(error.message);
            resolve(undefined);
            return;
          }
          if (outage === undefined) this.app.log.error({ err: error }, 'scan failed');
          else this.restart(outage);
          reject(error instanceof Error ? error : new Error(String(error))); // of no effect where the scan had started
        })
        .finally(() => (this.running = undefined));
    });
  }

  /** Restarts a scan that an outage of EOS or the database ended, after a back-off. */
  private restart(outage: string): void {
    const { log, stopping } = this.app;
    const delayMs = backoffDelay(scanBackoff, ++this.outages);
    log.error(`scan interrupted: ${outage}; restarting in ${Math.round(delayMs / 1000)} s`);
    void delay(delayMs, undefined, { signal: stopping, ref: false })
      .then(() => this.start())
      .catch(() => undefined); // stopped, or logged
  }

  /** Passes progress on to all subscribers. */
  private publish(progress: ScanProgress): void {
    this.latest = progress;
    for (const listener of this.listeners) listener(progress);
  }

  /** Resolves when no scan of this process runs. */
  async settled(): Promise<void> {
    await this.running;
  }

  /** Every step of this process's scan, recompute or retry; the state of another process's scan every two seconds. */
  progress(): AsyncIterable<ScanProgress> {
    return new Repeater<ScanProgress>(async (push, stop) => {
      const listener = (progress: ScanProgress): void => void push(progress);
      const current = this.others ?? this.latest;
      if (current) listener(current);
      this.listeners.add(listener);
      if (this.listeners.size === 1) this.startPolling();
      await stop;
      this.listeners.delete(listener);
      if (this.listeners.size === 0) this.stopPolling();
    }, new SlidingBuffer(1)); // a slow subscriber gets the latest
  }

  /** Polls for all subscribers, however many there are. A poll that fails is followed by the next. */
  private startPolling(): void {
    const poll = (): void => void this.poll().catch(() => undefined);
    this.timer = setInterval(poll, progressPollMs);
    poll();
  }

  private stopPolling(): void {
    clearInterval(this.timer);
    this.others = undefined;
  }

  private async poll(): Promise<void> {
    if (this.running !== undefined) {
      this.others = undefined;
      return;
    }
    const progress = await readProgress(this.app.database);
    if (this.listeners.size === 0) return;
    const changed: ScanProgress | undefined = progress
      ? parseDates(progress)
      : this.others && { ...this.others, phase: 'finished', finishedAt: new Date() };
    this.others = progress ? changed : undefined;
    if (changed) for (const listener of this.listeners) listener(changed);
  }
}

/** Progress as stored: its dates are texts there. */
function parseDates(stored: Record<string, unknown>): ScanProgress {
  const progress = stored as unknown as ScanProgress & { startedAt: string; finishedAt: string | null };
  return {
    ...progress,
    startedAt: new Date(progress.startedAt),
    finishedAt: progress.finishedAt === null ? null : new Date(progress.finishedAt),
  };
}
