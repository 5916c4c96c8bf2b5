import cronParser from 'cron-parser';
import type { Database } from '../../store/connection/database.ts';
import { failedScanCoolDownMs, missedScanGraceMs } from '../../retry/policy.ts';
import { findPausedSchedules, pauseSchedule, resumeSchedule } from '../../store/paused-schedules.ts';
import { isScanRunning, type LastScans, lastScans } from '../../store/scans.ts';
import { enumType, Field, ObjectType } from '../../store/entities/graphql-decorators.ts';
import { listCronSchedules, type Queue, type ScheduleName, scheduleNames } from '../queue.ts';

export { type ScheduleName, scheduleNames };

/** How often pending runs are queried, and notifications composed and sent that no scan or retry has triggered. */
const pollMinutes = 5;
const pollCron = `*/${pollMinutes} * * * *`;

/** The names of the schedules as an enumeration. */
export const ScheduleNames = enumType<ScheduleName>('ScheduleName', 'Name of a scheduled job.', {
  enrich: 'Queries OMS and Run Registry.',
  notify: 'Sends notifications about alarms.',
  scan: 'Scans the tree of DQM files.',
});

/** A schedule and its state. */
@ObjectType({ name: 'Schedule', description: 'A scheduled job.' })
export class ScheduleEntry {
  @Field(() => ScheduleNames, { description: 'Name of the job.' })
  readonly name!: ScheduleName;

  @Field(() => String, { description: 'What the job does.' })
  readonly description!: string;

  @Field(() => String, { nullable: true, description: 'Cron expression; null if the job is not scheduled.' })
  readonly cron!: string | null;

  @Field(() => String, { description: 'Time zone of the cron expression.' })
  readonly timeZone!: string;

  @Field(() => Boolean, { description: 'Whether the schedule is paused.' })
  readonly paused!: boolean;

  @Field(({ GraphQLISODateTime }) => GraphQLISODateTime, {
    nullable: true,
    description: 'Time of the next run; null if there is none.',
  })
  readonly next!: Date | null;

  @Field(({ GraphQLISODateTime }) => GraphQLISODateTime, {
    nullable: true,
    description: 'Scheduled time of a scan that has not run; null if none was missed.',
  })
  readonly missed!: Date | null;
}

export interface ScheduleSettings {
  readonly SCAN_SCHEDULE: string;
  readonly TIME_ZONE: string;
}

const descriptions: Record<ScheduleName, string> = {
  scan: 'looks for new DQM files and stores their points',
  enrich: 'queries OMS and Run Registry for pending runs, and refreshes recent ones',
  notify: 'sends notifications about alarms to their receivers',
};

/** The schedules, stored in the database and the same for all its servers. */
export class Schedules {
  private readonly queue: Queue;
  private readonly database: Database;

  constructor(queue: Queue, database: Database) {
    this.queue = queue;
    this.database = database;
  }

  /** Stores the schedules of a server's settings. */
  async apply({ SCAN_SCHEDULE, TIME_ZONE }: ScheduleSettings): Promise<void> {
    if (SCAN_SCHEDULE === 'off') await this.queue.unschedule('scan');
    else await this.queue.schedule('scan', SCAN_SCHEDULE, TIME_ZONE);
    await this.queue.schedule('enrich', pollCron, TIME_ZONE);
    await this.queue.schedule('notify', pollCron, TIME_ZONE);
  }

  list(): Promise<ScheduleEntry[]> {
    return listSchedules(this.database);
  }

  /** Pauses a schedule for all servers until it is resumed, over restarts, too. */
  async pause(name: ScheduleName): Promise<void> {
    await pauseSchedule(this.database, name);
  }

  async resume(name: ScheduleName): Promise<void> {
    await resumeSchedule(this.database, name);
  }

  async isPaused(name: ScheduleName): Promise<boolean> {
    return (await findPausedSchedules(this.database)).has(name);
  }

  /** Has one of the servers do it now, paused or not. */
  async runNow(name: ScheduleName): Promise<void> {
    await this.queue.sendNow(name);
  }

  /** Has one of the processes with this schedule do it at a time, where that is before the schedule does. */
  async runAt(name: Exclude<ScheduleName, 'scan'>, at: Date): Promise<void> {
    if (at.getTime() > Date.now() + pollMinutes * 60_000) return;
    await this.queue.sendAt(name, at);
  }
}

/** The schedules as the last server stored them; all off where none has run yet. */
export async function listSchedules(database: Database): Promise<ScheduleEntry[]> {
  const schedules = await listCronSchedules(database);
  const paused = await findPausedSchedules(database);
  const { ended } = await lastScans(database);
  const isScanning = await isScanRunning(database);
  const now = new Date();
  return scheduleNames.map((name) => {
    const { cron = null, timezone = 'UTC' } = schedules.find((schedule) => schedule.name === name) ?? {};
    const isPaused = paused.has(name);
    const isOff = cron === null || isPaused;
    return {
      name,
      description: descriptions[name],
      cron,
      timeZone: timezone,
      paused: isPaused,
      next: isOff ? null : nextTime(cron, timezone, now),
      missed: isOff || isScanning || name !== 'scan' ? null : missedScan(cron, timezone, ended, now),
    };
  });
}

function nextTime(cron: string, timeZone: string, after: Date): Date {
  return cronParser.parseExpression(cron, { tz: timeZone, currentDate: after }).next().toDate();
}

/** Returns the first scheduled time since the last scan ended, if it passed without a scan; null otherwise, also before the first scan. */
export function missedScan(cron: string, timeZone: string, ended: Date | undefined, now: Date): Date | null {
  if (ended === undefined) return null;
  const due = nextTime(cron, timeZone, ended);
  return now.getTime() - due.getTime() > missedScanGraceMs ? due : null;
}

/**
 * Whether a scheduled scan was missed: a time of the schedule has passed since the last finished scan started, because no server ran then, or
 * because the scan failed and its cool-down is over.
 */
export function isOverdue(
  { SCAN_SCHEDULE, TIME_ZONE }: ScheduleSettings,
  { finished, started }: Pick<LastScans, 'finished' | 'started'>,
  now: Date,
): boolean {
  if (SCAN_SCHEDULE === 'off') return false;
  const failed = started !== undefined && started.getTime() > (finished?.getTime() ?? 0);
  if (failed && now.getTime() - started.getTime() < failedScanCoolDownMs) return false;
  if (finished === undefined) return true;
  return cronParser.parseExpression(SCAN_SCHEDULE, { tz: TIME_ZONE, currentDate: now }).prev().toDate() > finished;
}
