import { createHash } from 'node:crypto';
import { chainProcessing, filesOf, membersSql, memberColumn } from './chains/chain-source.ts';
import { type Execute, type PointBlock, readBlocks } from './columns/point-block.ts';
import type { Database } from './connection/database.ts';
import { findDatasetId } from './datasets.ts';
import type { PointSelection } from './point-selection.ts';
import { type DatasetRun, type RunSelection, selectRuns } from './runs/run-filter.ts';
import type { RunAttribute } from './runs/run-attributes.ts';
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

/** Points per batch: converting one blocks other requests for some milliseconds. */
const batch = 2_000;

/** A trend whose points are exported. */
export interface ExportedTrend {
  readonly id: number;
  readonly configId: number;
  readonly datasetId: number;
  readonly subsystem: string;
  readonly config: string;
  readonly primaryDataset: string;
  readonly processing: string;
}

/** The trends of a dataset and the runs of which their points are exported. */
interface DatasetExport {
  readonly trends: readonly ExportedTrend[];
  /** Ascending. */
  readonly runs: readonly DatasetRun[];
}

/** What is exported: found before anything is sent, so that a request can be refused. */
export interface ExportPlan {
  readonly datasets: readonly DatasetExport[];
  /** Upper bound of the number of points. */
  readonly points: number;
  /** Changes whenever the content of the export may have. */
  readonly version: string;
}

/**
 * Finds the trends and runs of a selection; of a chain, those of its members in the runs that they give, so that each point names its dataset. The
 * points are exported with these attributes of their runs. Throws a SelectionError.
 */
export async function planExport(
  database: Database,
  { subsystem, names, search, primaryDataset, processing, runs: ranges, select }: ExportSelection,
  attributes: readonly RunAttribute[] = [],
): Promise<ExportPlan> {
  const chain =
    processing === chainProcessing && primaryDataset !== undefined
      ? await findDatasetId(database, primaryDataset, processing)
      : undefined;
  const trends = await database.dataSource.query<ExportedTrend[]>(
    `SELECT trend.id, trend.config_id AS "configId", trend.dataset_id AS "datasetId", config.subsystem, config.name AS config,
       dataset.primary_dataset AS "primaryDataset", dataset.processing
     FROM trend JOIN config ON config.id = trend.config_id JOIN dataset ON dataset.id = trend.dataset_id
     WHERE ($1::text IS NULL OR config.subsystem = $1) AND ($2::text IS NULL OR dataset.primary_dataset = $2)
       AND ($3::text IS NULL OR dataset.processing = $3) AND ($6::int IS NULL OR dataset.id IN ${membersSql(chain ?? 0, '$6')}) AND ($4::text[] IS NULL OR config.name LIKE ANY ($4))
       AND ${configSearch('$5')}
     ORDER BY dataset.primary_dataset, dataset.processing, config.subsystem, config.name, trend.id`,
    [
      subsystem ?? null,
      chain === undefined ? (primaryDataset ?? null) : null,
      chain === undefined ? (processing ?? null) : null,
      names?.map((name) => name.replaceAll(/[\\%_]/g, String.raw`\$&`).replaceAll('*', '%')) ?? null,
      searchPatterns(search),
      chain ?? null,
    ],
  );
  const runsOf = (datasetId: number): Promise<readonly DatasetRun[]> =>
    select ? selectRuns(database, datasetId, select) : allRuns(database, datasetId);
  const ofChain = chain === undefined ? undefined : await runsOf(chain);
  const digest = createHash('sha256').update(JSON.stringify(trends));
  const datasets: DatasetExport[] = [];
  for (const datasetId of new Set(trends.map((trend) => trend.datasetId))) {
    const ofDataset = trends.filter((trend) => trend.datasetId === datasetId);
    const found = ofChain?.filter((run) => run.datasetId === datasetId) ?? (await runsOf(datasetId));
    const wanted = found.filter(({ run }) => !ranges || ranges.some(({ from, to }) => from <= run && run <= to));
    digest.update(JSON.stringify(wanted));
    if (attributes.length > 0)
      digest.update(
        await versionOfRuns(
          database,
          wanted.map(({ run }) => run),
        ),
      );
    datasets.push({ trends: ofDataset, runs: wanted });
  }
  return {
    datasets,
    points: datasets.reduce((sum, { trends, runs }) => sum + trends.length * runs.length, 0),
    version: digest.digest('base64url'),
  };
}

