import { afterEach, expect, it, vi } from 'vitest';
import { RequestCounter, windowMs } from '../../../../server/api/http/request-counter.ts';

afterEach(() => {
  vi.useRealTimers();
});

it('counts the requests of each client in a window', () => {
  vi.useFakeTimers();
  const counter = new RequestCounter();
  expect(counter.count('a')).toBe(0);
  expect([counter.increment('a'), counter.increment('a')].map(({ totalHits }) => totalHits)).toEqual([1, 2]);
  vi.advanceTimersByTime(windowMs - 1);
  expect(counter.increment('a').totalHits).toBe(3);
  expect(counter.count('b')).toBe(0);
  vi.advanceTimersByTime(1);
  expect(counter.count('a')).toBe(0);
  expect(counter.increment('a')).toEqual({ totalHits: 1, resetTime: new Date(Date.now() + windowMs) });
  counter.decrement('a');
  expect(counter.count('a')).toBe(0);
  counter.increment('a');
  counter.resetKey('a');
  expect(counter.count('a')).toBe(0);
});

it('remembers a limited number of clients, the active ones', () => {
  const counter = new RequestCounter();
  for (let client = 0; client < 20_000; client += 1) {
    counter.increment(`${client}`);
    if (client % 100 === 0) counter.increment('active');
  }
  expect(counter.count('0')).toBe(0);
  expect(counter.count('19999')).toBe(1);
  expect(counter.count('active')).toBe(200);
});
