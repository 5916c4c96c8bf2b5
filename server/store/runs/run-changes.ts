import { chainProcessing, filesOf, memberOf } from '../chains/chain-source.ts';
import type { Database } from '../connection/database.ts';
import { findDatasetId } from '../datasets.ts';
import { enumType, Field, ObjectType } from '../entities/graphql-decorators.ts';

/** Quantities of a run, by its columns. */
const runColumns = {
  fill: 'fill',
  injectionScheme: 'injection_scheme',
  bField: 'b_field',
  l1Key: 'l1_key',
  hltKey: 'hlt_key',
} as const;

/** Quantities of a file, by its columns. */
const fileColumns = {
  era: 'era',
  processingVersion: 'processing_version',
  fileVersion: 'version',
  release: 'release',
  globalTag: 'global_tag',
} as const;

type RunQuantity = keyof typeof runColumns;
type FileQuantity = keyof typeof fileColumns;
export type ChangedQuantity = RunQuantity | FileQuantity | 'configRevision';

/** What is compared between two runs, as an enumeration. */
const ChangedQuantities = enumType<ChangedQuantity>('ChangedQuantity', 'What is compared between two runs.', {
  fill: 'LHC fill.',
  injectionScheme: 'Injection scheme of the fill.',
  bField: 'Magnetic field in T, by more than 0.05 T.',
  l1Key: 'Key of the level-1 trigger.',
  hltKey: 'Key of the high-level trigger.',
  era: 'Era of the file.',
  processingVersion: 'Processing version of the file.',
  fileVersion: 'Version of the file.',
  release: 'Release of CMSSW that made the file.',
  globalTag: 'Global tag of the file.',
  configRevision: 'Revision of the configs that computed the points.',
});

/** A quantity that differs between two runs. */
@ObjectType({
  description: 'A quantity that differs between two runs. One that is unknown for either is not compared.',
})
export class RunChange {
  @Field(() => ChangedQuantities, { description: 'The quantity.' })
  readonly quantity!: ChangedQuantity;

  @Field(() => String, { description: 'Its value in the run before.' })
  readonly before!: string;

  @Field(() => String, { description: 'Its value in the run.' })
  readonly after!: string;

  /** Of `configRevision`: the configs with this change; otherwise empty. */
  readonly configIds!: readonly number[];
}

/** What differs at a run from the one before it. */
@ObjectType({ description: 'What differs at a run from the one before it.' })
export class RunChanges {
  @Field(({ Int }) => Int, { description: 'Latest earlier run with an extracted file of one of the datasets.' })
  readonly previousRun!: number;

  @Field(() => [RunChange], {
    description:
      'The changes. What comes from OMS is compared with `previousRun`, files and points with those of the latest earlier run of their dataset.',
  })
  readonly items!: readonly RunChange[];
}

/** A quantity that changes in the course of a dataset. */
@ObjectType({
  description:
    'A quantity that differs at a run of a dataset from the last selected run before it for which it is known.',
})
export class DatasetChange {
  @Field(({ Int }) => Int, { description: 'The first run with the new value.' })
  readonly run!: number;

  @Field(() => ChangedQuantities, { description: 'The quantity.' })
  readonly quantity!: ChangedQuantity;

  @Field(() => String, { description: 'The value before.' })
  readonly before!: string;

  @Field(() => String, { description: 'The value in the run.' })
  readonly after!: string;
}

/** A run, and the datasets whose files are compared; what is absent or null does not narrow them. */
export interface ChangesRequest {
  readonly run: number;
  readonly primaryDataset?: string | null | undefined;
  readonly processing?: string | null | undefined;
  readonly datasetIds?: readonly number[] | undefined;
}

type Values<Quantity extends ChangedQuantity> = Readonly<Record<Quantity, string | number | null>>;

/** The file of a run, and that of the latest earlier run of its dataset. */
interface FilePair {
  /** Index of the request. */
  readonly request: number;
  readonly datasetId: number;
  readonly run: number;
  readonly previousRun: number;
  /** Whether points of one of the runs were imported. */
  readonly isImported: boolean;
  readonly before: Values<FileQuantity>;
  readonly after: Values<FileQuantity>;
}

/**
 * What differs at each run from the run before it, of the datasets that the run has; null where no file of the run, or of an earlier one, was
 * extracted. Equal changes of several datasets are listed once. Of a chain: what differs in the member that has the run.
 */
