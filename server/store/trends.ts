import type { Paths } from '../plan/plan.ts';
import { isChain, memberOf, trendsOf } from './chains/chain-source.ts';
import type { Database } from './connection/database.ts';
import type { PointCache, TrendRow } from './columns/point-cache.ts';
import { type Execute, trendIdsOf } from './columns/point-block.ts';
import type { DatasetRun } from './runs/run-filter.ts';
import { searchCondition, searchPatterns } from './search.ts';
import { PointTable, TrendColumns } from './columns/trend-columns.ts';

/** Which trends of a dataset. */
export interface TrendFilter {
  readonly subsystem: string;
  /** Names of configs. */
  readonly names?: readonly string[] | null | undefined;
  /** Words that name, title, path or metric have, all of them. */
  readonly search?: string | null | undefined;
}

/** SQL condition: a config contains all words of a search; `parameter` stands for its patterns. */
export function configSearch(parameter: string): string {
  return searchCondition(
    parameter,
    ...['subsystem', 'name', 'title', 'metric', 'paths'].map((column) => `config.${column}`),
  );
}

/** The trends of a dataset that have data, in the order of their configs. */
export async function findTrends(
  { dataSource }: Database,
  datasetId: number,
  { subsystem, names, search }: TrendFilter,
): Promise<TrendRow[]> {
  return dataSource.query(
    `SELECT trend.id, trend.config_id AS "configId", trend.dataset_id AS "datasetId"
     FROM ${trendsOf(datasetId)} AS trend JOIN config ON config.id = trend.config_id
     WHERE trend.dataset_id = $1 AND config.subsystem = $2 AND trend.has_data
       AND ($3::text[] IS NULL OR config.name = ANY ($3)) AND ${configSearch('$4')}
     ORDER BY config.file, config.line, config.id`,
    [datasetId, subsystem, names ?? null, searchPatterns(search)],
  );
}

/** The columns of trends of one dataset for these runs (ascending). */
export async function trendColumns(
  cache: PointCache,
  trends: readonly TrendRow[],
  runs: readonly DatasetRun[],
): Promise<Map<number, TrendColumns>> {
  const { indices, table } = await pointTable(cache, trends, runs);
  return new Map(trends.map(({ id }) => [id, new TrendColumns(id, table, indices.get(id) ?? -1)]));
}

/** The points of trends of one dataset for these runs (ascending), and the index of each trend in them by its ID. */
export async function pointTable(
  cache: PointCache,
  trends: readonly TrendRow[],
  runs: readonly DatasetRun[],
): Promise<{ readonly table: PointTable; readonly indices: ReadonlyMap<number, number> }> {
  const { indices, blocks } = await cache.blocksOf(trends, runs);
  return {
    indices,
    table: new PointTable(
      runs.flatMap(({ run }) => blocks.get(run) ?? []),
      cache.columnJson,
    ),
  };
}

/** The config of a trend, as lists name it. */
export interface TrendTitle {
  readonly configId: number;
  readonly name: string;
  readonly title: string;
  readonly yTitle: string;
}

/** Names and titles of configs, in the order of the config files: without the rest of the entities, of which there may be thousands. */
export async function findTrendTitles({ dataSource }: Database, configIds: readonly number[]): Promise<TrendTitle[]> {
  return dataSource.query(
    'SELECT id AS "configId", name, title, y_title AS "yTitle" FROM config WHERE id = ANY ($1::int[]) ORDER BY file, line, id',
    [`{${[...new Set(configIds)].join(',')}}`],
  );
}

/** One trend; undefined where there is none of this id. */
export async function findTrend({ dataSource }: Database, id: number): Promise<TrendRow | undefined> {
  const [row] = await dataSource.query<TrendRow[]>(
    `SELECT id, config_id AS "configId", dataset_id AS "datasetId" FROM ${trendById(id)}`,
    [id],
  );
  return row;
}

/** The trend of the ID $1: `… WHERE …`. The view of those of chains has no index of IDs: they contain that of the config. */
function trendById(id: number): string {
  return isChain(id)
    ? 'chain_trend AS trend WHERE trend.config_id = -$1::int / 1000 AND trend.id = $1'
    : 'trend WHERE trend.id = $1';
}

/** The trend that a point is of: that of a member, of a trend of a chain. Undefined where no member has the run. */
export async function trendOfPoint(database: Database, trendId: number, run: number): Promise<number | undefined> {
  if (!isChain(trendId)) return trendId;
  const trend = await findTrend(database, trendId);
  const member = trend && (await memberOf(database, trend.datasetId, run));
  if (member === undefined) return undefined;
  const execute: Execute = (...statement) => database.dataSource.query(...statement);
  const [id] = await trendIdsOf(execute, member, [trend?.configId ?? 0]);
  return id === 0 ? undefined : id;
}

/** The subsystem and name of a trend's config; undefined where there is none of this id. */
export async function findTrendNames(
  { dataSource }: Database,
  id: number,
): Promise<{ readonly subsystem: string; readonly name: string } | undefined> {
  const [row] = await dataSource.query<{ subsystem: string; name: string }[]>(
    `SELECT subsystem, name FROM config JOIN (SELECT config_id FROM ${trendById(id)}) AS trend ON config.id = config_id`,
    [id],
  );
  return row;
}

/** Where the point of a trend for a run comes from. */
export interface Provenance {
  readonly datasetId: number;
  /** Below EOS_ROOT. */
  readonly file: string;
  /** Null for a gap. */
  readonly value: number | null;
  readonly errorLow: number | null;
  readonly errorHigh: number | null;
  /** Expression of the metric in the revision that computed it. */
  readonly metric: string;
  /** What the revision that computed it reads; of a gap, what the present one does. */
  readonly paths: Paths;
  readonly referenceRun: number | null;
}

/** Where a point or gap comes from; undefined where no file of the run was read for the trend, or the point was imported or derived. */
export async function findProvenance(
  database: Database,
  trendId: number,
  run: number,
): Promise<Provenance | undefined> {
  const ownTrend = await trendOfPoint(database, trendId, run);
  if (ownTrend === undefined) return undefined;
  const [row] = await database.dataSource.query<Provenance[]>(
    `SELECT trend.dataset_id AS "datasetId", file.path AS file, point.value, point.error_low AS "errorLow",
       point.error_high AS "errorHigh", revision.metric, revision.paths, revision.reference_run AS "referenceRun"
     FROM trend JOIN config ON config.id = trend.config_id AND config.formula IS NULL
     LEFT JOIN point ON point.trend_id = trend.id AND point.run_number = $2
     JOIN config_revision revision
       ON revision.config_id = config.id AND revision.revision = coalesce(point.revision, config.revision)
     JOIN file ON file.run_number = $2 AND file.dataset_id = trend.dataset_id AND NOT file.imported
       AND (file.id = point.file_id OR (point.file_id IS NULL AND file.state = 'extracted'))
     WHERE trend.id = $1`,
    [ownTrend, run],
  );
  return row;
}
