import type { FailureCode } from '../../../metrics/metric.ts';
import { isChain } from '../chains/chain-source.ts';
import type { DatasetRun } from '../runs/run-filter.ts';

/** State of a point in a block. Absent: not extracted for the config; missing: the file does not contain the ME. */
export const cellState = { absent: 0, value: 1, failure: 2, missing: 3 } as const;

/** Why a point has no value. */
export interface PointFailure {
  readonly code: FailureCode;
  readonly reason: string;
}

/** The points of one run for a list of trends of one dataset, as parallel lists in the order of the trends. */
export interface PointBlock {
  readonly run: number;
  /** Version of the file's row when the points were read. The points may have changed if it is another one. */
  readonly version: string;
  /** A `cellState` each. */
  readonly states: Uint8Array;
  /** Values, errors and entries are NaN where there is none. */
  readonly values: Float64Array;
  readonly errorsLow: Float64Array;
  /** The list of lower errors where none differs. */
  readonly errorsHigh: Float64Array;
  readonly entries: Float64Array;
  /** Of cells with a point; blocks may share the list. */
  readonly revisions: Int32Array;
  /** 0 where there is none. */
  readonly files: Int32Array;
  /** By the index of the trend. */
  readonly failures: ReadonlyMap<number, PointFailure>;
}

/** Max. size of a block in bytes, per trend. */
export const bytesPerTrend = 41;
/** Memory of a failure: an entry of the map, since blocks share failures with the same message. */
const bytesPerFailure = 50;

/** Size of a block in bytes. Revisions and upper errors may be shared, or be the lower errors. */
export function sizeOf({ states, values, errorsLow, errorsHigh, entries, files, failures }: PointBlock): number {
  const lists = [states, values, errorsLow, entries, files, ...(errorsHigh === errorsLow ? [] : [errorsHigh])];
  return 1_000 + lists.reduce((sum, { byteLength }) => sum + byteLength, 0) + failures.size * bytesPerFailure;
}

/** Points read by one query. */
const pointsPerQuery = 250_000;

/** Executes an SQL statement: of a database, or of one of its connections. */
export type Execute = <Row>(sql: string, parameters: unknown[]) => Promise<Row[]>;

/**
 * Reads the blocks of these runs, by run number; those of trends of a chain from the trends of the member that has the run. Without `hasMissing`
 * the cells of MEs that files do not contain are absent, not missing: the lists of these take longer to read than the points.
 */
export async function readBlocks(
  execute: Execute,
  trends: readonly { readonly id: number; readonly configId: number }[],
  runs: readonly DatasetRun[],
  options: { readonly hasMissing?: boolean } = {},
): Promise<Map<number, PointBlock>> {
  const [first] = trends;
  if (!first || !isChain(first.id)) return readOwnBlocks(execute, trends, runs, options);
  const configs = trends.map(({ configId }) => configId);
  const members = [...new Set(runs.map(({ datasetId }) => datasetId))];
  const blocks = await Promise.all(
    members.map(async (member) => {
      const ids = await trendIdsOf(execute, member, configs);
      const own = configs.map((configId, index) => ({ id: ids[index] ?? 0, configId }));
      const ofMember = runs.filter(({ datasetId }) => datasetId === member);
      return [...(await readOwnBlocks(execute, own, ofMember, options))];
    }),
  );
  return new Map(blocks.flat());
}

/** Finds the ID of the trend of a dataset for each config, in the order of these; 0 where it has none. */
export async function trendIdsOf(execute: Execute, datasetId: number, configIds: readonly number[]): Promise<number[]> {
  const rows = await execute<{ id: number; configId: number }>(
    'SELECT id, config_id AS "configId" FROM trend WHERE dataset_id = $1 AND config_id = ANY ($2::int[])',
    [datasetId, `{${configIds.join(',')}}`],
  );
  const ids = new Map(rows.map(({ id, configId }) => [configId, id]));
  return configIds.map((configId) => ids.get(configId) ?? 0);
}

