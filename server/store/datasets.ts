import { chainProcessing } from './chains/chain-source.ts';
import type { Database } from './connection/database.ts';
import { Field, ObjectType } from './entities/graphql-decorators.ts';

/** A dataset with what there is of it. */
@ObjectType({ name: 'Dataset', description: 'A primary dataset in one processing, across eras, or a chain of these.' })
export class DatasetSummary {
  @Field(({ ID }) => ID, { description: 'ID of the dataset.' })
  readonly id!: number;

  @Field(() => String, { description: 'Primary dataset, e.g. ZeroBias; the name of a chain.' })
  readonly primaryDataset!: string;

  @Field(() => String, { description: 'Processing, e.g. PromptReco; chain of a chain.' })
  readonly processing!: string;

  @Field(() => [String], {
    description:
      'Members of a chain, e.g. ZeroBias/PromptReco, in order: the first that has a run gives its points. Empty of other datasets.',
  })
  readonly members!: readonly string[];

  @Field(() => [String], { description: 'Eras of its files, e.g. Run2023C.' })
  readonly eras!: readonly string[];

  @Field(({ Int }) => Int, { description: 'Number of runs with an extracted file.' })
  readonly runCount!: number;

  @Field(({ Int }) => Int, { description: 'First run.' })
  readonly firstRun!: number;

  @Field(({ Int }) => Int, { description: 'Last run.' })
  readonly lastRun!: number;

  @Field(({ Int }) => Int, { description: 'Number of trends with data, in the requested subsystem or in all.' })
  readonly trendCount!: number;
}

/** The datasets that have data in a subsystem, or in any, by name; then the chains of which that holds. */
export async function findDatasets({ dataSource }: Database, subsystem?: string | null): Promise<DatasetSummary[]> {
  const found = (datasets: string, files: string, trends: string): string =>
    `SELECT dataset.id, primary_dataset AS "primaryDataset", processing, members, files.eras, files."runCount", files."firstRun",
       files."lastRun", trends.count AS "trendCount"
     FROM ${datasets}
     JOIN (
       SELECT dataset_id, array_agg(DISTINCT era ORDER BY era) AS eras, count(DISTINCT run_number)::int AS "runCount",
         min(run_number) AS "firstRun", max(run_number) AS "lastRun"
       FROM ${files} AS file WHERE state = 'extracted' GROUP BY dataset_id
     ) AS files ON files.dataset_id = dataset.id
     JOIN (
       SELECT trend.dataset_id, count(*)::int AS count FROM ${trends} AS trend JOIN config ON config.id = trend.config_id
       WHERE trend.has_data AND ($1::text IS NULL OR config.subsystem = $1) GROUP BY trend.dataset_id
     ) AS trends ON trends.dataset_id = dataset.id
     ORDER BY primary_dataset, processing`;
  const chains = `(
    SELECT id, name AS primary_dataset, '${chainProcessing}' AS processing, ARRAY(
      SELECT primary_dataset || '/' || processing FROM chain_member WHERE chain_id = dataset_chain.id ORDER BY position) AS members
    FROM dataset_chain) AS dataset`;
  const datasets = `(SELECT *, '{}'::text[] AS members FROM dataset) AS dataset`;
  const [own, chained] = await Promise.all([
    dataSource.query<DatasetSummary[]>(found(datasets, 'file', 'trend'), [subsystem ?? null]),
    dataSource.query<DatasetSummary[]>(found(chains, 'chain_file', 'chain_trend'), [subsystem ?? null]),
  ]);
  return [...own, ...chained];
}

/** The id of a dataset or chain; undefined where there is none of these names. */
export async function findDatasetId(
  { dataSource }: Database,
  primaryDataset: string,
  processing: string,
): Promise<number | undefined> {
  const [row] = await dataSource.query<{ id: number }[]>(
    processing === chainProcessing
      ? 'SELECT id FROM dataset_chain WHERE name = $1 AND EXISTS (SELECT FROM chain_member WHERE chain_id = id)'
      : 'SELECT id FROM dataset WHERE primary_dataset = $1 AND processing = $2',
    processing === chainProcessing ? [primaryDataset] : [primaryDataset, processing],
  );
  return row?.id;
}

/** The primary datasets of datasets, by their IDs. */
export async function findPrimaryDatasets(
  { dataSource }: Database,
  ids: readonly number[],
): Promise<Map<number, string>> {
  const rows = await dataSource.query<{ id: number; primaryDataset: string }[]>(
    'SELECT id, primary_dataset AS "primaryDataset" FROM dataset WHERE id = ANY ($1::int[])',
    [[...new Set(ids)]],
  );
  return new Map(rows.map(({ id, primaryDataset }) => [id, primaryDataset]));
}

/** A subsystem: how many configs it has, and in how many trends they have data. */
@ObjectType({ description: 'A subsystem of the detector, named by a folder of configs.' })
export class Subsystem {
  @Field(({ ID }) => ID, { description: 'Name, e.g. Tracker.' })
  readonly name!: string;

  @Field(({ Int }) => Int, { description: 'Number of active configs.' })
  readonly configCount!: number;

  @Field(({ Int }) => Int, { description: 'Number of trends with data, over all datasets.' })
  readonly trendCount!: number;
}

/** The subsystems that have an active config or data, by name. */
export async function findSubsystems({ dataSource }: Database): Promise<Subsystem[]> {
  return dataSource.query(
    `SELECT config.subsystem AS name, count(DISTINCT config.id) FILTER (WHERE active)::int AS "configCount",
       count(trend.id) FILTER (WHERE has_data)::int AS "trendCount"
     FROM config LEFT JOIN trend ON trend.config_id = config.id
     GROUP BY config.subsystem HAVING bool_or(active) OR bool_or(has_data) ORDER BY config.subsystem`,
  );
}
