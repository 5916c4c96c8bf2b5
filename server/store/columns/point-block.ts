import type { FailureCode } from '../../../metrics/metric.ts';
import type { Database } from '../connection/database.ts';
import type { DatasetRun } from '../run-filter.ts';

/** What a cell of a block holds. */
export const cell = { nothing: 0, value: 1, failure: 2, missing: 3 } as const;

/** Why there is no value. */
export interface PointFailure {
  readonly code: FailureCode;
  readonly reason: string;
}

/** Points as parallel lists. */
export interface PointCells {
  /** One of `cell` each. */
  readonly states: Uint8Array;
  /** NaN where there is none; so are the errors and the entries. */
  readonly values: Float64Array;
  readonly errorsLow: Float64Array;
  readonly errorsHigh: Float64Array;
  readonly entries: Float64Array;
  /** 0 where there is none. */
  readonly revisions: Int32Array;
}

/** The points of one run for a list of trends of one dataset, a cell for each trend, in the order of the list. */
export interface PointBlock extends PointCells {
  /** Version of the file's row when the points were read: another one means that they may have changed. */
  readonly version: string;
  readonly files: Int32Array;
  /** Of the cells that failed. */
  readonly failures: ReadonlyMap<number, PointFailure>;
}

/** Bytes of a block for each trend. */
export const bytesPerCell = 41;
/** Points asked for in one query. */
const pointsAtOnce = 250_000;

/** Reads the blocks of these runs. A run whose file has not the ME of a config has a cell that says so. */
export async function readBlocks(
  database: Database,
  trends: readonly { readonly id: number; readonly configId: number }[],
  runs: readonly DatasetRun[],
): Promise<Map<number, PointBlock>> {
  const blocks = new Map<number, PointBlock>();
  const step = Math.max(1, Math.floor(pointsAtOnce / Math.max(1, trends.length)));
  const parts: DatasetRun[][] = [];
  for (let start = 0; start < runs.length; start += step) parts.push(runs.slice(start, start + step));
  const read = (part: readonly DatasetRun[]) =>
    Promise.all([
      readPoints(
        database,
        trends.map(({ id }) => id),
        part,
      ),
      database.dataSource.query<{ id: number; missing: number[] }[]>(
        `SELECT id, missing FROM file WHERE id = ANY ($1) AND missing <> '{}'`,
        [part.map(({ fileId }) => fileId)],
      ),
    ]);
  let next = parts[0] && read(parts[0]);
  for (const [at, part] of parts.entries()) {
    const [points, missing] = (await next) ?? [];
    // The database finds the next ones while these are taken apart.
    const after = parts[at + 1];
    next = after && read(after);
    next?.catch(() => undefined); // told where it is awaited
    const missingOf = new Map(missing?.map((file) => [file.id, new Set(file.missing)]));
    for (const run of part) blocks.set(run.run, toBlock(trends, run, points?.get(run.run), missingOf.get(run.fileId)));
  }
  return blocks;
}

/** A run's points as parallel lists, all in one order: lists of numbers in PostgreSQL's binary form, as base64. */
interface Row {
  readonly run: number;
  readonly trends: string;
  readonly values: string;
  readonly errorsLow: string;
  readonly entries: string;
  readonly files: string;
  /** Of the points alone whose errors differ; null where none do. */
  readonly lopsided: string | null;
  readonly errorsHigh: string | null;
  /** Of the points alone that come of a changed config; null where none do. */
  readonly revised: string | null;
  readonly revisions: string | null;
  /** Of the points that failed alone; null where none did. */
  readonly failed: string | null;
  readonly failures: readonly FailureCode[] | null;
  readonly reasons: readonly string[] | null;
}

