import { pino, type Logger } from 'pino';
import type { Settings } from './settings.ts';

export type { Logger } from 'pino';

/** The log: one JSON object a line on standard error, so that what a command prints stays clean. */
export function openLog(settings: Pick<Settings, 'LOG_LEVEL'>): Logger {
  return pino({ level: settings.LOG_LEVEL, base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination(2));
}
