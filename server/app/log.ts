import { createRequire } from 'node:module';
import { type LevelWithSilent, type Logger, multistream, pino } from 'pino';
import type prettyStream from 'pino-pretty';
import type { Settings } from './settings.ts';

export type { Logger } from 'pino';

/** Receives log lines in addition to standard error. */
export interface LogStream {
  write(line: string): void;
}

/**
 * Creates the logger: JSON lines on standard error (readable lines on a terminal), which leaves standard output to the command. `archive`
 * receives all lines from level `info` on, whatever LOG_LEVEL. Authorization and cookie headers are redacted.
 */
export function openLog({ LOG_LEVEL }: Pick<Settings, 'LOG_LEVEL'>, archive?: LogStream): Logger {
  const visible = LOG_LEVEL === 'silent' ? [] : [{ level: LOG_LEVEL, stream: standardError() }];
  const streams = [...visible, ...(archive ? [{ level: 'info' as const, stream: archive }] : [])];
  const options = {
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: ['*.headers.authorization', '*.headers.cookie', 'headers.authorization', 'headers.cookie'],
  };
  if (streams.length === 0) return pino({ ...options, level: 'silent' });
  return pino({ ...options, level: lowestLevel(streams.map(({ level }) => level)) }, multistream(streams));
}

/** Loads pino-pretty on a terminal only, since loading it delays the start of a command. */
function standardError(): LogStream {
  if (!process.stderr.isTTY) return pino.destination(2);
  const pretty = createRequire(import.meta.url)('pino-pretty') as typeof prettyStream;
  return pretty({ destination: 2, sync: true, singleLine: true, translateTime: 'SYS:HH:MM:ss', ignore: 'worker' });
}

function lowestLevel(levels: readonly LevelWithSilent[]): LevelWithSilent {
  const rank = (level: LevelWithSilent): number => pino.levels.values[level] ?? 0;
  return levels.reduce((a, b) => (rank(a) <= rank(b) ? a : b));
}
