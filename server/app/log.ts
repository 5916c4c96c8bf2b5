import { createRequire } from 'node:module';
import { type LevelWithSilent, type LogFn, type Logger, multistream, pino } from 'pino';
import type prettyStream from 'pino-pretty';
import { printable } from '../names/printable.ts';
import type { Settings } from './settings.ts';

export type { Logger } from 'pino';

/** Receives log lines in addition to standard error. */
export interface LogStream {
  write(line: string): void;
}

/**
 * Creates the logger: JSON lines on standard error (readable lines on a terminal), which leaves standard output to the command. `archive`
 * receives all lines from level `info` on, whatever LOG_LEVEL. Authorization and cookie headers are redacted, long texts of errors truncated.
 */
export function openLog({ LOG_LEVEL }: Pick<Settings, 'LOG_LEVEL'>, archive?: LogStream): Logger {
  const visible = LOG_LEVEL === 'silent' ? [] : [{ level: LOG_LEVEL, stream: standardError() }];
  const streams = [...visible, ...(archive ? [{ level: 'info' as const, stream: archive }] : [])];
  const options = {
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: serializeError },
    hooks: {
      // An event is one line, whatever a file or a server is named.
      logMethod(this: Logger, args: Parameters<LogFn>, method: LogFn): void {
        method.apply(
          this,
          args.map((part) => (typeof part === 'string' ? printable(part) : part)) as Parameters<LogFn>,
        );
      },
      streamWrite: (line: string) => line.replace(/(?!\n)[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu, escaped),
    },
    redact: ['*.headers.authorization', '*.headers.cookie', 'headers.authorization', 'headers.cookie'],
  };
  if (streams.length === 0) return pino({ ...options, level: 'silent' });
  return pino({ ...options, level: lowestLevel(streams.map(({ level }) => level)) }, multistream(streams));
}

/** Longer texts of an error are truncated: the error of a database query contains its parameters, which a request may fill with megabytes. */
const maxErrorText = 4_000;

/** The error with its stack and properties. */
function serializeError(error: Error): object {
  const { raw: _raw, ...properties } = pino.stdSerializers.err(error);
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => {
      const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
      return [name, text.length <= maxErrorText ? (value as unknown) : `${text.slice(0, maxErrorText)}…`];
    }),
  );
}

/** Loads pino-pretty on a terminal only, since loading it delays the start of a command. */
function standardError(): LogStream {
  if (!process.stderr.isTTY) return pino.destination(2);
  const pretty = createRequire(import.meta.url)('pino-pretty') as typeof prettyStream;
  return pretty({ destination: 2, sync: true, singleLine: true, translateTime: 'SYS:HH:MM:ss', ignore: 'worker' });
}

/** A character as an escape of JSON. */
function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function lowestLevel(levels: readonly LevelWithSilent[]): LevelWithSilent {
  const rank = (level: LevelWithSilent): number => pino.levels.values[level] ?? 0;
  return levels.reduce((a, b) => (rank(a) <= rank(b) ? a : b));
}
