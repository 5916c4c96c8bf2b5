import { printable } from '../names/printable.ts';
import { setTimeout as delay } from 'node:timers/promises';
import { openApp } from '../app/app.ts';
import type { Settings } from '../app/settings.ts';
import type { LogLine } from '../store/entities/index.ts';
import { readLog } from '../store/log-lines.ts';
import { settingsOfLatestData, withQuietLog } from './terminal/command-settings.ts';
import type { ExitStatus } from './terminal/exit-status.ts';

export interface LogOptions {
  readonly scan?: number;
  readonly follow: boolean;
  readonly trouble: boolean;
  readonly lines: number;
}

/** Polling interval for new lines, in ms. */
const pollMs = 1000;
const batch = 1000;

/** `hdqm logs`: prints stored log lines (of scans, and all warnings and errors); with `follow` also new ones, until Ctrl-C. */
export async function logs(settings: Settings, { scan, follow, trouble, lines }: LogOptions): Promise<ExitStatus> {
  const app = await openApp(withQuietLog(await settingsOfLatestData(settings)));
  try {
    const selection = { scanId: scan, warningsOnly: trouble };
    let found = await readLog(app.database, { ...selection, limit: lines });
    let last = found.at(-1)?.id ?? '0';
    process.stdout.write(found.map(describeLine).join(''));
    if (found.length === 0 && !follow) process.stderr.write('No log lines match.\n');
    if (follow) {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => app.stop());
      process.stdout.once('error', () => app.stop()); // the reader has finished, as in `hdqm logs -f | head`
      while (!app.stopping.aborted) {
        found = await readLog(app.database, { ...selection, after: last, limit: batch });
        last = found.at(-1)?.id ?? last;
        process.stdout.write(found.map(describeLine).join(''));
        if (found.length < batch) await delay(pollMs, undefined, { signal: app.stopping }).catch(() => undefined);
      }
    }
    return 0;
  } finally {
    await app.close();
  }
}

/** Formats a line: time, scan, level unless it is info, message, and details as name=value. */
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
  return `${printable(parts.filter((part) => part !== '').join(' '))}\n`;
}
