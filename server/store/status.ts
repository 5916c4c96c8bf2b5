import type { Database } from './connection/database.ts';
import type { Scan } from './entities/index.ts';
import { listScans } from './scans.ts';

/** What the database holds. */
export interface Status {
  readonly counts: {
    readonly found: number;
    readonly extracted: number;
    readonly failed: number;
    readonly superseded: number;
    readonly runs: number;
    readonly datasets: number;
    /** Active ones. */
    readonly configs: number;
    readonly inactive: number;
    readonly problems: number;
    readonly points: number;
  };
  readonly lastScan: Scan | null;
  /** The latest failures, 20 at most. */
  readonly failedFiles: readonly {
    readonly path: string;
    readonly reason: string | null;
    readonly nextAttemptAt: Date | null;
  }[];
}

/** Counts what there is. */
export async function readStatus(database: Database): Promise<Status> {
  const { dataSource } = database;
  const [counts] = await dataSource.query<[Status['counts']]>(
    `SELECT
       (SELECT count(*)::int FROM file WHERE state = 'found') AS found,
       (SELECT count(*)::int FROM file WHERE state = 'extracted') AS extracted,
       (SELECT count(*)::int FROM file WHERE state = 'failed') AS failed,
       (SELECT count(*)::int FROM file WHERE state = 'superseded') AS superseded,
       (SELECT count(*)::int FROM run) AS runs,
       (SELECT count(*)::int FROM dataset) AS datasets,
       (SELECT count(*)::int FROM config WHERE active) AS configs,
       (SELECT count(*)::int FROM config WHERE NOT active) AS inactive,
       (SELECT count(*)::int FROM config WHERE problem IS NOT NULL) AS problems,
       (SELECT count(*)::int FROM point) AS points`,
  );
  const failedFiles = await dataSource.query<Status['failedFiles']>(
    `SELECT path, reason, next_attempt_at AS "nextAttemptAt" FROM file WHERE state = 'failed' ORDER BY id DESC LIMIT 20`,
  );
  const [lastScan = null] = await listScans(database, { limit: 1 });
  return { counts, lastScan, failedFiles };
}
