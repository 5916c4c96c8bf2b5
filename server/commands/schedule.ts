import Table from 'cli-table3';
import type { ExitStatus } from './terminal/options.ts';
import { openApp } from '../app/app.ts';
import { Queue } from '../jobs/queue.ts';
import { type ScheduleEntry, type ScheduleName, Schedules } from '../jobs/schedules.ts';
import { listWorkers } from '../jobs/heartbeat.ts';
import type { Settings } from '../app/settings.ts';
import { moment, quietly } from './terminal/terminal.ts';

export const scheduleActions = ['list', 'stop', 'start', 'run-now'] as const;
export type ScheduleAction = (typeof scheduleActions)[number];

/** `hdqm schedule`: what runs by itself; stops and starts it, or has a server do it now. */
export async function schedule(settings: Settings, action: ScheduleAction, name: ScheduleName): Promise<ExitStatus> {
  const app = await openApp(quietly(settings));
  const queue = await Queue.open(app.database, app.log, { supervise: false });
  try {
    const timetable = new Schedules(queue, app.database);
    const servers = (await listWorkers(app.database)).filter(({ role }) => role === 'serve');
    if (action === 'stop') await timetable.stop(name);
    if (action === 'start') await timetable.start(name);
    if (action === 'run-now') {
      if (servers.length === 0) {
        process.stderr.write(`No server runs that could do it: \`hdqm ${name}\` does it here.\n`);
        return 1;
      }
      await timetable.runNow(name);
      process.stdout.write(`A server begins ${name} within seconds: \`hdqm logs -f\` shows what it does.\n`);
      return 0;
    }
    const none = servers.length === 0 ? ['No server runs: nothing happens by itself until `hdqm serve` does.'] : [];
    process.stdout.write(`${[describeSchedules(await timetable.list()), ...none].join('\n')}\n`);
    return 0;
  } finally {
    await queue.close();
    await app.close();
  }
}

function describeSchedules(entries: readonly ScheduleEntry[]): string {
  const table = new Table({ head: ['schedule', 'when', 'next', 'what it does'], style: { head: [], border: [] } });
  for (const { name, description, cron, timeZone, paused, next } of entries) {
    const when = cron === null ? 'never by itself' : `${cron} (${timeZone})`;
    table.push([name, when, paused ? 'stopped' : next ? moment(next) : '–', description]);
  }
  return table.toString();
}
