import { migrations } from '../../migrations/index.ts';
import type { Database } from './connection/database.ts';
import type { Scan } from './entities/index.ts';
import { listScans } from './scans.ts';

/** What the database holds. */
export interface Status {
  readonly counts: {
    readonly filesFound: number;
    readonly filesExtracted: number;
    readonly filesFailed: number;
    readonly filesSuperseded: number;
    readonly runs: number;
    readonly datasets: number;
    /** Active ones. */
    readonly configs: number;
    readonly inactive: number;
    readonly configProblems: number;
    readonly points: number;
  };
  readonly lastScan: Scan | null;
}

/** A file whose extraction failed. */
export interface FailedFile {
  readonly path: string;
  readonly reason: string | null;
  readonly nextAttemptAt: Date | null;
}

/** Counts what there is; `points` counts the points. */
export async function readStatus(
  database: Database,
  points: (database: Database) => Promise<number> = estimatePoints,
): Promise<Status> {
  const [[counts], pointCount, [lastScan = null]] = await Promise.all([
    database.dataSource.query<[Omit<Status['counts'], 'points'>]>(
      `SELECT
         count(*) FILTER (WHERE state = 'found')::int AS "filesFound",
         count(*) FILTER (WHERE state = 'extracted')::int AS "filesExtracted",
         count(*) FILTER (WHERE state = 'failed')::int AS "filesFailed",
         count(*) FILTER (WHERE state = 'superseded')::int AS "filesSuperseded",
         (SELECT count(*)::int FROM run) AS runs,
         (SELECT count(*)::int FROM dataset) AS datasets,
         (SELECT count(*)::int FROM config WHERE active) AS configs,
         (SELECT count(*)::int FROM config WHERE NOT active) AS inactive,
         (SELECT count(*)::int FROM config WHERE problem IS NOT NULL) AS "configProblems"
       FROM file WHERE NOT imported`,
    ),
    points(database),
    listScans(database, { limit: 1 }),
  ]);
  return { counts: { ...counts, points: pointCount }, lastScan };
}

/** The latest failures, 20 at most. */
export function latestFailedFiles({ dataSource }: Database): Promise<readonly FailedFile[]> {
  return dataSource.query<FailedFile[]>(
    `SELECT path, reason, next_attempt_at AS "nextAttemptAt" FROM file WHERE state = 'failed' ORDER BY id DESC LIMIT 20`,
  );
}

/** Number of points, failures included, without those of derived trends. Takes seconds where there are millions. */
export async function countAllPoints({ dataSource }: Database): Promise<number> {
  const [counted] = await dataSource.query<[{ points: number }]>(
    `SELECT count(*)::float8 AS points FROM point WHERE trend_id NOT IN (
       SELECT trend.id FROM trend JOIN config ON config.id = trend.config_id WHERE formula IS NOT NULL)`,
  );
  return counted.points;
}

/** Below this number points are counted; above it, counting would take seconds and the estimate is used. */
const maxCounted = 200_000;

/** Number of points: exact for small numbers, PostgreSQL's estimate for large ones. */
export async function estimatePoints(database: Database): Promise<number> {
  const [estimate] = await database.dataSource.query<[{ points: number }]>(
    `SELECT reltuples::float8 AS points FROM pg_class WHERE oid = 'point'::regclass`,
  );
  return estimate.points < maxCounted ? countAllPoints(database) : estimate.points;
}

/** What monitoring wants to know of the database. */
export interface Watched {
  readonly files: readonly { readonly state: string; readonly count: number }[];
  readonly scans: readonly { readonly state: string; readonly count: number; readonly last: number | null }[];
  /** Exact for small numbers, PostgreSQL's estimate for large ones. */
  readonly points: number;
  readonly pending: readonly { readonly service: string; readonly count: number }[];
  readonly workers: readonly { readonly role: string; readonly count: number }[];
  /** Those that are not resolved. */
  readonly alarms: readonly {
    readonly subsystem: string;
    readonly severity: string;
    readonly state: string;
    readonly count: number;
  }[];
  readonly notifications: readonly { readonly receiver: string; readonly state: string; readonly count: number }[];
}

/** Counts what `/metrics` reports. */
export async function readHealth(database: Database): Promise<Watched> {
  const list = <T>(text: string): Promise<T[]> => database.dataSource.query<T[]>(text);
  const [files, scans, points, pending, workers, alarms, notifications] = await Promise.all([
    list<Watched['files'][number]>('SELECT state, count(*)::int AS count FROM file WHERE NOT imported GROUP BY state'),
    list<Watched['scans'][number]>(
      `SELECT state, count(*)::int AS count, extract(epoch FROM max(coalesce(finished_at, started_at)))::float8 AS last
       FROM scan GROUP BY state`,
    ),
    estimatePoints(database),
    list<Watched['pending'][number]>(
      `SELECT service, count(*)::int AS count FROM run_service WHERE state IN ('pending', 'failed') GROUP BY service`,
    ),
    list<Watched['workers'][number]>(
      `SELECT role, count(*)::int AS count FROM worker WHERE heartbeat_at > now() - interval '10 minutes' GROUP BY role`,
    ),
    list<Watched['alarms'][number]>(
      `SELECT subsystem, severity, state, count(*)::int AS count
       FROM alarm JOIN trend ON trend.id = trend_id JOIN config ON config.id = config_id
       WHERE state <> 'resolved' GROUP BY subsystem, severity, state`,
    ),
    list<Watched['notifications'][number]>(
      `SELECT receiver, state, count(*)::int AS count FROM notification
       WHERE state <> 'sent' GROUP BY receiver, state`,
    ),
  ]);
  return { files, scans, points, pending, workers, alarms, notifications };
}

/** Returns why the database is not ready, within seconds; undefined where it is ready. */
export async function notReadyReason(database: Database): Promise<string | undefined> {
  const unavailable = await database.unavailableReason();
  if (unavailable !== undefined) return unavailable;
  const rows = await database.dataSource.query<{ name: string }[]>('SELECT name FROM migration');
  const known = new Set(migrations.map(({ name }) => name));
  const unknown = rows.find(({ name }) => !known.has(name));
  if (unknown !== undefined)
    return `the database is newer than this version of HDQM: it has the unknown migration ${unknown.name}. Run the newer version`;
  const missing = migrations.length - rows.length;
  return missing > 0 ? `the database lacks ${missing} migrations` : undefined;
}