export async function findRunChanges(
  database: Database,
  requests: readonly ChangesRequest[],
): Promise<(RunChanges | null)[]> {
  const pairs = await findFilePairs(database, await Promise.all(requests.map((each) => ofMember(database, each))));
  const pairsOf = requests.map((): FilePair[] => []);
  for (const pair of pairs) pairsOf[pair.request]?.push(pair);
  const [runs, revisions] = await Promise.all([
    findRunValues(database, [...new Set(pairs.flatMap(({ run, previousRun }) => [run, previousRun]))]),
    findRevisionChanges(database, pairs),
  ]);
  return pairsOf.map((ofDatasets, request) => {
    const [pair] = ofDatasets;
    if (!pair) return null;
    const previousRun = Math.max(...ofDatasets.map(({ previousRun }) => previousRun));
    const [before, after] = [runs.get(previousRun), runs.get(pair.run)];
    const changes = [
      ...(before && after ? differences(before, after) : []),
      ...ofDatasets.flatMap((pair) => differences(pair.before, pair.after)),
      ...(revisions.get(request) ?? []),
    ];
    return { previousRun, items: inOrder(distinct(changes)) };
  });
}

/** A request about a chain as one about the member that has the run; another one as it is. */
async function ofMember(database: Database, request: ChangesRequest): Promise<ChangesRequest> {
  const { run, primaryDataset, processing } = request;
  if (processing !== chainProcessing || !primaryDataset) return request;
  const chain = await findDatasetId(database, primaryDataset, processing);
  const member = chain === undefined ? undefined : await memberOf(database, chain, run);
  return { run, datasetIds: member === undefined ? [] : [member] };
}

/** Quantities whose changes in the course of a dataset are of interest; revisions of configs differ from trend to trend. */
const courseQuantities = ['bField', 'release', 'globalTag', 'hltKey', 'l1Key', 'injectionScheme'] as const;

/** What changes in some runs of a dataset, in ascending order of runs. */
export async function findDatasetChanges(
  { dataSource }: Database,
  datasetId: number,
  runs: readonly number[],
): Promise<DatasetChange[]> {
  const rows = await dataSource.query<{ run: number; values: Values<(typeof courseQuantities)[number]> }[]>(
    `SELECT run.number AS run, json_build_object(${courseQuantities.map((name) => `'${name}', ${courseColumn(name)}`).join(', ')}) AS values
     FROM ${filesOf(datasetId)} AS file JOIN run ON run.number = file.run_number
     WHERE file.dataset_id = $1 AND file.state = 'extracted' AND run.number = ANY ($2) ORDER BY run.number`,
    [datasetId, runs],
  );
  type Quantity = (typeof courseQuantities)[number];
  const last = Object.fromEntries(courseQuantities.map((name) => [name, null])) as Record<
    Quantity,
    string | number | null
  >;
  const changes: DatasetChange[] = [];
  for (const { run, values } of rows) {
    const found = differences(last, values);
    for (const { quantity, before, after } of found) changes.push({ run, quantity, before, after });
    // A value that differs by less than its tolerance does not replace the one before: a drift is a change, too.
    for (const name of courseQuantities)
      if (last[name] === null || found.some(({ quantity }) => quantity === name)) last[name] = values[name];
  }
  return changes;
}

function courseColumn(name: (typeof courseQuantities)[number]): string {
  return name in runColumns
    ? `run.${runColumns[name as keyof typeof runColumns]}`
    : `file.${fileColumns[name as keyof typeof fileColumns]}`;
}

/** The pairs of each request's datasets. */
async function findFilePairs({ dataSource }: Database, requests: readonly ChangesRequest[]): Promise<FilePair[]> {
  return dataSource.query(
    `SELECT wanted.number::int - 1 AS request, file.dataset_id AS "datasetId", file.run_number AS run, previous.run_number AS "previousRun",
       file.imported OR previous.imported AS "isImported",
       ${valuesOf('previous', fileColumns)} AS before, ${valuesOf('file', fileColumns)} AS after
     FROM unnest($1::int[], $2::text[], $3::text[], $4::text[]) WITH ORDINALITY
       AS wanted (run, primary_dataset, processing, dataset_ids, number)
     JOIN file ON file.run_number = wanted.run AND file.state = 'extracted'
     JOIN dataset ON dataset.id = file.dataset_id
       AND (wanted.primary_dataset IS NULL OR wanted.primary_dataset = dataset.primary_dataset)
       AND (wanted.processing IS NULL OR wanted.processing = dataset.processing)
       AND (wanted.dataset_ids IS NULL OR dataset.id = ANY (wanted.dataset_ids::int[]))
     CROSS JOIN LATERAL (
       SELECT * FROM file AS earlier
       WHERE earlier.dataset_id = file.dataset_id AND earlier.run_number < file.run_number AND earlier.state = 'extracted'
       ORDER BY earlier.run_number DESC LIMIT 1
     ) AS previous
     ORDER BY wanted.number, dataset.primary_dataset, dataset.processing`,
    [
      requests.map(({ run }) => run),
      requests.map(({ primaryDataset }) => primaryDataset ?? null),
      requests.map(({ processing }) => processing ?? null),
      requests.map(({ datasetIds }) => datasetIds && `{${datasetIds.join(',')}}`),
    ],
  );
}

