import { setTimeout as delay } from 'node:timers/promises';

/** Polls until a condition holds. Throws an Error with the description after a timeout. */
export async function until(
  description: string,
  condition: () => Promise<boolean> | boolean,
  timeoutSeconds = 240,
): Promise<void> {
  const deadline = Date.now() + timeoutSeconds * 1000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`timed out after ${timeoutSeconds} s: ${description}`);
    await delay(20);
  }
}