/** Reads the blocks of trends of a dataset. A trend that it does not have, with the ID 0, has no points. */
async function readOwnBlocks(
  execute: Execute,
  trends: readonly { readonly id: number; readonly configId: number }[],
  runs: readonly DatasetRun[],
  { hasMissing = true }: { readonly hasMissing?: boolean },
): Promise<Map<number, PointBlock>> {
  const blocks = new Map<number, PointBlock>();
  const decoder = new BlockDecoder(trends);
  const step = Math.max(1, Math.floor(pointsPerQuery / Math.max(1, trends.length)));
  const parts: DatasetRun[][] = [];
  for (let start = 0; start < runs.length; start += step) parts.push(runs.slice(start, start + step));
  const read = (part: readonly DatasetRun[]) =>
    Promise.all([
      readPoints(
        execute,
        trends.flatMap(({ id }) => (id === 0 ? [] : id)),
        part,
      ),
      hasMissing
        ? execute<{ id: number; missing: number[] }>(
            `SELECT id, missing FROM file WHERE id = ANY ($1) AND missing <> '{}'`,
            [part.map(({ fileId }) => fileId)],
          )
        : [],
    ]);
  let next = parts[0] && read(parts[0]);
  for (const [index, part] of parts.entries()) {
    const [points, missing] = (await next) ?? [];
    // The database executes the next query while this one's rows are decoded.
    const following = parts[index + 1];
    next = following && read(following);
    next?.catch(() => undefined); // thrown where it is awaited
    const missingOf = new Map(missing?.map((file) => [file.id, new Set(file.missing)]));
    for (const run of part) blocks.set(run.run, decoder.toBlock(run, points?.get(run.run), missingOf.get(run.fileId)));
  }
  return blocks;
}

/** A run's points as parallel lists in the same order. Lists of numbers have PostgreSQL's binary format, encoded as base64. */
interface Row {
  readonly run: number;
  readonly trends: string;
  readonly values: string;
  readonly errorsLow: string;
  readonly entries: string;
  readonly files: string;
  /** The trends whose two errors differ; null if there are none. */
  readonly asymmetric: string | null;
  readonly errorsHigh: string | null;
  /** The trends whose config has been changed; null if there are none. */
  readonly revised: string | null;
  readonly revisions: string | null;
  /** The trends without a value; null if there are none. */
  readonly failed: string | null;
  readonly failures: readonly FailureCode[] | null;
  readonly reasons: readonly string[] | null;
}

/** Reads one row per run with columns as binary arrays: several times faster than a row per point as text. */
async function readPoints(
  execute: Execute,
  trends: readonly number[],
  runs: readonly DatasetRun[],
): Promise<Map<number, Row>> {
  if (trends.length === 0) return new Map();
  const [low, high] = [Math.min(...trends), Math.max(...trends)];
  // Trends that were created together have consecutive ids: one range of the index covers them.
  const inRange = high - low < 2 * trends.length;
  const binary = (column: string, only = ''): string => `encode(array_send(array_agg(${column}) ${only}), 'base64')`;
  // Columns that have the same content for nearly all points are sent for the exceptions only.
  const failed = 'FILTER (WHERE failure IS NOT NULL)';
  const asymmetric = 'FILTER (WHERE error_high IS DISTINCT FROM error_low)';
  const revised = 'FILTER (WHERE revision <> 1)';
  const rows = await execute<Row>(
    `SELECT run_number AS run, ${binary('trend_id')} AS trends, ${binary('value')} AS values,
       ${binary('error_low')} AS "errorsLow", ${binary('entries')} AS entries, ${binary('file_id')} AS files,
       ${binary('trend_id', asymmetric)} AS asymmetric, ${binary('error_high', asymmetric)} AS "errorsHigh",
       ${binary('trend_id', revised)} AS revised, ${binary('revision', revised)} AS revisions,
       ${binary('trend_id', failed)} AS failed, json_agg(failure) ${failed} AS failures, json_agg(reason) ${failed} AS reasons
     FROM point WHERE run_number = ANY ($1::int[]) AND ${inRange ? 'trend_id BETWEEN $2 AND $3' : 'trend_id = ANY ($2::int[])'}
     GROUP BY run_number`,
    [`{${runs.map(({ run }) => run).join(',')}}`, ...(inRange ? [low, high] : [`{${trends.join(',')}}`])],
  );
  return new Map(rows.map((row) => [row.run, row]));
}

/** Makes blocks of rows. What several blocks of the same trends have in common is decoded, and in memory, once. */
class BlockDecoder {
  private readonly trends: readonly { readonly id: number; readonly configId: number }[];
  private readonly indexById: ReadonlyMap<number, number>;
  /** The revisions of a block whose configs were never changed. */
  private readonly firstRevisions: Int32Array;
  private readonly failures = new Map<string, PointFailure>();
  /** The trends of the previous row, which the next one nearly always has as well, and their indices. */
  private previous: { readonly trends: string; readonly indices: Int32Array } | undefined;

