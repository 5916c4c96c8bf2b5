import { createRequire } from 'node:module';
import { type LevelWithSilent, type Logger, multistream, pino } from 'pino';
import type prettyStream from 'pino-pretty';
import type { Settings } from './settings.ts';

export type { Logger } from 'pino';

/** What takes log lines beside standard error. */
export interface LogStream {
  write(line: string): void;
}

/**
 * The log: one JSON object a line on standard error (on a terminal, lines for people), so that what a command prints stays clean; `keeper` is given all from `info` on, whatever
 * is shown. Secrets that a request carries are left out wherever one is logged.
 */
export function openLog({ LOG_LEVEL }: Pick<Settings, 'LOG_LEVEL'>, keeper?: LogStream): Logger {
  const shown = LOG_LEVEL === 'silent' ? [] : [{ level: LOG_LEVEL, stream: standardError() }];
  const streams = [...shown, ...(keeper ? [{ level: 'info' as const, stream: keeper }] : [])];
  const options = {
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: ['*.headers.authorization', '*.headers.cookie', 'headers.authorization', 'headers.cookie'],
  };
  if (streams.length === 0) return pino({ ...options, level: 'silent' });
  return pino({ ...options, level: mostTalkative(streams.map(({ level }) => level)) }, multistream(streams));
}

/** Loaded only where it is needed: commands start faster without. */
function standardError(): LogStream {
  if (!process.stderr.isTTY) return pino.destination(2);
  const pretty = createRequire(import.meta.url)('pino-pretty') as typeof prettyStream;
  return pretty({ destination: 2, sync: true, singleLine: true, translateTime: 'SYS:HH:MM:ss', ignore: 'worker' });
}

function mostTalkative(levels: readonly LevelWithSilent[]): LevelWithSilent {
  const rank = (level: LevelWithSilent): number => pino.levels.values[level] ?? 0;
  return levels.reduce((a, b) => (rank(a) <= rank(b) ? a : b));
}
