import type { Database } from '../connection/database.ts';
import { type Api, Field, ObjectType, type Scalar } from '../entities/graphql-decorators.ts';
import { goldenRuns, type RunSelection, runTests } from './run-filter.ts';

/** A number of runs with something in common. */
@ObjectType({ name: 'RunCount', description: 'Number of runs in a category.' })
export class Count {
  @Field(() => String, { description: 'Name of the category.' })
  readonly name!: string;

  @Field(({ Int }) => Int, { description: 'Number of runs.' })
  readonly count!: number;
}

/** The SQL of each column of `RunColumns`. */
const columnSql = new Map<string, string>();

/** A list with a value per run: an SQL expression over the tables `run` and `file`. */
function RunColumn(
  sql: string,
  scalar: (api: Api) => Scalar,
  description: string,
  isNullable = true,
): PropertyDecorator {
  return (target, name) => {
    columnSql.set(String(name), sql);
    Field((api) => [scalar(api)], { description, nullable: isNullable && 'items' })(target, name);
  };
}

/** What is known of runs, as parallel lists. */
@ObjectType({
  description: 'Attributes of runs as parallel lists, in ascending order of run numbers; null if unknown.',
})
export class RunColumns {
  @RunColumn('run.number', ({ Int }) => Int, 'Run numbers.', false)
  readonly runs!: readonly number[];

  @RunColumn('fill', ({ Int }) => Int, 'LHC fills.')
  readonly fills!: readonly (number | null)[];

  @RunColumn('file.era', () => String, "Eras of the dataset's files.", false)
  readonly eras!: readonly string[];

  @RunColumn('extract(epoch FROM start_time)::float8', ({ Float }) => Float, 'Starts, in seconds since 1970.')
  readonly startTimes!: readonly (number | null)[];

  @RunColumn('duration_seconds', ({ Float }) => Float, 'Durations in seconds.')
  readonly durations!: readonly (number | null)[];

  @RunColumn('recorded_lumi', ({ Float }) => Float, 'Recorded luminosities in 1/pb.')
  readonly recordedLumis!: readonly (number | null)[];

  @RunColumn('delivered_lumi', ({ Float }) => Float, 'Delivered luminosities in 1/pb.')
  readonly deliveredLumis!: readonly (number | null)[];

  @RunColumn('b_field', ({ Float }) => Float, 'Magnetic fields in T.')
  readonly bFields!: readonly (number | null)[];

  @RunColumn('energy', ({ Float }) => Float, 'Energies of a beam in GeV.')
  readonly energies!: readonly (number | null)[];

  @RunColumn('l1_rate', ({ Float }) => Float, 'Rates of the level-1 trigger in Hz.')
  readonly l1Rates!: readonly (number | null)[];

  @RunColumn('hlt_physics_rate', ({ Float }) => Float, 'Rates of the physics streams of the high-level trigger in Hz.')
  readonly hltPhysicsRates!: readonly (number | null)[];

  @RunColumn('class', () => String, "Run Registry's classes.")
  readonly classes!: readonly (string | null)[];

  @RunColumn('significant', () => Boolean, 'Whether they are worth plotting.')
  readonly significant!: readonly (boolean | null)[];
}

/** The selected runs of a dataset, and why the others are excluded. */
@ObjectType({
  description: 'The selected runs of a dataset, and why the others are excluded.',
})
export class DatasetRuns {
  @Field(({ Int }) => Int, { description: 'Number of selected runs.' })
  readonly matching!: number;

  @Field(() => [Count], {
    description:
      'Numbers of excluded runs by reason, in descending order. A run counts under the first reason that applies.',
  })
  readonly excluded!: readonly Count[];

  @Field(() => [Count], { description: 'Classes in Run Registry of all runs of the dataset.' })
  readonly classes!: readonly Count[];

  @Field(() => [Count], { description: 'Eras of all files of the dataset.' })
  readonly eras!: readonly Count[];

  readonly columns!: RunColumns;
}