/** One row a run, its columns as binary arrays: several times faster than a row a point as text. */
async function readPoints(
  { dataSource }: Database,
  trends: readonly number[],
  runs: readonly DatasetRun[],
): Promise<Map<number, Row>> {
  const [low, high] = [Math.min(...trends), Math.max(...trends)];
  // Trends that were made together have ids in a row: a range of the index serves them all.
  const inRange = high - low < 2 * trends.length;
  const binary = (column: string, only = ''): string => `encode(array_send(array_agg(${column}) ${only}), 'base64')`;
  // What is the same in nearly all points is sent of the others alone.
  const failed = 'FILTER (WHERE failure IS NOT NULL)';
  const lopsided = 'FILTER (WHERE error_high IS DISTINCT FROM error_low)';
  const revised = 'FILTER (WHERE revision <> 1)';
  const rows = await dataSource.query<Row[]>(
    `SELECT run_number AS run, ${binary('trend_id')} AS trends, ${binary('value')} AS values,
       ${binary('error_low')} AS "errorsLow", ${binary('entries')} AS entries, ${binary('file_id')} AS files,
       ${binary('trend_id', lopsided)} AS lopsided, ${binary('error_high', lopsided)} AS "errorsHigh",
       ${binary('trend_id', revised)} AS revised, ${binary('revision', revised)} AS revisions,
       ${binary('trend_id', failed)} AS failed, json_agg(failure) ${failed} AS failures, json_agg(reason) ${failed} AS reasons
     FROM point WHERE run_number = ANY ($1::int[]) AND ${inRange ? 'trend_id BETWEEN $2 AND $3' : 'trend_id = ANY ($2::int[])'}
     GROUP BY run_number`,
    [`{${runs.map(({ run }) => run).join(',')}}`, ...(inRange ? [low, high] : [`{${trends.join(',')}}`])],
  );
  return new Map(rows.map((row) => [row.run, row]));
}

function toBlock(
  trends: readonly { readonly id: number; readonly configId: number }[],
  run: DatasetRun,
  row: Row | undefined,
  missing: ReadonlySet<number> | undefined,
): PointBlock {
  const count = trends.length;
  const states = new Uint8Array(count);
  const numbers = (): Float64Array => new Float64Array(count).fill(Number.NaN);
  const failures = new Map<number, PointFailure>();
  const block = {
    version: run.version,
    states,
    values: numbers(),
    errorsLow: numbers(),
    errorsHigh: numbers(),
    entries: numbers(),
    revisions: new Int32Array(count),
    files: new Int32Array(count),
    failures,
  };
  if (missing) {
    for (const [index, { configId }] of trends.entries()) {
      if (!missing.has(configId)) continue;
      states[index] = cell.missing;
      block.files[index] = run.fileId;
      failures.set(index, { code: 'MISSING_HISTOGRAM', reason: 'ME not found in the file' });
    }
  }
  if (!row) return block;
  const place = new Map(trends.map(({ id }, index) => [id, index]));
  const placesOf = (ids: string): Int32Array => integers(ids).map((id) => place.get(id) ?? -1);
  const places = placesOf(row.trends);
  fillNumbers(row.values, places, block.values);
  fillNumbers(row.errorsLow, places, block.errorsLow);
  fillNumbers(row.entries, places, block.entries);
  fillIntegers(row.files, places, block.files);
  block.errorsHigh.set(block.errorsLow);
  for (const index of places) {
    if (index === -1) continue;
    if (states[index] === cell.missing) failures.delete(index);
    states[index] = cell.value;
    block.revisions[index] = 1;
  }
  if (row.lopsided !== null && row.errorsHigh !== null) {
    const differing = placesOf(row.lopsided);
    for (const index of differing) if (index !== -1) block.errorsHigh[index] = Number.NaN;
    fillNumbers(row.errorsHigh, differing, block.errorsHigh);
  }
  if (row.revised !== null && row.revisions !== null)
    fillIntegers(row.revisions, placesOf(row.revised), block.revisions);
  if (row.failed === null) return block;
  for (const [at, id] of integers(row.failed).entries()) {
    const index = place.get(id);
    const code = row.failures?.[at];
    if (index === undefined || code === undefined) continue;
    states[index] = cell.failure;
    failures.set(index, { code, reason: row.reasons?.[at] ?? '' });
  }
  return block;
}

/** An array's bytes. */
function view(array: string): DataView {
  const bytes = Buffer.from(array, 'base64');
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

// PostgreSQL's binary form of an array: 20 bytes, then for each element its length (4 bytes, -1 for NULL) and its bytes.
const arrayHeader = 20;

function integers(array: string): Int32Array {
  const bytes = view(array);
  const found = new Int32Array(bytes.getInt32(12));
  for (let index = 0, at = arrayHeader + 4; index < found.length; index += 1, at += 8)
    found[index] = bytes.getInt32(at);
  return found;
}

function fillIntegers(array: string, places: Int32Array, into: Int32Array): void {
  for (const [index, value] of integers(array).entries()) {
    const place = places[index] ?? -1;
    if (place !== -1) into[place] = value;
  }
}

function fillNumbers(array: string, places: Int32Array, into: Float64Array): void {
  const bytes = view(array);
  const count = bytes.getInt32(12);
  for (let index = 0, at = arrayHeader; index < count; index += 1) {
    const isNull = bytes.getInt32(at) === -1;
    at += 4;
    if (isNull) continue;
    const place = places[index] ?? -1;
    if (place !== -1) into[place] = bytes.getFloat64(at);
    at += 8;
  }
}
