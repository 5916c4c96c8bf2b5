const hour = 3_600_000;
const week = 7 * 24 * hour;

/**
 * When a file that failed for the `tries`-th time (from 1) is to be tried again: after an hour, two, four, … at most a week;
 * undefined once it was tried again `limit` times, until it changes.
 */
export function nextTry(tries: number, limit: number, now: Date): Date | undefined {
  if (tries > limit) return undefined;
  return new Date(now.getTime() + Math.min(hour * 2 ** (tries - 1), week));
}