/** What a dataset's runs come to under a selection. */
export async function findDatasetRuns(
  database: Database,
  datasetId: number,
  selection: RunSelection,
): Promise<DatasetRuns> {
  const [columns, verdicts, noFile, classes, eras] = await Promise.all([
    matchingRuns(database, datasetId, selection),
    countVerdicts(database, datasetId, selection),
    countWithoutFile(database, datasetId, selection),
    database.dataSource.query<Count[]>(
      `SELECT class AS name, count(*)::int AS count ${ofDataset} AND class IS NOT NULL GROUP BY class ORDER BY class`,
      [datasetId],
    ),
    database.dataSource.query<Count[]>(
      `SELECT file.era AS name, count(*)::int AS count ${ofDataset} GROUP BY file.era ORDER BY file.era`,
      [datasetId],
    ),
  ]);
  const matching = columns.runs.length;
  const older = { name: `older than the latest ${matching}`, count: verdicts.passed - matching };
  const excluded = [...verdicts.out, older, ...noFile]
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count);
  return { matching, excluded, classes, eras, columns };
}

const ofDataset =
  "FROM file JOIN run ON run.number = file.run_number WHERE file.dataset_id = $1 AND file.state = 'extracted'";

async function matchingRuns({ dataSource }: Database, datasetId: number, selection: RunSelection): Promise<RunColumns> {
  const { tests, parameters } = runTests(selection, 'file.era', 3);
  // Lists made by the database: ten thousand runs are one row.
  const [row] = await dataSource.query<RunColumns[]>(
    `SELECT ${[...columnSql.keys()].map((name) => `coalesce(array_agg("${name}" ORDER BY runs), '{}') AS "${name}"`).join(', ')}
     FROM (
       SELECT ${[...columnSql].map(([name, sql]) => `${sql} AS "${name}"`).join(', ')}
       ${ofDataset} ${tests.map(({ sql }) => `AND ${sql}`).join(' ')} ORDER BY run.number DESC LIMIT $2
     ) AS chosen`,
    [datasetId, selection.latest ?? null, ...parameters],
  );
  if (!row) throw new Error('an aggregate without a row');
  return row;
}

/** How many runs pass all conditions, and how many fail each first. */
async function countVerdicts(
  { dataSource }: Database,
  datasetId: number,
  selection: RunSelection,
): Promise<{ passed: number; out: Count[] }> {
  const { tests, parameters } = runTests(selection, 'file.era', 2);
  const reasons: string[] = [];
  const verdict = (sql: string, reason: string): string => `WHEN ${sql} THEN ${reasons.push(reason) - 1}`;
  const cases = tests.flatMap(({ sql, reason, known }) => [
    ...(known ? [verdict(`${known.column} IS NULL`, `${known.name} not known`)] : []),
    verdict(`NOT (${sql})`, reason),
  ]);
  const rows = await dataSource.query<{ verdict: number; count: number }[]>(
    `SELECT CASE ${cases.join(' ')} ${cases.length === 0 ? 'WHEN true THEN -1' : 'ELSE -1'} END AS verdict,
       count(*)::int AS count ${ofDataset} GROUP BY 1`,
    [datasetId, ...parameters],
  );
  return {
    passed: rows.find(({ verdict }) => verdict === -1)?.count ?? 0,
    out: rows.flatMap(({ verdict, count }) => {
      const name = reasons[verdict];
      return name === undefined ? [] : [{ name, count }];
    }),
  };
}

/** Runs that the selection names and the dataset has no points of: their file could not be read, or there is none. */
async function countWithoutFile(
  { dataSource }: Database,
  datasetId: number,
  { numbers, goldenJson, from, to }: RunSelection,
): Promise<Count[]> {
  const named = [...(numbers ?? []), ...(goldenJson ? goldenRuns(goldenJson) : [])];
  const [row] = await dataSource.query<{ unread: number; none: number }[]>(
    `WITH known AS (
       SELECT run_number, bool_or(state = 'extracted') AS extracted FROM file WHERE dataset_id = $1 GROUP BY run_number
     )
     SELECT (SELECT count(*)::int FROM known WHERE NOT extracted AND ($2::int[] = '{}' OR run_number = ANY ($2))
         AND ($3::int IS NULL OR run_number >= $3) AND ($4::int IS NULL OR run_number <= $4)) AS unread,
       (SELECT count(*)::int FROM unnest($2::int[]) AS number
         WHERE NOT EXISTS (SELECT FROM known WHERE run_number = number)) AS none`,
    [datasetId, [...new Set(named)], from ?? null, to ?? null],
  );
  return [
    { name: 'file not read', count: row?.unread ?? 0 },
    { name: 'no file of this dataset', count: row?.none ?? 0 },
  ];
}
