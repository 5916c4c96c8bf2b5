import type { Database } from './connection/database.ts';
import { toJsonb, toText } from './connection/storable.ts';
import type { LogLine } from './entities/index.ts';

/** A line as pino writes it. */
interface PinoLine {
  readonly level: number;
  readonly time: string;
  readonly msg?: string;
  readonly scan?: number;
  readonly [detail: string]: unknown;
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

/** Lines are buffered for this long and written in one statement, in ms. */
const flushDelayMs = 300;
/** Longer messages, and details with longer JSON, are truncated in the database. */
const [maxMessage, maxDetails] = [2_000, 10_000];
/**
 * Max. number of lines in the database, and of those outside of scans, which visitors can cause: the oldest ones are deleted. The lines are
 * counted after every `trimInterval` lines that a process writes.
 */
export const logLimits = { lines: 1_000_000, outsideScans: 20_000 } as const;
const trimInterval = 1_000;
/** Max. number of lines buffered while the database is unavailable. The log on stdout has all of them. */
const maxBuffered = 10_000;

/** A stream for pino that stores lines of scans, and all warnings and errors, in the database. */
export class LogWriter {
  private readonly database: Database;
  private buffer: PinoLine[] = [];
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();
  private untrimmed = 0;

  constructor(database: Database) {
    this.database = database;
  }

  write(line: string): void {
    const written = JSON.parse(line) as PinoLine;
    if (written.scan === undefined && written.level < warning) return;
    this.buffer.push(written);
    if (this.buffer.length > maxBuffered) this.buffer.shift();
    this.timer ??= setTimeout(() => void this.flush(), flushDelayMs).unref();
  }

  /** Writes the buffered lines. Where the database is unavailable they stay in the buffer until the next flush. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.writing = this.writing.then(async () => {
      const lines = this.buffer;
      this.buffer = [];
      if (lines.length === 0) return;
      if (!(await succeeds(insert(this.database, lines)))) {
        this.buffer = [...lines, ...this.buffer].slice(-maxBuffered);
        return;
      }
      this.untrimmed += lines.length;
      if (this.untrimmed >= trimInterval && (await succeeds(trimToLimits(this.database)))) this.untrimmed = 0;
    });
    return this.writing;
  }
}

/** Whether a statement succeeds. A failure is not logged, since its line would be written here again. */
function succeeds(statement: Promise<unknown>): Promise<boolean> {
  return statement.then(
    () => true,
    () => false,
  );
}

/** Advisory lock held while lines are inserted. */
export const writingLock = 0x48_44_51_52;

/**
 * Inserts lines, one process at a time: ids then follow the order of commits, so that a reader who continues after an id misses no line. It
 * is one statement, so that a process that crashes halfway does not keep the lock.
 */
async function insert({ dataSource }: Database, lines: readonly PinoLine[]): Promise<void> {
  await dataSource.query(
    `WITH lock AS MATERIALIZED (SELECT pg_advisory_xact_lock(${writingLock}))
     INSERT INTO log_line (scan_id, at, level, message, details)
     SELECT line.* FROM lock, unnest($1::int[], $2::timestamptz[], $3::text[], $4::text[], $5::jsonb[]) AS line`,
    [
      lines.map(({ scan }) => scan ?? null),
      lines.map(({ time }) => time),
      lines.map(({ level }) => levels[level] ?? String(level)),
      lines.map(({ msg = '' }) => toText(truncate(msg, maxMessage))),
      lines.map(({ level: _level, time: _time, msg: _msg, scan: _scan, ...details }) => jsonOf(details)),
    ],
  );
}

function jsonOf(details: object): string | null {
  if (Object.keys(details).length === 0) return null;
  const json = toJsonb(details);
  return json.length <= maxDetails ? json : toJsonb({ truncated: json.slice(0, maxDetails) });
}

function truncate(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}…`;
}

/** Which lines; an undefined member does not filter. */
export interface LogSelection {
  readonly scanId?: number | undefined;
  /** Only lines after this one. */
  readonly after?: string | undefined;
  /** Only warnings and errors. */
  readonly warningsOnly?: boolean | undefined;
  /** Only lines of scans. */
  readonly ofScansOnly?: boolean | undefined;
  readonly limit: number;
}

/** Lines in the order of logging: the last `limit` of them, or with `after` the first. */
export async function readLog(
  { dataSource }: Database,
  { scanId, after, warningsOnly = false, ofScansOnly = false, limit }: LogSelection,
): Promise<LogLine[]> {
  const order = after === undefined ? 'DESC' : 'ASC';
  const lines = await dataSource.query<LogLine[]>(
    `SELECT id::text, scan_id AS "scanId", at, level, message, details FROM log_line
     WHERE ($1::int IS NULL OR scan_id = $1) AND ($2::bigint IS NULL OR log_line.id > $2) AND (NOT $3 OR level IN ('warn', 'error', 'fatal'))
       AND (NOT $4 OR scan_id IS NOT NULL)
     ORDER BY log_line.id ${order} LIMIT $5`,
    [scanId ?? null, after ?? null, warningsOnly, ofScansOnly, limit],
  );
  return after === undefined ? lines.reverse() : lines;
}

/** Deletes lines older than `days`, and the oldest ones beyond the limits; returns how many. */
export async function trimLog(database: Database, days: number): Promise<number> {
  const [, count] = await database.dataSource.query<[unknown, number]>(
    'DELETE FROM log_line WHERE at < now() - make_interval(days => $1)',
    [days],
  );
  return count + (await trimToLimits(database));
}

/** Deletes the oldest lines beyond the limits; returns how many. Ids are consecutive but for lines that were rolled back. */
async function trimToLimits({ dataSource }: Database): Promise<number> {
  const [, old] = await dataSource.query<[unknown, number]>(
    'DELETE FROM log_line WHERE id <= (SELECT max(id) FROM log_line) - $1',
    [logLimits.lines],
  );
  const [, others] = await dataSource.query<[unknown, number]>(
    `DELETE FROM log_line WHERE scan_id IS NULL AND id <= (
       SELECT id FROM log_line WHERE scan_id IS NULL ORDER BY id DESC OFFSET $1 LIMIT 1)`,
    [logLimits.outsideScans],
  );
  return old + others;
}