  constructor(trends: readonly { readonly id: number; readonly configId: number }[]) {
    this.trends = trends;
    this.indexById = new Map(trends.map(({ id }, index) => [id, index]));
    this.firstRevisions = new Int32Array(trends.length).fill(1);
  }

  toBlock(run: DatasetRun, row: Row | undefined, missing: ReadonlySet<number> | undefined): PointBlock {
    const count = this.trends.length;
    const states = new Uint8Array(count);
    const numbers = (): Float64Array => new Float64Array(count).fill(Number.NaN);
    const failures = new Map<number, PointFailure>();
    const errorsLow = numbers();
    const isRevised = row !== undefined && row.revised !== null;
    const block = {
      run: run.run,
      version: run.version,
      states,
      values: numbers(),
      errorsLow,
      errorsHigh: errorsLow,
      entries: numbers(),
      revisions: isRevised ? this.firstRevisions.slice() : this.firstRevisions,
      files: new Int32Array(count),
      failures,
    };
    if (missing) {
      for (const [index, { configId }] of this.trends.entries()) {
        if (!missing.has(configId)) continue;
        states[index] = cellState.missing;
        block.files[index] = run.fileId;
        failures.set(index, this.failureOf('MISSING_HISTOGRAM', 'ME not found in the file'));
      }
    }
    if (!row) return block;
    if (this.previous?.trends !== row.trends)
      this.previous = { trends: row.trends, indices: this.indicesOf(row.trends) };
    const { indices } = this.previous;
    fillNumbers(row.values, indices, block.values);
    fillNumbers(row.errorsLow, indices, errorsLow);
    fillNumbers(row.entries, indices, block.entries);
    fillIntegers(row.files, indices, block.files);
    for (const index of indices) {
      if (index === -1) continue;
      if (states[index] === cellState.missing) failures.delete(index);
      states[index] = cellState.value;
    }
    if (row.asymmetric !== null && row.errorsHigh !== null) {
      block.errorsHigh = errorsLow.slice();
      const differing = this.indicesOf(row.asymmetric);
      for (const index of differing) if (index !== -1) block.errorsHigh[index] = Number.NaN;
      fillNumbers(row.errorsHigh, differing, block.errorsHigh);
    }
    if (row.revised !== null && row.revisions !== null)
      fillIntegers(row.revisions, this.indicesOf(row.revised), block.revisions);
    if (row.failed === null) return block;
    for (const [position, id] of decodeIntegers(row.failed).entries()) {
      const index = this.indexById.get(id);
      const code = row.failures?.[position];
      if (index === undefined || code === undefined) continue;
      states[index] = cellState.failure;
      failures.set(index, this.failureOf(code, row.reasons?.[position] ?? ''));
    }
    return block;
  }

  /** The indices of trends in a block; -1 of one that it does not have. */
  private indicesOf(ids: string): Int32Array {
    return decodeIntegers(ids).map((id) => this.indexById.get(id) ?? -1);
  }

  private failureOf(code: FailureCode, reason: string): PointFailure {
    const key = `${code} ${reason}`;
    let failure = this.failures.get(key);
    if (!failure) this.failures.set(key, (failure = { code, reason }));
    return failure;
  }
}

/** The bytes of an array. */
function bytesOf(array: string): DataView {
  const bytes = Buffer.from(array, 'base64');
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

// PostgreSQL's binary format of an array: a header of 20 bytes, then for each element its length (4 bytes, -1 for NULL) and its bytes.
const arrayHeader = 20;

function decodeIntegers(array: string): Int32Array {
  const bytes = bytesOf(array);
  const values = new Int32Array(bytes.getInt32(12));
  for (let index = 0, offset = arrayHeader + 4; index < values.length; index += 1, offset += 8)
    values[index] = bytes.getInt32(offset);
  return values;
}

/** Writes the elements of an array to these indices of a list; -1 skips one. */
function fillIntegers(array: string, indices: Int32Array, into: Int32Array): void {
  for (const [position, value] of decodeIntegers(array).entries()) {
    const index = indices[position] ?? -1;
    if (index !== -1) into[index] = value;
  }
}

function fillNumbers(array: string, indices: Int32Array, into: Float64Array): void {
  const bytes = bytesOf(array);
  const count = bytes.getInt32(12);
  for (let position = 0, offset = arrayHeader; position < count; position += 1) {
    const isNull = bytes.getInt32(offset) === -1;
    offset += 4;
    if (isNull) continue;
    const index = indices[position] ?? -1;
    if (index !== -1) into[index] = bytes.getFloat64(offset);
    offset += 8;
  }
}
