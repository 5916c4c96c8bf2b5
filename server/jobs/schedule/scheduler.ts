/**
 * What a server does on schedule: scans and enrichment, what was missed while no server ran, and retries that are due before the schedule. Of
 * several servers on one database, the first one that claims a scheduled job does it.
 */
import type { ScanRunner } from '../scan-runner.ts';
import { enrichRuns } from '../enrich.ts';
import { Notifier, notifyOnSchedule } from '../notify.ts';
import type { App } from '../../app/app.ts';
import { missedScanCheckMs } from '../../retry/policy.ts';
import type { Queue, ScheduledJob } from '../queue.ts';
import { isOverdue, type ScheduleName, type Schedules } from './schedules.ts';
import { nextAttemptDate } from '../../store/runs/run-services.ts';
import { trimLog } from '../../store/log-lines.ts';
import { deleteUnusedSelections } from '../../store/runs/run-filter.ts';
import { isScanRunning, lastScans } from '../../store/scans.ts';

/** The schedules of one server. */
export class Scheduler {
  private readonly app: App;
  private readonly schedules: Schedules;
  private missedScanCheck: NodeJS.Timeout | undefined;

  constructor(app: App, schedules: Schedules) {
    this.app = app;
    this.schedules = schedules;
  }

  /** Stores the schedules of the settings, starts what was missed while no server ran, and takes scheduled jobs. */
  async begin(queue: Queue, scans: ScanRunner): Promise<void> {
    const { schedules, app } = this;
    await schedules.apply(app.settings);
    await queue.onScheduled('scan', async (job) => {
      // A failure is in the log and on the scan's row.
      if (!(await this.isSkipped('scan', job))) await scans.start().catch(() => undefined);
    });
    await queue.onScheduled('enrich', async (job) => {
      if (!(await this.isSkipped('enrich', job))) await this.enrich(job.byHand === true);
    });
    await notifyOnSchedule(new Notifier(app), queue, schedules);
    if (await this.isScanDueAtStart()) void scans.start().catch(() => undefined);
    else await schedules.runNow('enrich'); // a service may be available again
    this.missedScanCheck = setInterval(() => void this.catchUp(scans), missedScanCheckMs).unref();
  }

  end(): void {
    clearInterval(this.missedScanCheck);
  }

  /** A scan of this server has finished: queries services again when they are due, and sends notifications. */
  async afterScan(): Promise<void> {
    await this.enrichWhenDue();
    await this.schedules.runAt('notify', new Date());
  }

  /** Enriches when the next back-off of a service is over, where the schedule comes later. */
  private async enrichWhenDue(): Promise<void> {
    const at = await nextAttemptDate(this.app.database);
    if (at) await this.schedules.runAt('enrich', at);
  }

  private async enrich(all: boolean): Promise<void> {
    if (await enrichRuns(this.app, all ? 'scan' : 'due')) await this.enrichWhenDue();
  }

  /** Whether a scheduled job is not done since its schedule is paused. */
  private async isSkipped(name: ScheduleName, { byHand }: ScheduledJob): Promise<boolean> {
    const skipped = byHand !== true && (await this.schedules.isPaused(name));
    if (skipped) this.app.log.info(`schedule ${name} is paused: skipped`);
    return skipped;
  }

  /** Starts a scan that was missed: the server or the database was down, or the scan failed. */
  private async catchUp(scans: ScanRunner): Promise<void> {
    const { log, database, settings } = this.app;
    try {
      await trimLog(database, settings.LOG_DAYS);
      await deleteUnusedSelections(database);
      if (!(await this.isScanDue({ ignoreCoolDown: false }))) return;
      log.info('scheduled scan missed or failed: started now');
      await scans.start();
    } catch (error) {
      log.warn({ err: error }, 'missed scan not started'); // the next check repeats it
    }
  }

  /** The sample is scanned at every start, so that its points come from the code that runs. */
  private async isScanDueAtStart(): Promise<boolean> {
    const { settings, database } = this.app;
    if (!settings.sample) return this.isScanDue({ ignoreCoolDown: true });
    return !(await isScanRunning(database)) && !(await this.schedules.isPaused('scan'));
  }

  /** `ignoreCoolDown`: also just after a failed scan. A server that starts does so, since its operator may have fixed the cause. */
  private async isScanDue({ ignoreCoolDown }: { readonly ignoreCoolDown: boolean }): Promise<boolean> {
    const { settings, database } = this.app;
    if ((await isScanRunning(database)) || (await this.schedules.isPaused('scan'))) return false;
    const { finished, started } = await lastScans(database);
    return isOverdue(settings, { finished, started: ignoreCoolDown ? undefined : started }, new Date());
  }
}
