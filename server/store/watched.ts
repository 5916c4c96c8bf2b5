import { migrations } from '../../migrations/index.ts';
import type { Database } from './connection/database.ts';

/** What monitoring wants to know of the database. */
export interface Watched {
  readonly files: readonly { readonly state: string; readonly count: number }[];
  readonly scans: readonly { readonly state: string; readonly count: number; readonly last: number | null }[];
  /** Exact while they are few, as the statistics of PostgreSQL have it when they are many. */
  readonly points: number;
  readonly pending: readonly { readonly service: string; readonly count: number }[];
  readonly workers: readonly { readonly role: string; readonly count: number }[];
}

/** From so many points on they are not counted one by one: that would take seconds. */
const few = 200_000;

/** Counts what is watched. */
export async function readHealth({ dataSource }: Database): Promise<Watched> {
  const list = <T>(text: string): Promise<T[]> => dataSource.query<T[]>(text);
  const [files, scans, [estimate], pending, workers] = await Promise.all([
    list<Watched['files'][number]>('SELECT state, count(*)::int AS count FROM file GROUP BY state'),
    list<Watched['scans'][number]>(
      `SELECT state, count(*)::int AS count, extract(epoch FROM max(coalesce(finished_at, started_at)))::float8 AS last
       FROM scan GROUP BY state`,
    ),
    list<{ points: number }>(`SELECT reltuples::float8 AS points FROM pg_class WHERE oid = 'point'::regclass`),
    list<Watched['pending'][number]>(
      `SELECT service, count(*)::int AS count FROM run_service WHERE state IN ('pending', 'failed') GROUP BY service`,
    ),
    list<Watched['workers'][number]>(
      `SELECT role, count(*)::int AS count FROM worker WHERE heartbeat_at > now() - interval '10 minutes' GROUP BY role`,
    ),
  ]);
  const guess = estimate?.points ?? 0;
  const [counted] = guess < few ? await list<{ points: number }>('SELECT count(*)::int AS points FROM point') : [];
  return { files, scans, points: counted?.points ?? guess, pending, workers };
}

/** Why the database cannot be worked with now; undefined where it can. Decides within seconds. */
export async function notReadyReason(database: Database): Promise<string | undefined> {
  const away = await database.unreachable();
  if (away !== undefined) return away;
  const rows = await database.dataSource.query<{ name: string }[]>('SELECT name FROM migration');
  const done = new Set(rows.map(({ name }) => name));
  const missing = migrations.filter(({ name }) => !done.has(name)).length;
  if (missing > 0) return `the database lacks ${missing} migrations`;
  return done.size > migrations.length ? 'the database is newer than this version of HDQM' : undefined;
}
