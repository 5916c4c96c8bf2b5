import cronParser from 'cron-parser';
import type { Database } from '../store/connection/database.ts';
import { failedScanCoolDownMs } from '../retry/policy.ts';
import { listCronSchedules, type Queue, type ScheduleName, scheduleNames } from './queue.ts';

export { type ScheduleName, scheduleNames };

/** Runs pending at OMS or Run Registry are looked after that often. */
const enrichMinutes = 5;
const enrichCron = `*/${enrichMinutes} * * * *`;

/** One line of the timetable. */
export interface ScheduleEntry {
  readonly name: ScheduleName;
  /** What it does, for people. */
  readonly description: string;
  /** Null: never by itself. */
  readonly cron: string | null;
  readonly timeZone: string;
  readonly paused: boolean;
  readonly next: Date | null;
}

export interface TimetableSettings {
  readonly SCAN_SCHEDULE: string;
  readonly TIME_ZONE: string;
}

const descriptions: Record<ScheduleName, string> = {
  scan: 'looks for new DQM files and stores their points',
  enrich: 'asks OMS and Run Registry for runs that they have not answered for, and refreshes recent ones',
};

/** When what runs by itself; kept in the database, so that it is the same for all servers on it. */
export class Schedules {
  private readonly queue: Queue;
  private readonly database: Database;

  constructor(queue: Queue, database: Database) {
    this.queue = queue;
    this.database = database;
  }

  /** Puts the settings of a server in force. */
  async apply({ SCAN_SCHEDULE, TIME_ZONE }: TimetableSettings): Promise<void> {
    if (SCAN_SCHEDULE === 'off') await this.queue.unschedule('scan');
    else await this.queue.schedule('scan', SCAN_SCHEDULE, TIME_ZONE);
    await this.queue.schedule('enrich', enrichCron, TIME_ZONE);
  }

  list(): Promise<ScheduleEntry[]> {
    return listSchedules(this.database);
  }

  /** A stopped one stays stopped, over restarts too, until it is started. */
  async stop(name: ScheduleName): Promise<void> {
    await this.database.dataSource.query('INSERT INTO paused_schedule (name) VALUES ($1) ON CONFLICT DO NOTHING', [
      name,
    ]);
  }

  async start(name: ScheduleName): Promise<void> {
    await this.database.dataSource.query('DELETE FROM paused_schedule WHERE name = $1', [name]);
  }

  async isStopped(name: ScheduleName): Promise<boolean> {
    return (await stoppedSchedules(this.database)).has(name);
  }

  /** Has one of the servers do it now, stopped or not. */
  async runNow(name: ScheduleName): Promise<void> {
    await this.queue.sendNow(name);
  }

  /** Has one of the servers ask the services at a time that comes before the timetable does; nothing where one will by then. */
  async enrichAt(at: Date): Promise<void> {
    if (at.getTime() > Date.now() + enrichMinutes * 60_000) return;
    await this.queue.sendAt('enrich', at);
  }
}

/** The timetable as the last server put it in force; nothing by itself where there was none yet. */
export async function listSchedules(database: Database): Promise<ScheduleEntry[]> {
  const schedules = await listCronSchedules(database);
  const stopped = await stoppedSchedules(database);
  return scheduleNames.map((name) => {
    const { cron = null, timezone = 'UTC' } = schedules.find((schedule) => schedule.name === name) ?? {};
    const isPaused = stopped.has(name);
    const next = cron === null || isPaused ? null : cronParser.parseExpression(cron, { tz: timezone }).next().toDate();
    return { name, description: descriptions[name], cron, timeZone: timezone, paused: isPaused, next };
  });
}

async function stoppedSchedules({ dataSource }: Database): Promise<Set<string>> {
  const rows = await dataSource.query<{ name: string }[]>('SELECT name FROM paused_schedule');
  return new Set(rows.map(({ name }) => name));
}

/** When the last scan began that went through, and the last at all. */
export interface LastScans {
  readonly finished: Date | undefined;
  readonly begun: Date | undefined;
}

/**
 * Whether a scan is owed: a time of the schedule passed since the last one that went through began, because no server ran then, or because it
 * failed half an hour ago or earlier.
 */
export function isOverdue(
  { SCAN_SCHEDULE, TIME_ZONE }: TimetableSettings,
  { finished, begun }: LastScans,
  now: Date,
): boolean {
  if (SCAN_SCHEDULE === 'off') return false;
  const failed = begun !== undefined && begun.getTime() > (finished?.getTime() ?? 0);
  if (failed && now.getTime() - begun.getTime() < failedScanCoolDownMs) return false;
  if (finished === undefined) return true;
  return cronParser.parseExpression(SCAN_SCHEDULE, { tz: TIME_ZONE, currentDate: now }).prev().toDate() > finished;
}
