import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { LogWriter, readLog, writingLock } from '../../../server/store/log-lines.ts';
import { freshDatabase, type TestDatabase } from '../../database.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await freshDatabase();
});
afterAll(() => test.drop());

function keeping(message: string): Promise<void> {
  const keeper = new LogWriter(test.database);
  keeper.write(JSON.stringify({ level: 30, time: '2026-01-01T00:00:00.000Z', scan: 1, msg: message }));
  return keeper.flush();
}

async function isLockAwaited(): Promise<boolean> {
  const rows = await test.database.dataSource.query<unknown[]>(
    "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = $1 AND NOT granted",
    [writingLock],
  );
  return rows.length > 0;
}

it('numbers lines in the order in which they come to be seen, so that who follows them misses none', async () => {
  await keeping('first');
  // Another process, that takes long to commit.
  const slow = test.database.dataSource.createQueryRunner();
  await slow.startTransaction();
  await slow.query('SELECT pg_advisory_xact_lock($1)', [writingLock]);
  const kept = keeping('third');
  const whenKept = kept.then(() => true);
  while (!(await Promise.race([whenKept, delay(5, false)])) && !(await isLockAwaited()));
  await slow.query("INSERT INTO log_line (scan_id, at, level, message) VALUES (1, now(), 'info', 'second')");
  await slow.commitTransaction();
  await slow.release();
  await kept;

  const lines = await readLog(test.database, { after: '0', limit: 10 });
  expect(lines.map(({ message }) => message)).toEqual(['first', 'second', 'third']);
  expect(new Set(lines.map(({ scanId, level }) => `${scanId} ${level}`))).toEqual(new Set(['1 info']));
});
