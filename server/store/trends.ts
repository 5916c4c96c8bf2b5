import type { FailureCode } from '../../metrics/metric.ts';
import type { Database } from './database.ts';
import type { DatasetRun } from './selection.ts';

/** A trend, and where it belongs. */
export interface TrendRow {
  readonly id: number;
  readonly configId: number;
  readonly datasetId: number;
}

/** A trend's points as parallel lists, a place for each run: a run without a value has its failure. */
export interface TrendColumns {
  readonly runs: readonly number[];
  readonly values: readonly (number | null)[];
  readonly errorsLow: readonly (number | null)[];
  readonly errorsHigh: readonly (number | null)[];
  readonly entries: readonly (number | null)[];
  readonly failures: readonly (FailureCode | null)[];
  readonly reasons: readonly (string | null)[];
  /** Revision of the config that computed the point; null where there was nothing to compute. */
  readonly revisions: readonly (number | null)[];
  /** Ids of the files that the points came from. */
  readonly files: readonly number[];
}

/** Which trends of a dataset. */
export interface TrendFilter {
  readonly subsystem: string;
  /** Names of configs. */
  readonly names?: readonly string[] | null | undefined;
  /** Words that name, title, path or metric have, all of them. */
  readonly search?: string | null | undefined;
}

/** The trends of a dataset that have data, in the order of their configs. */
export async function findTrends(
  { dataSource }: Database,
  datasetId: number,
  { subsystem, names, search }: TrendFilter,
): Promise<TrendRow[]> {
  return dataSource.query(
    `SELECT trend.id, trend.config_id AS "configId", trend.dataset_id AS "datasetId"
     FROM trend JOIN config ON config.id = trend.config_id
     WHERE trend.dataset_id = $1 AND config.subsystem = $2 AND trend.has_data
       AND ($3::text[] IS NULL OR config.name = ANY ($3)) AND ${searchCondition('$4')}
     ORDER BY config.file, config.line, config.id`,
    [datasetId, subsystem, names ?? null, searchWords(search)],
  );
}

/** SQL that a config has all words of a parameter made by `searchWords`. */
export function searchCondition(parameter: string): string {
  return `(${parameter}::text[] IS NULL OR NOT EXISTS (
    SELECT FROM unnest(${parameter}::text[]) AS word
    WHERE position(word IN lower(concat_ws(' ', config.subsystem, config.name, config.title, config.metric, config.paths))) = 0))`;
}

/** The words of a search, in lower case; null where there are none. */
export function searchWords(search: string | null | undefined): string[] | null {
  const words = (search ?? '')
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return words.length === 0 ? null : words;
}

interface PointColumns {
  readonly trendId: number;
  readonly runs: number[];
  readonly values: (number | null)[];
  readonly errorsLow: (number | null)[];
  readonly errorsHigh: (number | null)[];
  readonly entries: (number | null)[];
  readonly failures: (FailureCode | null)[];
  readonly reasons: (string | null)[];
  readonly revisions: number[];
  readonly files: number[];
}

/**
 * The columns of trends of one dataset for these runs (ascending): one query for all. A run whose file has not the ME of the config is a
 * gap that says so; a run that was not computed for the config (it came later, and was not filled in) has no place.
 */
export async function trendColumns(
  { dataSource }: Database,
  trends: readonly TrendRow[],
  runs: readonly DatasetRun[],
): Promise<Map<number, TrendColumns>> {
  const numbers = runs.map(({ run }) => run);
  const [rows, missing] = await Promise.all([
    dataSource.query<PointColumns[]>(
      `SELECT trend_id AS "trendId", array_agg(run_number ORDER BY run_number) AS runs,
         array_agg(value ORDER BY run_number) AS values, array_agg(error_low ORDER BY run_number) AS "errorsLow",
         array_agg(error_high ORDER BY run_number) AS "errorsHigh", array_agg(entries ORDER BY run_number) AS entries,
         array_agg(failure ORDER BY run_number) AS failures, array_agg(reason ORDER BY run_number) AS reasons,
         array_agg(revision ORDER BY run_number) AS revisions,
         array_agg(file_id ORDER BY run_number) AS files
       FROM point WHERE trend_id = ANY ($1) AND run_number = ANY ($2) GROUP BY trend_id`,
      [trends.map(({ id }) => id), numbers],
    ),
    dataSource.query<{ configId: number; runs: number[] }[]>(
      `SELECT config_id AS "configId", array_agg(run_number ORDER BY run_number) AS runs
       FROM file CROSS JOIN LATERAL unnest(missing) AS config_id
       WHERE file.id = ANY ($1) AND config_id = ANY ($2) GROUP BY config_id`,
      [runs.map(({ fileId }) => fileId), trends.map(({ configId }) => configId)],
    ),
  ]);
  const pointsOf = new Map(rows.map((row) => [row.trendId, row]));
  const fileOf = new Map(runs.map(({ run, fileId }) => [run, fileId]));
  const missingOf = new Map(missing.map((row) => [row.configId, row.runs]));
  return new Map(
    trends.map(({ id, configId }) => [id, withGaps(pointsOf.get(id), missingOf.get(configId) ?? [], fileOf)]),
  );
}

const noPoints: Omit<PointColumns, 'trendId'> = {
  runs: [],
  values: [],
  errorsLow: [],
  errorsHigh: [],
  entries: [],
  failures: [],
  reasons: [],
  revisions: [],
  files: [],
};

/** Puts gaps for the runs whose files have not the ME between the points. */
function withGaps(
  points: Omit<PointColumns, 'trendId'> = noPoints,
  missing: readonly number[],
  fileOf: ReadonlyMap<number, number>,
): TrendColumns {
  if (missing.length === 0) return points;
  const have = new Set(points.runs);
  const gaps = missing.filter((run) => !have.has(run));
  const runs = [...points.runs, ...gaps];
  const order = runs.map((_, index) => index).sort((a, b) => (runs[a] ?? 0) - (runs[b] ?? 0));
  const column = <T>(values: readonly T[], gap: T): T[] =>
    order.map((index) => (index < values.length ? (values[index] ?? gap) : gap));
  return {
    runs: order.map((index) => runs[index] ?? 0),
    values: column(points.values, null),
    errorsLow: column(points.errorsLow, null),
    errorsHigh: column(points.errorsHigh, null),
    entries: column(points.entries, null),
    failures: order.map((index) =>
      index < points.runs.length ? (points.failures[index] ?? null) : 'MISSING_HISTOGRAM',
    ),
    reasons: order.map((index) =>
      index < points.runs.length ? (points.reasons[index] ?? null) : 'the file has no such ME',
    ),
    revisions: column<number | null>(points.revisions, null),
    files: order.map((index) => points.files[index] ?? fileOf.get(runs[index] ?? 0) ?? 0),
  };
}

/** One trend; undefined where there is none of this id. */
export async function findTrend({ dataSource }: Database, id: number): Promise<TrendRow | undefined> {
  if (!Number.isInteger(id)) return undefined;
  const [row] = await dataSource.query<TrendRow[]>(
    'SELECT id, config_id AS "configId", dataset_id AS "datasetId" FROM trend WHERE id = $1',
    [id],
  );
  return row;
}
