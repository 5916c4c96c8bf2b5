import { expect, it } from 'vitest';
import { nextTry } from '../../../server/scan/backoff.ts';

const now = new Date('2026-01-01T00:00:00Z');
const hours = (tries: number, limit = 20): number | undefined => {
  const next = nextTry(tries, limit, now);
  return next && (next.getTime() - now.getTime()) / 3_600_000;
};

it('waits twice as long after each failure, a week at most', () => {
  expect([1, 2, 3, 8, 9, 20].map((tries) => hours(tries))).toEqual([1, 2, 4, 128, 168, 168]);
});

it('gives up after the limit', () => {
  expect(hours(3, 3)).toBe(4);
  expect(hours(4, 3)).toBeUndefined();
  expect(hours(1, 0)).toBeUndefined();
});
