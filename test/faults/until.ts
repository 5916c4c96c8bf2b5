import { setTimeout as delay } from 'node:timers/promises';

/** Looks again and again until something is so. Throws where it is not within the patience, in seconds. */
export async function until(what: string, isSo: () => Promise<boolean> | boolean, patience = 240): Promise<void> {
  const deadline = Date.now() + patience * 1000;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`not within ${patience} s: ${what}`);
    await delay(20);
  }
}
