import { setTimeout as delay } from 'node:timers/promises';
import type { ExitStatus, LogOptions } from './terminal/options.ts';
import { latestData } from './terminal/latest-data.ts';
import { openApp } from '../app/app.ts';
import type { Settings } from '../app/settings.ts';
import type { LogLine } from '../store/entities/index.ts';
import { readLog } from '../store/log-lines.ts';
import { quietly } from './terminal/terminal.ts';

/** How often new lines are looked for, in ms. */
const lookMs = 1000;
const batch = 1000;

/** `hdqm logs`: the lines that are kept of scans, and all warnings and errors; with `follow` also those that come, until Ctrl-C. */
export async function logs(settings: Settings, { scan, follow, trouble, lines }: LogOptions): Promise<ExitStatus> {
  const app = await openApp(quietly(await latestData(settings)));
  try {
    const selection = { scanId: scan, troubleOnly: trouble };
    let found = await readLog(app.database, { ...selection, limit: lines });
    let last = found.at(-1)?.id ?? '0';
    process.stdout.write(found.map(describeLine).join(''));
    if (found.length === 0 && !follow) process.stderr.write('No such lines are kept.\n');
    if (follow) {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => app.stop());
      while (!app.stopping.aborted) {
        found = await readLog(app.database, { ...selection, after: last, limit: batch });
        last = found.at(-1)?.id ?? last;
        process.stdout.write(found.map(describeLine).join(''));
        if (found.length < batch) await delay(lookMs, undefined, { signal: app.stopping }).catch(() => undefined);
      }
    }
    return 0;
  } finally {
    await app.close();
  }
}

/** A line as people read it: time, scan, level where it is no plain information, what, and the rest as name=value. */
export function describeLine({ at, scanId, level, message, details }: LogLine): string {
  const rest = Object.entries(details ?? {}).map(
    ([name, value]) => `${name}=${typeof value === 'object' ? JSON.stringify(value) : String(value)}`,
  );
  const parts = [
    at.toISOString(),
    scanId === null ? '-' : `scan ${scanId}`,
    level === 'info' ? '' : level.toUpperCase(),
    message,
    ...rest,
  ];
  return `${parts.filter((part) => part !== '').join(' ')}\n`;
}
