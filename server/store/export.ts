import { createHash } from 'node:crypto';
import type { QueryRunner } from 'typeorm';
import type { Database } from './connection/database.ts';
import type { PointSelection } from './point-selection.ts';
import { type RunSelection, selectRuns } from './runs/run-filter.ts';
import { onlineDataset } from './entities/certification/run-flag.ts';
import { searchPatterns } from './search.ts';
import { configSearch } from './trends.ts';

/** Which points are exported; an undefined member does not filter. */
export interface ExportSelection extends PointSelection {
  /** Names of configs; `*` matches any text. */
  readonly names?: readonly string[] | undefined;
  /** Words that name, title, path or metric of a config have, all of them. */
  readonly search?: string | undefined;
  /** The runs of each dataset, as its pages select them; undefined: all. */
  readonly select?: RunSelection | undefined;
}

/** A point as it is exported; `file` is relative to EOS_ROOT. */
export type ExportedPoint = Readonly<{
  subsystem: string;
  config: string;
  primaryDataset: string;
  processing: string;
  era: string;
  run: number;
  value: number | null;
  errorLow: number | null;
  errorHigh: number | null;
  entries: number | null;
  failure: string | null;
  revision: number;
  file: string;
}>;

/** SQL of the attributes of runs that can be exported with their points. */
const attributeSql = {
  start: 'run.start_time',
  duration: 'run.duration_seconds',
  fill: 'run.fill',
  lumi: 'run.recorded_lumi',
  class: 'run.class',
  /** Of Run Registry, as `tracker-strip: GOOD, …`. */
  flags: `(SELECT string_agg(flag.column_name || ': ' || flag.status, ', ' ORDER BY flag.column_name) FROM run_flag AS flag
    WHERE flag.run_number = run.number AND flag.dataset = '${onlineDataset}' AND flag.status IS NOT NULL)`,
} as const;
export type RunAttribute = keyof typeof attributeSql;

/** Points per query. */
const batch = 20_000;

type ExportedTrend = Pick<ExportedPoint, 'subsystem' | 'config' | 'primaryDataset' | 'processing'> &
  Readonly<{ id: number; datasetId: number }>;

/** The trends of a dataset and the runs of which their points are exported. */
interface DatasetExport {
  readonly trends: readonly ExportedTrend[];
  /** Ascending. */
  readonly runs: readonly number[];
}

/** What is exported: found before anything is sent, so that a request can be refused. */
export interface ExportPlan {
  readonly datasets: readonly DatasetExport[];
  /** Upper bound of the number of points. */
  readonly points: number;
  /** Changes whenever the content of the export may have. */
  readonly version: string;
}

/** Finds the trends and runs of a selection, whose points are exported with these attributes of their runs. Throws a SelectionError. */
export async function planExport(
  database: Database,
  { subsystem, names, search, primaryDataset, processing, runs: ranges, select }: ExportSelection,
  attributes: readonly RunAttribute[] = [],
): Promise<ExportPlan> {
  const trends = await database.dataSource.query<ExportedTrend[]>(
    `SELECT trend.id, trend.dataset_id AS "datasetId", config.subsystem, config.name AS config,
       dataset.primary_dataset AS "primaryDataset", dataset.processing
     FROM trend JOIN config ON config.id = trend.config_id JOIN dataset ON dataset.id = trend.dataset_id
     WHERE ($1::text IS NULL OR config.subsystem = $1) AND ($2::text IS NULL OR dataset.primary_dataset = $2)
       AND ($3::text IS NULL OR dataset.processing = $3) AND ($4::text[] IS NULL OR config.name LIKE ANY ($4))
       AND ${configSearch('$5')}
     ORDER BY dataset.primary_dataset, dataset.processing, config.subsystem, config.name, trend.id`,
    [
      subsystem ?? null,
      primaryDataset ?? null,
      processing ?? null,
      names?.map((name) => name.replaceAll(/[\\%_]/g, String.raw`\$&`).replaceAll('*', '%')) ?? null,
      searchPatterns(search),
    ],
  );
  const digest = createHash('sha256').update(JSON.stringify(trends));
  const datasets: DatasetExport[] = [];
  for (const datasetId of new Set(trends.map((trend) => trend.datasetId))) {
    const ofDataset = trends.filter((trend) => trend.datasetId === datasetId);
    const found = select ? await selectRuns(database, datasetId, select) : await allRuns(database, datasetId);
    const wanted = found.filter(({ run }) => !ranges || ranges.some(({ from, to }) => from <= run && run <= to));
    const runs = [...new Set(wanted.map(({ run }) => run))];
    digest.update(JSON.stringify(wanted));
    if (attributes.length > 0) digest.update(await versionOfRuns(database, runs));
    datasets.push({ trends: ofDataset, runs });
  }
  return {
    datasets,
    points: datasets.reduce((sum, { trends, runs }) => sum + trends.length * runs.length, 0),
    version: digest.digest('base64url'),
  };
}

