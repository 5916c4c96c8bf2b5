/**
 * What a server does by itself: the scans and the enrichment of the timetable, what was missed, and what is due before its time. Of several
 * servers on one database the first that hears of a thing does it.
 */
import type { Scanner } from './scan-runner.ts';
import { enrichRuns } from './enrich.ts';
import type { App } from '../app/app.ts';
import { queues } from './queue.ts';
import { isOverdue, type ScheduleName, type Schedules } from './schedules.ts';
import { nextAttemptDate } from '../store/run-services.ts';
import { trimLog } from '../store/log-lines.ts';
import { isScanRunning, lastScans } from '../store/scans.ts';
import type { Work } from './worker.ts';

/** How often it is looked whether a scan was missed, in ms. */
const lookMs = 5 * 60_000;

/** Keeps the timetable of one server. */
export class Scheduler {
  private readonly app: App;
  private readonly timetable: Schedules;
  private look: NodeJS.Timeout | undefined;

  constructor(app: App, timetable: Schedules) {
    this.app = app;
    this.timetable = timetable;
  }

  /** Puts the settings in force, catches up with what was missed while no server ran, and does what comes. */
  async begin({ queue }: Work, scanner: Scanner): Promise<void> {
    const { timetable, app } = this;
    await timetable.apply(app.settings);
    const polled = { pollingIntervalSeconds: 2 };
    await queue.boss.work<{ byHand?: boolean }>(queues.scan, polled, async ([job]) => {
      // One that fails says so in the log and on its own row.
      if (!(await this.rests('scan', job?.data))) await scanner.start().catch(() => undefined);
    });
    await queue.boss.work<{ byHand?: boolean }>(queues.enrich, polled, async ([job]) => {
      if (!(await this.rests('enrich', job?.data))) await this.enrich(job?.data.byHand === true);
    });
    if (await this.isScanDueAtStart()) void scanner.start().catch(() => undefined);
    else await timetable.runNow('enrich'); // a service may have come back while no server ran
    this.look = setInterval(() => void this.catchUp(scanner), lookMs).unref();
  }

  end(): void {
    clearInterval(this.look);
  }

  /** Has the services asked again as soon as one of them may have an answer, where the timetable comes later. */
  async askAgainInTime(): Promise<void> {
    const at = await nextAttemptDate(this.app.database);
    if (at) await this.timetable.enrichAt(at);
  }

  private async enrich(all: boolean): Promise<void> {
    const services = await this.app.services();
    if (!services) return;
    await enrichRuns(this.app, services, all ? 'scan' : 'due');
    await this.askAgainInTime();
  }

  private async rests(name: ScheduleName, data: { byHand?: boolean } | undefined): Promise<boolean> {
    const rests = data?.byHand !== true && (await this.timetable.isStopped(name));
    if (rests) this.app.log.info(`the schedule of ${name} is stopped: nothing is done`);
    return rests;
  }

  /** A night when the server slept, the database was away or the scan failed. */
  private async catchUp(scanner: Scanner): Promise<void> {
    const { log, database, settings } = this.app;
    try {
      await trimLog(database, settings.LOG_DAYS);
      if (!(await this.isScanDue({ atOnce: false }))) return;
      log.info('a scan of the schedule was missed or failed: it is done now');
      await scanner.start();
    } catch (error) {
      log.warn({ err: error }, 'a scan that was missed could not be made up for'); // the next look tries again
    }
  }

  /** The sample is scanned at every start: what it shows is made by the code that runs. */
  private async isScanDueAtStart(): Promise<boolean> {
    const { settings, database } = this.app;
    if (!settings.sample) return this.isScanDue({ atOnce: true });
    return !(await isScanRunning(database)) && !(await this.timetable.isStopped('scan'));
  }

  /** `atOnce` also just after one failed: when the server starts, whoever starts it has mended something. */
  private async isScanDue({ atOnce }: { readonly atOnce: boolean }): Promise<boolean> {
    const { settings, database } = this.app;
    if ((await isScanRunning(database)) || (await this.timetable.isStopped('scan'))) return false;
    const { finished, begun } = await lastScans(database);
    return isOverdue(settings, { finished, begun: atOnce ? undefined : begun }, new Date());
  }
}
