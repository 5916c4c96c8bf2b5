import type { QueryRunner } from 'typeorm';
import type { Database } from './connection/database.ts';
import { toJsonb } from './connection/storable.ts';
import { Scan } from './entities/index.ts';

/** Another scan of this database is running. */
export class ScanRunningError extends Error {
  override name = 'ScanRunningError';
}

/** The counts stored with a scan. */
export type ScanCounts = Pick<
  Scan,
  | 'filesFound'
  | 'filesNew'
  | 'filesExtracted'
  | 'filesFailed'
  | 'points'
  | 'unknownNames'
  | 'unknownExamples'
  | 'runsPending'
>;

/** The running scan. It holds a lock on its connection, so that a killed process holds none. */
export interface RunningScan {
  readonly id: number;
  /** Stores counts while it runs, so that they are known of one that does not finish. */
  record(counts: Partial<ScanCounts>): Promise<void>;
  finish(counts: ScanCounts): Promise<void>;
  /** Ends the scan with what it did until then. */
  fail(reason: string, counts: Partial<ScanCounts>): Promise<void>;
}

const scanLock = 0x48_44_51_4f;

/** The state of a scan whose process ended before it did. */
const interrupted = { state: 'failed', reason: 'interrupted' } as const;

/**
 * Starts a scan; throws a ScanRunningError while another one is running on this database. A scan that a killed process left behind is
 * marked as interrupted: this scan continues with its files.
 */
export async function beginScan({ dataSource }: Database): Promise<RunningScan> {
  const lock = dataSource.createQueryRunner();
  try {
    const [row] = await lock.manager.query<{ mine: boolean }[]>('SELECT pg_try_advisory_lock($1) AS mine', [scanLock]);
    if (row?.mine !== true) {
      const [other] = await dataSource.query<{ startedAt: Date }[]>(
        `SELECT started_at AS "startedAt" FROM scan WHERE state = 'running' ORDER BY id DESC LIMIT 1`,
      );
      const since = other ? ` since ${other.startedAt.toISOString()}` : '';
      throw new ScanRunningError(`another scan of this database is running${since}: wait for it to end`);
    }
    await lock.query(`UPDATE scan SET state = $1, reason = $2, finished_at = now() WHERE state = 'running'`, [
      interrupted.state,
      interrupted.reason,
    ]);
    const [scan] = await lock.manager.query<{ id: number }[]>(
      `INSERT INTO scan (started_at, state) VALUES (now(), 'running') RETURNING id`,
    );
    if (scan === undefined) throw new Error('scan not stored');
    return {
      id: scan.id,
      record: async (counts) => {
        await lock.manager.update(Scan, { id: scan.id }, counts);
      },
      finish: (counts) => end(lock, scan.id, { ...counts, state: 'finished' }),
      fail: (reason, counts) => end(lock, scan.id, { ...counts, state: 'failed', reason }),
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function end(lock: QueryRunner, id: number, outcome: Partial<Omit<Scan, 'progress'>>): Promise<void> {
  try {
    await lock.manager.update(Scan, { id }, { ...outcome, finishedAt: new Date() });
    await lock.query('SELECT pg_advisory_unlock($1)', [scanLock]);
  } finally {
    await lock.release();
  }
}

/** Times of scans; undefined where there is none. */
export interface LastScans {
  /** When the last finished scan started. */
  readonly finished: Date | undefined;
  /** When the last scan in whatever state started. */
  readonly started: Date | undefined;
  /** When the last scan ended; its start, while it runs or if it was interrupted. */
  readonly ended: Date | undefined;
}

/** Reads when the last scans ran. */
export async function lastScans({ dataSource }: Database): Promise<LastScans> {
  const [row] = await dataSource.query<Record<keyof LastScans, Date | null>[]>(
    `SELECT max(started_at) FILTER (WHERE state = 'finished') AS finished, max(started_at) AS started,
       max(coalesce(finished_at, started_at)) AS ended
     FROM scan`,
  );
  return {
    finished: row?.finished ?? undefined,
    started: row?.started ?? undefined,
    ended: row?.ended ?? undefined,
  };
}

/** Scans, latest first. One in state running without a process that holds its lock was interrupted. */
export async function listScans(
  database: Database,
  { offset = 0, limit }: { readonly offset?: number; readonly limit: number },
): Promise<Scan[]> {
  const scans = await database.dataSource
    .getRepository(Scan)
    .find({ order: { id: 'DESC' }, skip: offset, take: limit });
  const [last] = scans;
  const isAlive = last?.state === 'running' && (await isScanRunning(database));
  for (const scan of scans)
    if (scan.state === 'running' && !(isAlive && scan === last)) Object.assign(scan, interrupted);
  return scans;
}

/** Stores the progress of the running scan, for other processes, with its counts. A scan that has ended stays as it is. */
export async function storeProgress(
  { dataSource }: Database,
  id: number,
  progress: { readonly filesDone: number; readonly filesFailed: number; readonly points: number },
): Promise<void> {
  const { filesDone, filesFailed, points } = progress;
  await dataSource.query(
    `UPDATE scan SET progress = $2, files_extracted = $3, files_failed = $4, points = $5 WHERE id = $1 AND state = 'running'`,
    [id, toJsonb(progress), filesDone - filesFailed, filesFailed, points],
  );
}

/** The stored progress of the running scan of any process; undefined where none is running. */
export async function readProgress(database: Database): Promise<Record<string, unknown> | undefined> {
  if (!(await isScanRunning(database))) return undefined;
  const [row] = await database.dataSource.query<{ progress: Record<string, unknown> | null }[]>(
    `SELECT progress FROM scan WHERE state = 'running' ORDER BY id DESC LIMIT 1`,
  );
  return row?.progress ?? undefined;
}

/** Whether a process holds the scan lock. */
export async function isScanRunning({ dataSource }: Database): Promise<boolean> {
  const [row] = await dataSource.query<{ held: boolean }[]>(
    `SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = 0 AND objid = $1 AND granted
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())) AS held`,
    [scanLock],
  );
  return row?.held === true;
}
