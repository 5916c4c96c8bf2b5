import Table from 'cli-table3';
import { openApp } from '../app/app.ts';
import { Queue } from '../jobs/queue.ts';
import { type ScheduleEntry, type ScheduleName, Schedules } from '../jobs/schedule/schedules.ts';
import { listWorkers } from '../jobs/heartbeat.ts';
import type { Settings } from '../app/settings.ts';
import { withQuietLog } from './terminal/command-settings.ts';
import type { ExitStatus } from './terminal/exit-status.ts';
import { moment } from './terminal/format.ts';

/** `stop` and `start` are earlier names of `pause` and `resume`. */
export type ScheduleAction = 'list' | 'pause' | 'resume' | 'run-now' | 'stop' | 'start';

/** `hdqm schedule`: lists the schedules, pauses or resumes one, or has a server run it now. */
export async function schedule(settings: Settings, action: ScheduleAction, name: ScheduleName): Promise<ExitStatus> {
  const app = await openApp(withQuietLog(settings));
  const queue = await Queue.open(app.database, app.log, { supervise: false });
  try {
    const schedules = new Schedules(queue, app.database);
    const hasServer = (await listWorkers(app.database)).some(({ role }) => role === 'serve');
    if (action === 'pause' || action === 'stop') await schedules.pause(name);
    if (action === 'resume' || action === 'start') await schedules.resume(name);
    if (action === 'run-now') {
      if (!hasServer) {
        const command = name === 'notify' ? 'scan' : name; // a scan sends what is pending
        process.stderr.write(`No server is running: \`hdqm ${command}\` does it without one.\n`);
        return 1;
      }
      await schedules.runNow(name);
      process.stdout.write(`A server starts ${name} within seconds: \`hdqm logs -f\` shows its log.\n`);
      return 0;
    }
    const lines = [describeSchedules(await schedules.list())];
    if (!hasServer) lines.push('No server is running: schedules take effect while `hdqm serve` runs.');
    process.stdout.write(`${lines.join('\n')}\n`);
    return 0;
  } finally {
    await queue.close();
    await app.close();
  }
}

function describeSchedules(entries: readonly ScheduleEntry[]): string {
  const table = new Table({ head: ['schedule', 'when', 'next', 'what it does'], style: { head: [], border: [] } });
  for (const { name, description, cron, timeZone, paused, next } of entries) {
    const when = cron === null ? 'off' : `${cron} (${timeZone})`;
    table.push([name, when, paused ? 'paused' : next ? moment(next) : '–', description]);
  }
  return table.toString();
}
