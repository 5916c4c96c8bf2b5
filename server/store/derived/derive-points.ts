/**
 * The points of derived trends. They are stored like all others, in the transaction that changes one of their inputs: so every reader of points has
 * them, and none can see an outdated one.
 */
import { isFailure } from '../../../metrics/metric.ts';
import { usesQuantities } from '../../plan/formula/formula.ts';
import type { Execute } from '../columns/point-block.ts';
import type { Database } from '../connection/database.ts';
import { clearBackfill } from '../configs/configs.ts';
import { updateHasData } from '../has-data.ts';
import { type DerivedConfig, derivedConfigs } from './derived-configs.ts';
import { readRunInputs, type RunFile, type RunInputs, type StoredPoint } from './run-inputs.ts';

/** Advisory locks of runs. Two files of a run can change the inputs of one derived trend at the same time: the second waits, and sees both. */
const derivedRunLock = 0x48_44_53_00;

/** Points that are derived in one transaction, and runs: each takes a lock. */
const [pointsPerBatch, runsPerBatch] = [20_000, 200];

/** Locks runs before their inputs are changed, until the transaction ends: before any row is, so that processes cannot deadlock. */
export async function lockDerivedRuns(execute: Execute, runs: readonly number[]): Promise<void> {
  await execute(
    'SELECT pg_advisory_xact_lock($1, run) FROM (SELECT DISTINCT unnest($2::int[]) AS run ORDER BY 1 OFFSET 0) AS runs',
    [derivedRunLock, runs],
  );
}

/**
 * Stores the points of derived trends in some runs, which are locked; with `quantities` only if a derived trend uses quantities of runs. Where
 * nothing changed nothing is written. Inactive derived trends get no new points, but those they have follow their inputs.
 */
export async function derivePoints(
  execute: Execute,
  runs: readonly number[],
  { quantities = false }: { readonly quantities?: boolean } = {},
): Promise<void> {
  if (runs.length === 0) return;
  const configs = await derivedConfigs(execute);
  if (configs.length === 0 || (quantities && !configs.some(({ term }) => usesQuantities(term)))) return;
  const inputs = await readRunInputs(execute, configs, runs);
  await storeChanges(
    execute,
    inputs.files.map((file) => changesOf(file, configs, inputs)),
  );
}

/** Stores the points of new and changed derived trends in all runs, the latest first, until `stopping`. The next one continues. */
export async function deriveNewTrends(database: Database, stopping: AbortSignal): Promise<void> {
  const { dataSource } = database;
  const pending = await dataSource.query<{ id: number }[]>(
    'SELECT id FROM config WHERE formula IS NOT NULL AND active AND backfill ORDER BY id',
  );
  if (pending.length === 0) return;
  const rows = await dataSource.query<{ run: number; files: number }[]>(
    `SELECT run_number AS run, count(*)::int AS files FROM file WHERE state = 'extracted' GROUP BY run_number ORDER BY run_number DESC`,
  );
  const [counted] = await dataSource.query<[{ count: number }]>(
    'SELECT count(*)::int AS count FROM config WHERE formula IS NOT NULL',
  );
  for (let start = 0; start < rows.length;) {
    stopping.throwIfAborted();
    let [end, points] = [start, 0];
    do points += counted.count * (rows[end]?.files ?? 0);
    while (++end < rows.length && points < pointsPerBatch && end - start < runsPerBatch);
    const runs = rows.slice(start, end).map(({ run }) => run);
    await dataSource.transaction(async (manager) => {
      const execute: Execute = (...statement) => manager.query(...statement);
      await lockDerivedRuns(execute, runs);
      await derivePoints(execute, runs);
    });
    start = end;
  }
  await clearBackfill(
    database,
    pending.map(({ id }) => id),
  );
}

/** A point to store. */
interface DerivedPoint extends Omit<StoredPoint, 'trendId'> {
  readonly configId: number;
}

/** What changes in a file's dataset and run. */
interface Changes {
  readonly file: RunFile;
  readonly stored: readonly DerivedPoint[];
  readonly removed: readonly StoredPoint[];
  /** Trends that had a value and have none. */
  readonly lost: readonly number[];
  /** Undefined where the list stays. */
  readonly missing: readonly number[] | undefined;
}

