/** Schedules that an operator has paused, for all processes on the database. */
import type { Database } from './connection/database.ts';

/** The names of the paused schedules. */
export async function findPausedSchedules({ dataSource }: Database): Promise<ReadonlySet<string>> {
  const rows = await dataSource.query<{ name: string }[]>('SELECT name FROM paused_schedule');
  return new Set(rows.map(({ name }) => name));
}

/** Pauses a schedule until it is resumed. */
export async function pauseSchedule({ dataSource }: Database, name: string): Promise<void> {
  await dataSource.query('INSERT INTO paused_schedule (name) VALUES ($1) ON CONFLICT DO NOTHING', [name]);
}

export async function resumeSchedule({ dataSource }: Database, name: string): Promise<void> {
  await dataSource.query('DELETE FROM paused_schedule WHERE name = $1', [name]);
}