/** The quantities of runs, by run. */
async function findRunValues(
  { dataSource }: Database,
  runs: readonly number[],
): Promise<Map<number, Values<RunQuantity>>> {
  const rows = await dataSource.query<{ number: number; values: Values<RunQuantity> }[]>(
    `SELECT number, ${valuesOf('run', runColumns)} AS values FROM run WHERE number = ANY ($1)`,
    [runs],
  );
  return new Map(rows.map(({ number, values }) => [number, values]));
}

/**
 * The configs whose points of a pair have different revisions, by pairs of revisions. Most configs have a single one: their points are not
 * looked up, except where points were imported. `OFFSET 0` makes PostgreSQL do it pair by pair: otherwise it scans all points there are.
 */
async function findRevisionChanges(
  { dataSource }: Database,
  pairs: readonly FilePair[],
): Promise<Map<number, RunChange[]>> {
  const rows = await dataSource.query<{ request: number; changes: RunChange[] }[]>(
    `WITH change AS (
       SELECT request, before, after, array_agg(DISTINCT config_id) AS configs
       FROM unnest($1::int[], $2::int[], $3::int[], $4::int[], $5::boolean[]) AS pair (request, dataset_id, run, previous_run, is_imported)
       CROSS JOIN LATERAL (
         SELECT config_id, before.revision AS before, after.revision AS after
         FROM trend JOIN config ON config.id = trend.config_id AND (config.revision > 1 OR pair.is_imported)
         JOIN point AS before ON before.trend_id = trend.id AND before.run_number = pair.previous_run
         JOIN point AS after ON after.trend_id = trend.id AND after.run_number = pair.run
         WHERE trend.dataset_id = pair.dataset_id AND before.revision <> after.revision
         OFFSET 0
       ) AS point
       GROUP BY 1, 2, 3
     )
     SELECT request, json_agg(json_build_object(
         'quantity', 'configRevision', 'before', ${revisionName('before')}, 'after', ${revisionName('after')}, 'configIds', configs
       ) ORDER BY before, after) AS changes
     FROM change GROUP BY request`,
    [
      pairs.map(({ request }) => request),
      pairs.map(({ datasetId }) => datasetId),
      pairs.map(({ run }) => run),
      pairs.map(({ previousRun }) => previousRun),
      pairs.map(({ isImported }) => isImported),
    ],
  );
  return new Map(rows.map(({ request, changes }) => [request, changes]));
}

/** SQL of a revision as text. */
function revisionName(column: string): string {
  return `CASE ${column} WHEN 0 THEN 'imported' ELSE ${column}::text END`;
}

/** SQL of an object with the columns of a table, by quantity. */
function valuesOf(table: string, columns: Readonly<Record<string, string>>): string {
  const values = Object.entries(columns).map(([quantity, column]) => `'${quantity}', ${table}.${column}`);
  return `json_build_object(${values.join(', ')})`;
}

/** Difference of the magnetic field in T up to which it is noise of the measurement. */
const fieldTolerance = 0.05;

/** The quantities that are known on both sides and differ. */
function differences<Quantity extends RunQuantity | FileQuantity>(
  before: Values<Quantity>,
  after: Values<Quantity>,
): RunChange[] {
  return (Object.keys(after) as Quantity[]).flatMap((quantity) => {
    const [from, to] = [before[quantity], after[quantity]];
    if (from === null || to === null || from === to) return [];
    if (quantity === 'bField' && Math.abs(Number(to) - Number(from)) <= fieldTolerance) return [];
    return [{ quantity, before: formatValue(from), after: formatValue(to), configIds: [] }];
  });
}

/** The value as text, a number with at most two decimals. */
function formatValue(value: string | number): string {
  return typeof value === 'number' ? String(Number(value.toFixed(2))) : value;
}

/** The changes, without those that are equal to one before. */
function distinct(changes: readonly RunChange[]): RunChange[] {
  return [...new Map(changes.map((change) => [JSON.stringify(change), change])).values()];
}

/** The changes in the order of the enumeration. */
function inOrder(changes: readonly RunChange[]): RunChange[] {
  const order = Object.keys(ChangedQuantities);
  return changes.toSorted((a, b) => order.indexOf(a.quantity) - order.indexOf(b.quantity));
}
