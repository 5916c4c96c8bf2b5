import type { Database } from './connection/database.ts';
import type { LogLine } from './entities/index.ts';

/** What a line of pino's holds beside what its caller gave. */
interface Written {
  readonly level: number;
  readonly time: string;
  readonly msg?: string;
  readonly scan?: number;
  readonly [more: string]: unknown;
}

const levels: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};
const warning = 40;

/** Lines wait that long for company, in ms. */
const gatherMs = 300;
/** So many lines are held while the database does not take them; the log itself has them all. */
const mostHeld = 10_000;

/** A stream for pino that keeps lines of scans, and all warnings and errors, in the database. */
export class LogWriter {
  private readonly database: Database;
  private held: Written[] = [];
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();

  constructor(database: Database) {
    this.database = database;
  }

  write(line: string): void {
    const written = JSON.parse(line) as Written;
    if (written.scan === undefined && written.level < warning) return;
    this.held.push(written);
    if (this.held.length > mostHeld) this.held.shift();
    this.timer ??= setTimeout(() => void this.flush(), gatherMs).unref();
  }

  /** Writes what is held. A database that takes nothing keeps nobody from working: the lines wait for the next time. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.writing = this.writing.then(async () => {
      const lines = this.held;
      this.held = [];
      if (lines.length === 0) return;
      await insert(this.database, lines).catch(() => {
        this.held = [...lines, ...this.held].slice(-mostHeld);
      });
    });
    return this.writing;
  }
}

/** The advisory lock that is held while lines are inserted. */
export const writingLock = 0x48_44_51_52;

/**
 * Inserts lines, one process after the other: numbers are given in the order of commits then, so that who has read up to a line has missed
 * none before it. In one statement, lest a process that dies in between keeps the others waiting.
 */
async function insert({ dataSource }: Database, lines: readonly Written[]): Promise<void> {
  await dataSource.query(
    `WITH alone AS MATERIALIZED (SELECT pg_advisory_xact_lock(${writingLock}))
     INSERT INTO log_line (scan_id, at, level, message, details)
     SELECT line.* FROM alone, unnest($1::int[], $2::timestamptz[], $3::text[], $4::text[], $5::jsonb[]) AS line`,
    [
      lines.map(({ scan }) => scan ?? null),
      lines.map(({ time }) => time),
      lines.map(({ level }) => levels[level] ?? String(level)),
      lines.map(({ msg }) => msg ?? ''),
      lines.map(({ level: _level, time: _time, msg: _msg, scan: _scan, ...details }) =>
        Object.keys(details).length === 0 ? null : JSON.stringify(details),
      ),
    ],
  );
}

/** Which lines; what is not given does not narrow. */
export interface LogSelection {
  readonly scanId?: number | undefined;
  /** Only lines after this one. */
  readonly after?: string | undefined;
  /** Only warnings and errors. */
  readonly troubleOnly?: boolean | undefined;
  /** Only lines of scans. */
  readonly ofScansOnly?: boolean | undefined;
  readonly limit: number;
}

/** Lines in the order of logging: the last `limit` of them, or with `after` the first. */
export async function readLog(
  { dataSource }: Database,
  { scanId, after, troubleOnly = false, ofScansOnly = false, limit }: LogSelection,
): Promise<LogLine[]> {
  const order = after === undefined ? 'DESC' : 'ASC';
  const lines = await dataSource.query<LogLine[]>(
    `SELECT id::text, scan_id AS "scanId", at, level, message, details FROM log_line
     WHERE ($1::int IS NULL OR scan_id = $1) AND ($2::bigint IS NULL OR log_line.id > $2) AND (NOT $3 OR level IN ('warn', 'error', 'fatal'))
       AND (NOT $4 OR scan_id IS NOT NULL)
     ORDER BY log_line.id ${order} LIMIT $5`,
    [scanId ?? null, after ?? null, troubleOnly, ofScansOnly, limit],
  );
  return after === undefined ? lines.reverse() : lines;
}

/** Removes lines that are older than so many days; gives how many. */
export async function trimLog({ dataSource }: Database, days: number): Promise<number> {
  const [, count] = await dataSource.query<[unknown, number]>(
    'DELETE FROM log_line WHERE at < now() - make_interval(days => $1)',
    [days],
  );
  return count;
}
