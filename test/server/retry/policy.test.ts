import { expect, it } from 'vitest';
import { nextAttemptAt } from '../../../server/retry/policy.ts';

const now = new Date('2026-01-01T00:00:00Z');
const hours = (attempts: number, maxRetries = 20): number | undefined => {
  const next = nextAttemptAt(attempts, maxRetries, now);
  return next && (next.getTime() - now.getTime()) / 3_600_000;
};

it('doubles the delay after each failure, up to a week', () => {
  expect([1, 2, 3, 8, 9, 20].map((attempts) => hours(attempts))).toEqual([1, 2, 4, 128, 168, 168]);
});

it('gives up after the maximum number of retries', () => {
  expect(hours(3, 3)).toBe(4);
  expect(hours(4, 3)).toBeUndefined();
  expect(hours(1, 0)).toBeUndefined();
});
