import { setTimeout as delay } from 'node:timers/promises';
import { backoffDelay, databaseStartBackoff } from '../retry/policy.ts';
import { outageOf } from '../store/connection/outage.ts';
import { openLog } from './log.ts';
import type { Settings } from './settings.ts';

/**
 * Runs a command that runs until it is stopped. Where the database is unavailable before the command calls `started`, it is run again after a
 * back-off: a machine may start HDQM minutes before the database, and a supervisor gives up a service that ends too often. Rejects with any
 * other error, and with every error after the start.
 */
export async function startWhenAvailable<T>(
  settings: Pick<Settings, 'LOG_LEVEL'>,
  run: (started: () => void) => Promise<T>,
): Promise<T> {
  const log = openLog(settings); // the one of the App needs the database
  let isStarted = false;
  for (let failures = 1; ; failures += 1) {
    try {
      return await run(() => (isStarted = true));
    } catch (error) {
      const outage = outageOf(error);
      if (isStarted || outage === undefined) throw error;
      const delayMs = backoffDelay(databaseStartBackoff, failures);
      log.error(`not started, database unavailable: ${outage}; retrying in ${delayMs / 1000} s`);
      await delay(delayMs);
    }
  }
}
