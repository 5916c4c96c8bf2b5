/** How commands that go on are told to stop: SIGTERM of systemd and containers, SIGINT of a terminal. */
import type { Logger } from 'pino';

/** What is not over that long after the signal never will be: a read from a mount that is gone, say. In ms. */
const patienceMs = 9_500;

/**
 * Calls `stop` at the first SIGINT or SIGTERM. Where the process has not ended within 10 s it is ended: what it has not given back, its lease
 * gives back, and nothing is lost.
 */
export function onShutdownSignal(log: Logger, stop: (signal: NodeJS.Signals) => void): void {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const listener = (signal: NodeJS.Signals): void => {
    for (const one of signals) process.off(one, listener); // a second one ends it at once
    log.info({ signal }, 'stopping');
    setTimeout(() => {
      log.error(`not stopped ${patienceMs / 1000} s after ${signal}: ended`);
      // Even exit() waits for a thread that hangs in the operating system.
      setImmediate(() => process.kill(process.pid, 'SIGKILL'));
    }, patienceMs).unref();
    stop(signal);
  };
  for (const signal of signals) process.on(signal, listener);
}
