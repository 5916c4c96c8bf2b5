import cronParser from 'cron-parser';
import type { Database } from '../store/database.ts';
import { type Queue, queues } from './queue.ts';

/** What runs by itself. */
export const scheduleNames = ['scan', 'enrich'] as const;
export type ScheduleName = (typeof scheduleNames)[number];

/** Runs pending at OMS or Run Registry are looked after that often. */
const enrichCron = '*/5 * * * *';

/** One line of the timetable. */
export interface ScheduleEntry {
  readonly name: ScheduleName;
  /** What it does, for people. */
  readonly meaning: string;
  /** Null: never by itself. */
  readonly cron: string | null;
  readonly timeZone: string;
  readonly stopped: boolean;
  readonly next: Date | null;
}

export interface TimetableSettings {
  readonly SCAN_SCHEDULE: string;
  readonly TIME_ZONE: string;
}

const meanings: Record<ScheduleName, string> = {
  scan: 'looks for new DQM files and stores their points',
  enrich: 'asks OMS and Run Registry for runs that they have not answered for, and refreshes recent ones',
};

/** When what runs by itself; kept in the database, so that it is the same for all servers on it. */
export class Timetable {
  private readonly queue: Queue;
  private readonly database: Database;

  constructor(queue: Queue, database: Database) {
    this.queue = queue;
    this.database = database;
  }

  /** Puts the settings of a server in force. */
  async apply({ SCAN_SCHEDULE, TIME_ZONE }: TimetableSettings): Promise<void> {
    const { boss } = this.queue;
    if (SCAN_SCHEDULE === 'off') await boss.unschedule(queues.scan);
    else await boss.schedule(queues.scan, SCAN_SCHEDULE, {}, { tz: TIME_ZONE });
    await boss.schedule(queues.enrich, enrichCron, {}, { tz: TIME_ZONE });
  }

  async list(): Promise<ScheduleEntry[]> {
    const schedules = (await this.queue.boss.getSchedules()) as { name: string; cron: string; timezone: string }[];
    const stopped = await this.stopped();
    return scheduleNames.map((name) => {
      const { cron = null, timezone = 'UTC' } = schedules.find((schedule) => schedule.name === name) ?? {};
      const isStopped = stopped.has(name);
      const next =
        cron === null || isStopped ? null : cronParser.parseExpression(cron, { tz: timezone }).next().toDate();
      return { name, meaning: meanings[name], cron, timeZone: timezone, stopped: isStopped, next };
    });
  }

  /** A stopped one stays stopped, over restarts too, until it is started. */
  async stop(name: ScheduleName): Promise<void> {
    await this.database.dataSource.query('INSERT INTO stopped_schedule (name) VALUES ($1) ON CONFLICT DO NOTHING', [
      name,
    ]);
  }

  async start(name: ScheduleName): Promise<void> {
    await this.database.dataSource.query('DELETE FROM stopped_schedule WHERE name = $1', [name]);
  }

  async isStopped(name: ScheduleName): Promise<boolean> {
    return (await this.stopped()).has(name);
  }

  /** Has one of the servers do it now, stopped or not. */
  async runNow(name: ScheduleName): Promise<void> {
    await this.queue.boss.send(name, { byHand: true });
  }

  private async stopped(): Promise<Set<string>> {
    const rows = await this.database.dataSource.query<{ name: string }[]>('SELECT name FROM stopped_schedule');
    return new Set(rows.map(({ name }) => name));
  }
}

/** Whether a time of the schedule passed since the last scan began: a night that was missed. */
export function isOverdue(
  { SCAN_SCHEDULE, TIME_ZONE }: TimetableSettings,
  lastScan: Date | undefined,
  now: Date,
): boolean {
  if (SCAN_SCHEDULE === 'off') return false;
  if (lastScan === undefined) return true;
  return cronParser.parseExpression(SCAN_SCHEDULE, { tz: TIME_ZONE, currentDate: now }).prev().toDate() > lastScan;
}
