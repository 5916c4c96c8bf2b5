import { afterAll, beforeAll, expect, it } from 'vitest';
import { beginScan, isScanRunning, listScans, ScanRunningError, storeProgress } from '../../../server/store/scans.ts';
import { openDatabase } from '../../../server/store/connection/database.ts';
import { freshDatabase, type TestDatabase } from '../../database.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await freshDatabase();
});
afterAll(() => test.drop());

const counts = {
  filesFound: 3,
  filesNew: 2,
  filesExtracted: 2,
  filesFailed: 1,
  points: 7,
  unknownNames: 0,
  unknownExamples: [],
  runsPending: 0,
};
const scans = (): Promise<Record<string, unknown>[]> =>
  test.database.dataSource.query(
    'SELECT id, state, reason, points, finished_at IS NOT NULL AS ended FROM scan ORDER BY id',
  );

it('allows one scan at a time, and stores the result of each', async () => {
  const first = await beginScan(test.database);
  expect(await isScanRunning(test.database)).toBe(true);
  await expect(beginScan(test.database)).rejects.toThrow(ScanRunningError);
  await first.finish(counts);
  expect(await isScanRunning(test.database)).toBe(false);
  const second = await beginScan(test.database);
  await second.record({ filesFound: 70, filesNew: 64 });
  await second.fail('EOS_ROOT cannot be listed', { filesExtracted: 63, filesFailed: 1, points: 630 });
  expect(await scans()).toEqual([
    { id: first.id, state: 'finished', reason: null, points: 7, ended: true },
    { id: second.id, state: 'failed', reason: 'EOS_ROOT cannot be listed', points: 630, ended: true },
  ]);
  const [stored] = await listScans(test.database, { limit: 1 });
  expect(stored).toMatchObject({ filesFound: 70, filesNew: 64, filesExtracted: 63, filesFailed: 1 });
});

it('marks the scan of a crashed process as failed', async () => {
  const other = await openDatabase({ url: test.url, dataFolder: '' });
  const abandoned = await beginScan(other);
  await storeProgress(other, abandoned.id, { filesDone: 64, filesFailed: 1, points: 630 });
  await test.database.dataSource.query(
    `SELECT pg_terminate_backend(pid, 30000) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
  );
  const next = await beginScan(test.database);
  expect((await scans()).find(({ id }) => id === abandoned.id)).toMatchObject({
    state: 'failed',
    reason: 'interrupted',
    points: 630,
  });
  expect(await listScans(test.database, { limit: 2 })).toMatchObject([{}, { filesExtracted: 63, filesFailed: 1 }]);
  await storeProgress(other, abandoned.id, { filesDone: 0, filesFailed: 0, points: 0 }); // one that comes late
  expect(await listScans(test.database, { limit: 2 })).toMatchObject([{}, { filesExtracted: 63, points: 630 }]);
  await next.finish(counts);
  await other.close();
});
