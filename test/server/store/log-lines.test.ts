import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { LogWriter, logLimits, readLog, writingLock } from '../../../server/store/log-lines.ts';
import { freshDatabase, type TestDatabase } from '../../database.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await freshDatabase();
});
afterAll(() => test.drop());

function writeLine(message: string): Promise<void> {
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

it('assigns ids in the order of commits, so that readers that follow the log miss no line', async () => {
  await writeLine('first');
  // Another process with a slow commit.
  const slow = test.database.dataSource.createQueryRunner();
  await slow.startTransaction();
  await slow.query('SELECT pg_advisory_xact_lock($1)', [writingLock]);
  const written = writeLine('third');
  const isWritten = written.then(() => true);
  while (!(await Promise.race([isWritten, delay(5, false)])) && !(await isLockAwaited()));
  await slow.query("INSERT INTO log_line (scan_id, at, level, message) VALUES (1, now(), 'info', 'second')");
  await slow.commitTransaction();
  await slow.release();
  await written;

  const lines = await readLog(test.database, { after: '0', limit: 10 });
  expect(lines.map(({ message }) => message)).toEqual(['first', 'second', 'third']);
  expect(new Set(lines.map(({ scanId, level }) => `${scanId} ${level}`))).toEqual(new Set(['1 info']));
});

it('stores a limited number of lines outside of scans, of limited length, and leaves those of scans', async () => {
  const writer = new LogWriter(test.database);
  const write = (line: object): void =>
    writer.write(JSON.stringify({ level: 40, time: '2026-01-01T00:00:00.000Z', ...line }));
  write({ scan: 2, msg: 'file failed' });
  const more = 1_500;
  for (let index = 0; index < logLimits.outsideScans + more; index += 1) {
    write({ msg: `request ${index} failed` });
    if (index % 5_000 === 0) await writer.flush();
  }
  write({ msg: 'a'.repeat(1_000_000), err: { parameters: 'b'.repeat(1_000_000) } });
  await writer.flush();
  const [counts] = await test.database.dataSource.query<{ count: number; bytes: number; first: string }[]>(
    `SELECT count(*)::int, max(length(message) + length(details::text)) AS bytes, (array_agg(message ORDER BY id))[1] AS first
     FROM log_line WHERE scan_id IS NULL`,
  );
  expect(counts).toMatchObject({ count: logLimits.outsideScans, first: `request ${more + 1} failed` });
  expect(counts?.bytes).toBeLessThan(15_000);
  expect(await readLog(test.database, { scanId: 2, limit: 10 })).toMatchObject([{ message: 'file failed' }]);
});
