import type { Logger } from 'pino';
import { shutdownGraceMs } from '../retry/policy.ts';

/**
 * Calls `stop` at the first SIGINT (terminal) or SIGTERM (systemd, containers), and kills the process when it has not exited after the grace
 * period: unfinished jobs are requeued when their lease expires. The returned function ends that: a signal then has its default effect.
 */
export function onShutdownSignal(log: Logger, stop: (signal: NodeJS.Signals) => void): () => void {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const listener = (signal: NodeJS.Signals): void => {
    ignore(); // a second signal terminates immediately
    log.info({ signal }, 'stopping');
    setTimeout(() => {
      log.error(`not stopped ${shutdownGraceMs / 1000} s after ${signal}, killed`);
      // Even exit() waits for a thread that is blocked in a system call.
      setImmediate(() => process.kill(process.pid, 'SIGKILL'));
    }, shutdownGraceMs).unref();
    stop(signal);
  };
  const ignore = (): void => {
    for (const signal of signals) process.off(signal, listener);
  };
  for (const signal of signals) process.on(signal, listener);
  return ignore;
}

/** Closes everything, in this order and also after a failure; then rejects with the first error. */
export async function closeAll(...steps: readonly (() => Promise<unknown> | undefined)[]): Promise<void> {
  const errors: unknown[] = [];
  for (const step of steps)
    try {
      await step();
    } catch (error) {
      errors.push(error);
    }
  if (errors.length > 0) throw errors[0];
}