function changesOf(file: RunFile, configs: readonly DerivedConfig[], inputs: RunInputs): Changes {
  const stored: DerivedPoint[] = [];
  const removed: StoredPoint[] = [];
  const lost: number[] = [];
  const missing: number[] = [];
  for (const config of configs) {
    const before = inputs.pointOf(config.id, file);
    if (!config.active && before === undefined) continue;
    const presence = inputs.presenceOf(config, file);
    if (presence !== 'point') {
      if (before) removed.push(before);
      if (before && before.value !== null) lost.push(before.trendId);
      if (presence === 'missing') missing.push(config.id);
      continue;
    }
    const { result, entries } = inputs.evaluate(config, file);
    const [value, reason] = isFailure(result) ? [null, result] : [result, null];
    const point: DerivedPoint = {
      configId: config.id,
      value: value && value.value,
      errorLow: value && value.errorLow,
      errorHigh: value && value.errorHigh,
      entries,
      failure: reason && reason.failure,
      reason: reason && reason.reason,
      revision: config.revision,
      fileId: file.id,
    };
    if (before && columns.every((column) => before[column] === point[column])) continue;
    stored.push(point);
    if (before && before.value !== null && point.value === null) lost.push(before.trendId);
  }
  const all = [...file.missing.filter((id) => !inputs.derivedIds.has(id)), ...missing].toSorted((a, b) => a - b);
  return { file, stored, removed, lost, missing: all.join() === file.missing.join() ? undefined : all };
}

const columns = ['value', 'errorLow', 'errorHigh', 'entries', 'failure', 'reason', 'revision', 'fileId'] as const;

async function storeChanges(execute: Execute, changes: readonly Changes[]): Promise<void> {
  const changed = changes.filter(({ stored, removed, missing }) => stored.length + removed.length > 0 || missing);
  if (changed.length === 0) return;
  await storePoints(execute, changed);
  const removed = changed.flatMap(({ file: { run }, removed }) => removed.map(({ trendId }) => ({ run, trendId })));
  if (removed.length > 0) {
    await execute(
      `DELETE FROM point USING unnest($1::int[], $2::int[]) AS removed (run, trend)
       WHERE run_number = removed.run AND trend_id = removed.trend`,
      [removed.map(({ run }) => run), removed.map(({ trendId }) => trendId)],
    );
  }
  await updateHasData(execute, [...new Set(changed.flatMap(({ lost }) => lost))]);
  // With another version of the row, cached points are stale and the run is judged again.
  await execute(
    `UPDATE file SET missing = changed.missing::int[] FROM unnest($1::int[], $2::text[]) AS changed (id, missing) WHERE file.id = changed.id`,
    [
      changed.map(({ file }) => file.id),
      changed.map(({ file, missing }) => `{${(missing ?? file.missing).join(',')}}`),
    ],
  );
}

async function storePoints(execute: Execute, changed: readonly Changes[]): Promise<void> {
  const points = changed.flatMap(({ file: { run, datasetId }, stored }) =>
    stored.map((point) => ({ ...point, run, datasetId })),
  );
  if (points.length === 0) return;
  const list = <T>(of: (point: (typeof points)[number]) => T): T[] => points.map(of);
  const trends = [list(({ configId }) => configId), list(({ datasetId }) => datasetId)];
  // Sorted, so that processes that insert the same trends cannot deadlock.
  await execute(
    `INSERT INTO trend (config_id, dataset_id) SELECT DISTINCT * FROM unnest($1::int[], $2::int[]) AS t (config_id, dataset_id)
     WHERE NOT EXISTS (SELECT FROM trend WHERE trend.config_id = t.config_id AND trend.dataset_id = t.dataset_id)
     ORDER BY 1, 2 ON CONFLICT DO NOTHING`,
    trends,
  );
  await execute(
    `INSERT INTO point (trend_id, run_number, value, error_low, error_high, entries, failure, reason, revision, file_id)
     SELECT trend.id, p.run, p.value, p.error_low, p.error_high, p.entries, p.failure, p.reason, p.revision, p.file_id
     FROM unnest($1::int[], $2::int[], $3::int[], $4::float8[], $5::float8[], $6::float8[], $7::float8[], $8::text[], $9::text[], $10::int[],
         $11::int[])
       AS p (config_id, dataset_id, run, value, error_low, error_high, entries, failure, reason, revision, file_id)
     JOIN trend ON trend.config_id = p.config_id AND trend.dataset_id = p.dataset_id
     ORDER BY p.run, trend.id
     ON CONFLICT (run_number, trend_id) DO UPDATE SET
       value = excluded.value, error_low = excluded.error_low, error_high = excluded.error_high, entries = excluded.entries,
       failure = excluded.failure, reason = excluded.reason, revision = excluded.revision, file_id = excluded.file_id`,
    [
      ...trends,
      list(({ run }) => run),
      list(({ value }) => value),
      list(({ errorLow }) => errorLow),
      list(({ errorHigh }) => errorHigh),
      list(({ entries }) => entries),
      list(({ failure }) => failure),
      list(({ reason }) => reason),
      list(({ revision }) => revision),
      list(({ fileId }) => fileId),
    ],
  );
  const valued = points.filter(({ value }) => value !== null);
  await execute(
    `UPDATE trend SET has_data = true FROM unnest($1::int[], $2::int[]) AS t (config_id, dataset_id)
     WHERE trend.config_id = t.config_id AND trend.dataset_id = t.dataset_id AND NOT has_data`,
    [valued.map(({ configId }) => configId), valued.map(({ datasetId }) => datasetId)],
  );
}