/** Changes when what is known of one of the runs does. */
async function versionOfRuns({ dataSource }: Database, runs: readonly number[]): Promise<string> {
  const [row] = await dataSource.query<{ version: string | null }[]>(
    `SELECT string_agg(number || ' ' || xmin, ',' ORDER BY number) AS version FROM run WHERE number = ANY ($1::int[])`,
    [runs],
  );
  return row?.version ?? '';
}

/** All runs that have a file in a dataset, ascending, with the version of the file. */
async function allRuns(
  { dataSource }: Database,
  datasetId: number,
): Promise<{ readonly run: number; readonly version: string }[]> {
  return dataSource.query(
    `SELECT run_number AS run, id || ' ' || xmin AS version FROM file WHERE dataset_id = $1 ORDER BY run_number, id`,
    [datasetId],
  );
}

/**
 * The points of a plan in batches, by dataset, run and config; all as they were at one moment, however long reading takes. `attributes` of
 * their runs are added under their names.
 */
export async function* exportedPoints(
  { dataSource }: Database,
  { datasets }: ExportPlan,
  attributes: readonly RunAttribute[] = [],
): AsyncGenerator<readonly ExportedPoint[]> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.startTransaction('REPEATABLE READ');
    for (const { trends, runs } of datasets) {
      const step = Math.max(1, Math.floor(batch / trends.length));
      const order = new Map(trends.map((trend, index) => [trend.id, { trend, index }]));
      for (let first = 0; first < runs.length; first += step) {
        const points = await readPoints(runner, [...order.keys()], runs.slice(first, first + step), attributes);
        const placed = points.flatMap(({ trendId, ...point }) => {
          const at = order.get(trendId);
          return at ? [{ ...at, point }] : [];
        });
        placed.sort((a, b) => a.point.run - b.point.run || a.index - b.index);
        yield placed.map(({ trend: { id: _id, datasetId: _datasetId, ...names }, point }) => ({ ...names, ...point }));
      }
    }
  } finally {
    if (runner.isTransactionActive) await runner.rollbackTransaction();
    await runner.release();
  }
}

type PointOfTrend = Omit<ExportedPoint, 'subsystem' | 'config' | 'primaryDataset' | 'processing'> & {
  readonly trendId: number;
};

async function readPoints(
  { manager }: QueryRunner,
  trends: readonly number[],
  runs: readonly number[],
  attributes: readonly RunAttribute[],
): Promise<PointOfTrend[]> {
  const extra = attributes.map((name) => `, ${attributeSql[name]} AS "${name}"`).join('');
  return manager.query(
    `SELECT point.trend_id AS "trendId", file.era, point.run_number AS run, point.value, point.error_low AS "errorLow",
       point.error_high AS "errorHigh", point.entries, point.failure, point.revision, file.path AS file${extra}
     FROM point JOIN file ON file.id = point.file_id JOIN run ON run.number = point.run_number
     WHERE point.run_number = ANY ($1::int[]) AND point.trend_id = ANY ($2::int[])`,
    [runs, trends],
  );
}
