/** How many runs a selection matches, and why it excludes the others. */
import { filesOf, membersSql } from '../chains/chain-source.ts';
import type { Database } from '../connection/database.ts';
import { Field, ObjectType } from '../entities/graphql-decorators.ts';
import { goldenRuns } from './certification/golden-json.ts';
import { type RunSelection, runTests } from './run-filter.ts';

/** A number of runs with something in common. */
@ObjectType({ name: 'RunCount', description: 'Number of runs in a category.' })
export class Count {
  @Field(() => String, { description: 'Name of the category.' })
  readonly name!: string;

  @Field(({ Int }) => Int, { description: 'Number of runs.' })
  readonly count!: number;
}

/** How many runs a selection matches, and why it excludes the others. */
@ObjectType({ description: 'Number of runs that a selection matches, and why it excludes the others.' })
export class RunCounts {
  @Field(({ Int }) => Int, { description: 'Number of selected runs.' })
  readonly matching!: number;

  @Field(() => [Count], {
    description:
      'Numbers of excluded runs by reason, in descending order. A run counts under the first reason that applies.',
  })
  readonly excluded!: readonly Count[];

  @Field(() => [Count], { description: 'Classes in Run Registry of all runs, selected or not.' })
  readonly classes!: readonly Count[];

  @Field(() => [Count], { description: 'Eras of all runs, selected or not.' })
  readonly eras!: readonly Count[];
}

/** Runs that a selection is applied to. */
export interface RunsFrom {
  /** `FROM … WHERE …` with the table `run`. */
  readonly from: string;
  /** Values of its parameters, `$1` and following. */
  readonly parameters: readonly unknown[];
  /** SQL of the era of a run. */
  readonly era: string;
  /** Counts the runs that the selection names, and that are not among these, by reason. */
  readonly countMissing: (database: Database, selection: RunSelection) => Promise<Count[]>;
}

/** The runs with an extracted file of a dataset. */
export function runsOfDataset(datasetId: number): RunsFrom {
  return {
    from: `FROM ${filesOf(datasetId)} AS file JOIN run ON run.number = file.run_number WHERE file.dataset_id = $1 AND file.state = 'extracted'`,
    parameters: [datasetId],
    era: 'file.era',
    countMissing: (database, selection) => countWithoutFile(database, datasetId, selection),
  };
}

/** All runs with a DQM file. */
export const allRuns: RunsFrom = {
  from: 'FROM run WHERE true',
  parameters: [],
  era: 'run.era',
  countMissing: countUnknown,
};

/** Counts the selected runs, and the excluded ones by reason. */
export async function countRuns(database: Database, runs: RunsFrom, selection: RunSelection): Promise<RunCounts> {
  const countBy = (column: string): Promise<Count[]> =>
    database.dataSource.query<Count[]>(
      `SELECT ${column} AS name, count(*)::int AS count ${runs.from} AND ${column} IS NOT NULL GROUP BY 1 ORDER BY 1`,
      [...runs.parameters],
    );
  const [verdicts, missing, classes, eras] = await Promise.all([
    countVerdicts(database, runs, selection),
    runs.countMissing(database, selection),
    countBy('run.class'),
    countBy(runs.era),
  ]);
  const matching = Math.min(verdicts.passed, selection.latest ?? verdicts.passed);
  const older = { name: `older than the latest ${matching}`, count: verdicts.passed - matching };
  const excluded = [...verdicts.out, older, ...missing]
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count);
  return { matching, excluded, classes, eras };
}

/** How many runs pass all conditions, and how many fail each first. */
async function countVerdicts(
  { dataSource }: Database,
  { from, parameters: given, era }: RunsFrom,
  selection: RunSelection,
): Promise<{ passed: number; out: Count[] }> {
  const { tests, parameters } = runTests(selection, era, given.length + 1);
  const reasons: string[] = [];
  const verdict = (sql: string, reason: string): string => `WHEN ${sql} THEN ${reasons.push(reason) - 1}`;
  const cases = tests.flatMap(({ sql, reason, known }) => [
    ...(known ? [verdict(`${known.column} IS NULL`, `${known.name} not known`)] : []),
    verdict(`NOT (${sql})`, reason),
  ]);
  const rows = await dataSource.query<{ verdict: number; count: number }[]>(
    `SELECT CASE ${cases.join(' ')} ${cases.length === 0 ? 'WHEN true THEN -1' : 'ELSE -1'} END AS verdict,
       count(*)::int AS count ${from} GROUP BY 1`,
    [...given, ...parameters],
  );
  return {
    passed: rows.find(({ verdict }) => verdict === -1)?.count ?? 0,
    out: rows.flatMap(({ verdict, count }) => {
      const name = reasons[verdict];
      return name === undefined ? [] : [{ name, count }];
    }),
  };
}

/** The runs that a selection names one by one. */
function namedRuns({ numbers, goldenJson }: RunSelection): number[] {
  return [...new Set([...(numbers ?? []), ...(goldenJson ? goldenRuns(goldenJson) : [])])];
}

/** Runs that the selection names and the dataset has no points of: their file could not be read, or there is none. */
async function countWithoutFile(
  { dataSource }: Database,
  datasetId: number,
  selection: RunSelection,
): Promise<Count[]> {
  const [row] = await dataSource.query<{ unread: number; none: number }[]>(
    `WITH known AS (
       SELECT run_number, bool_or(state = 'extracted') AS extracted FROM file
       WHERE dataset_id IN ${membersSql(datasetId, '$1')} GROUP BY run_number
     )
     SELECT (SELECT count(*)::int FROM known WHERE NOT extracted AND ($2::int[] = '{}' OR run_number = ANY ($2))
         AND ($3::int IS NULL OR run_number >= $3) AND ($4::int IS NULL OR run_number <= $4)) AS unread,
       (SELECT count(*)::int FROM unnest($2::int[]) AS number
         WHERE NOT EXISTS (SELECT FROM known WHERE run_number = number)) AS none`,
    [datasetId, namedRuns(selection), selection.from ?? null, selection.to ?? null],
  );
  return [
    { name: 'file not read', count: row?.unread ?? 0 },
    { name: 'no file of this dataset', count: row?.none ?? 0 },
  ];
}

/** Runs that the selection names and HDQM has no file of. */
async function countUnknown({ dataSource }: Database, selection: RunSelection): Promise<Count[]> {
  const [row] = await dataSource.query<{ count: number }[]>(
    `SELECT count(*)::int AS count FROM unnest($1::int[]) AS named (run)
     WHERE NOT EXISTS (SELECT FROM run WHERE run.number = named.run)`,
    [namedRuns(selection)],
  );
  return [{ name: 'no DQM file', count: row?.count ?? 0 }];
}