/** All runs that have a file in a dataset, ascending, whatever the state of the file. */
async function allRuns({ dataSource }: Database, datasetId: number): Promise<DatasetRun[]> {
  return dataSource.query(
    `SELECT DISTINCT ON (file.run_number) file.run_number AS run, file.${memberColumn(datasetId)} AS "datasetId", file.id AS "fileId", file.id || ' ' || file.xmin AS version, file.era,
       run.class AS "runClass"
     FROM ${filesOf(datasetId)} AS file JOIN run ON run.number = file.run_number WHERE file.dataset_id = $1
     ORDER BY file.run_number, file.state = 'extracted' DESC, file.extracted_at DESC NULLS LAST, file.id`,
    [datasetId],
  );
}

/** The file of a point. */
export interface ExportedFile {
  /** Null for an imported point. */
  readonly path: string | null;
  readonly era: string;
}

/** Points of some runs of a dataset. */
export interface ExportedBlocks {
  readonly trends: readonly ExportedTrend[];
  /** In ascending order of runs; points in the order of the trends. */
  readonly blocks: readonly PointBlock[];
  /** The files of the points, by id. */
  readonly files: ReadonlyMap<number, ExportedFile>;
  /** The requested attributes of the runs, in their order, by run. */
  readonly attributes: ReadonlyMap<number, readonly (string | number | Date | null)[]>;
}

/**
 * The points of a plan in batches, by dataset and run, with attributes of their runs; all as they were at one moment, however long reading
 * takes.
 */
export async function* exportedBlocks(
  { dataSource }: Database,
  { datasets }: ExportPlan,
  attributes: readonly RunAttribute[] = [],
): AsyncGenerator<ExportedBlocks> {
  const runner = dataSource.createQueryRunner();
  // A connection executes one statement at a time.
  let last: Promise<unknown> = Promise.resolve();
  const execute: Execute = <Row>(sql: string, parameters: unknown[]): Promise<Row[]> => {
    const next = last.then(() => runner.manager.query<Row[]>(sql, parameters));
    last = next.catch(() => undefined);
    return next;
  };
  try {
    await runner.startTransaction('REPEATABLE READ');
    for (const { trends, runs } of datasets) {
      const step = Math.max(1, Math.floor(batch / trends.length));
      for (let first = 0; first < runs.length; first += step) {
        const part = runs.slice(first, first + step);
        const read = await readBlocks(execute, trends, part, { hasMissing: false });
        const blocks = part.flatMap(({ run }) => read.get(run) ?? []);
        yield {
          trends,
          blocks,
          files: await pointFiles(execute, blocks),
          attributes: await attributesOf(execute, part, attributes),
        };
      }
    }
  } finally {
    await last;
    if (runner.isTransactionActive) await runner.rollbackTransaction();
    await runner.release();
  }
}

async function pointFiles(execute: Execute, blocks: readonly PointBlock[]): Promise<Map<number, ExportedFile>> {
  const ids = new Set(blocks.flatMap(({ files }) => [...new Set(files)]));
  const rows = await execute<ExportedFile & { readonly id: number }>(
    'SELECT id, CASE WHEN NOT imported THEN path END AS path, era FROM file WHERE id = ANY ($1::int[])',
    [[...ids]],
  );
  return new Map(rows.map(({ id, path, era }) => [id, { path, era }]));
}

async function attributesOf(
  execute: Execute,
  runs: readonly DatasetRun[],
  attributes: readonly RunAttribute[],
): Promise<Map<number, readonly (string | number | Date | null)[]>> {
  if (attributes.length === 0) return new Map();
  const columns = attributes.map(({ name, sql }) => `${sql} AS "${name}"`).join(', ');
  const rows = await execute<Readonly<Record<string, string | number | Date | null>> & { readonly number: number }>(
    `SELECT number, ${columns} FROM run WHERE number = ANY ($1::int[])`,
    [runs.map(({ run }) => run)],
  );
  return new Map(rows.map((row) => [row.number, attributes.map(({ name }) => row[name] ?? null)]));
}

/** Changes when what is known of one of the runs does. */
async function versionOfRuns({ dataSource }: Database, runs: readonly number[]): Promise<string> {
  const [row] = await dataSource.query<{ version: string | null }[]>(
    `SELECT string_agg(number || ' ' || xmin, ',' ORDER BY number) AS version FROM run WHERE number = ANY ($1::int[])`,
    [runs],
  );
  return row?.version ?? '';
}
