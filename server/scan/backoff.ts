const hour = 3_600_000;
const week = 7 * 24 * hour;

/**
 * Time of the next attempt for a file that failed `attempts` times: exponential back-off of 1, 2, 4, … hours, at most a week.
 * Returns undefined after `maxRetries` retries: the file is not read again until it changes.
 */
export function nextAttemptAt(attempts: number, maxRetries: number, now: Date): Date | undefined {
  if (attempts > maxRetries) return undefined;
  return new Date(now.getTime() + Math.min(hour * 2 ** (attempts - 1), week));
}
