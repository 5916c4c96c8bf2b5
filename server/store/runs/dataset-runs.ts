import { isChain, memberColumn } from '../chains/chain-source.ts';
import type { Database } from '../connection/database.ts';
import { type Api, Field, ObjectType, type Scalar } from '../entities/graphql-decorators.ts';
import { countRuns, RunCounts, runsOfDataset } from './run-counts.ts';
import { type RunSelection, runTests } from './run-filter.ts';

/** Stands for the SQL of the member of a chain. */
const memberSql = 'member';
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

  @RunColumn(
    memberSql,
    () => String,
    'Members of a chain that give the points, e.g. ZeroBias/PromptReco; null of a dataset.',
  )
  readonly members!: readonly (string | null)[];

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
export class DatasetRuns extends RunCounts {
  readonly columns!: RunColumns;
  readonly datasetId!: number;
}

/** What a dataset's runs come to under a selection. */
export async function findDatasetRuns(
  database: Database,
  datasetId: number,
  selection: RunSelection,
): Promise<DatasetRuns> {
  const [columns, counts] = await Promise.all([
    matchingRuns(database, datasetId, selection),
    countRuns(database, runsOfDataset(datasetId), selection),
  ]);
  return { ...counts, columns, datasetId };
}

async function matchingRuns({ dataSource }: Database, datasetId: number, selection: RunSelection): Promise<RunColumns> {
  const { from, era } = runsOfDataset(datasetId);
  const { tests, parameters } = runTests(selection, era, 3);
  const member = isChain(datasetId)
    ? `(SELECT primary_dataset || '/' || processing FROM dataset WHERE dataset.id = file.${memberColumn(datasetId)})`
    : 'NULL::text';
  // Lists made by the database: ten thousand runs are one row.
  const [row] = await dataSource.query<RunColumns[]>(
    `SELECT ${[...columnSql.keys()].map((name) => `coalesce(array_agg("${name}" ORDER BY runs), '{}') AS "${name}"`).join(', ')}
     FROM (
       SELECT ${[...columnSql].map(([name, sql]) => `${sql === memberSql ? member : sql} AS "${name}"`).join(', ')}
       ${from} ${tests.map(({ sql }) => `AND ${sql}`).join(' ')} ORDER BY run.number DESC LIMIT $2
     ) AS chosen`,
    [datasetId, selection.latest ?? null, ...parameters],
  );
  if (!row) throw new Error('an aggregate without a row');
  return row;
}
