import { afterEach, expect, it, vi } from 'vitest';
import type { App } from '../../../server/app/app.ts';
import { ScanRunner } from '../../../server/jobs/scan-runner.ts';

afterEach(() => {
  vi.useRealTimers();
});

it("polls the progress of another process's scan once for all subscribers, and not without any", async () => {
  vi.useFakeTimers();
  let isRunning = true;
  const progress = { scanId: 3, phase: 'extract', startedAt: '2026-01-01T00:00:00Z', finishedAt: null };
  const isHeld = vi.fn(() => [{ held: isRunning }]);
  const query = (sql: string): Promise<object[]> =>
    Promise.resolve(sql.includes('pg_locks') ? isHeld() : [{ progress }]);
  const app = { database: { dataSource: { query } } } as unknown as App;
  const runner = new ScanRunner(
    app,
    () => Promise.reject(new Error('not expected')),
    () => Promise.resolve(),
  );
  const subscribers = Array.from({ length: 500 }, () => runner.progress()[Symbol.asyncIterator]());
  const first = await Promise.all(subscribers.map((subscriber) => subscriber.next()));
  expect(first.every(({ value }) => value.scanId === 3)).toBe(true);
  expect(isHeld).toHaveBeenCalledTimes(1);

  isRunning = false;
  const second = subscribers.map((subscriber) => subscriber.next());
  await vi.advanceTimersByTimeAsync(2_000);
  expect((await Promise.all(second)).every(({ value }) => value.phase === 'finished')).toBe(true);
  expect(isHeld).toHaveBeenCalledTimes(2);

  await Promise.all(subscribers.map((subscriber) => subscriber.return?.()));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(isHeld).toHaveBeenCalledTimes(2);
});
