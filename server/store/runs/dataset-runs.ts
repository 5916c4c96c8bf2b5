import type { Database } from '../connection/database.ts';
import { goldenRuns, type RunSelection, runTests } from './run-filter.ts';

/** A number of runs with something in common. */
export interface Count {
  readonly name: string;
  readonly count: number;
}

/** The selected runs of a dataset, and why the others are excluded. */
export interface DatasetRuns {
  readonly matching: number;
  /** Why the other runs are excluded, each counted under the first reason that holds; most frequent first. */
  readonly excluded: readonly Count[];
  /** Run Registry's classes of all runs of the dataset, and the eras of their files. */
  readonly classes: readonly Count[];
  readonly eras: readonly Count[];
  /** The runs that match, ascending, as parallel lists; null is not known. */
  readonly columns: RunColumns;
}

/** What is known of runs, as parallel lists. */
export interface RunColumns {
  readonly runs: readonly number[];
  readonly fills: readonly (number | null)[];
  readonly eras: readonly string[];
  /** Seconds since 1970. */
  readonly startTimes: readonly (number | null)[];
  readonly durations: readonly (number | null)[];
  /** In 1/pb. */
  readonly recordedLumis: readonly (number | null)[];
  readonly deliveredLumis: readonly (number | null)[];
  /** In T. */
  readonly bFields: readonly (number | null)[];
  /** In GeV. */
  readonly energies: readonly (number | null)[];
  /** In Hz. */
  readonly l1Rates: readonly (number | null)[];
  readonly hltPhysicsRates: readonly (number | null)[];
  readonly classes: readonly (string | null)[];
  readonly significant: readonly (boolean | null)[];
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
    `SELECT coalesce(array_agg(number ORDER BY number), '{}') AS runs,
       coalesce(array_agg(fill ORDER BY number), '{}') AS fills, coalesce(array_agg(era ORDER BY number), '{}') AS eras,
       coalesce(array_agg(extract(epoch FROM start_time)::float8 ORDER BY number), '{}') AS "startTimes",
       coalesce(array_agg(duration_seconds ORDER BY number), '{}') AS durations,
       coalesce(array_agg(recorded_lumi ORDER BY number), '{}') AS "recordedLumis",
       coalesce(array_agg(delivered_lumi ORDER BY number), '{}') AS "deliveredLumis",
       coalesce(array_agg(b_field ORDER BY number), '{}') AS "bFields",
       coalesce(array_agg(energy ORDER BY number), '{}') AS energies,
       coalesce(array_agg(l1_rate ORDER BY number), '{}') AS "l1Rates",
       coalesce(array_agg(hlt_physics_rate ORDER BY number), '{}') AS "hltPhysicsRates",
       coalesce(array_agg(class ORDER BY number), '{}') AS classes,
       coalesce(array_agg(significant ORDER BY number), '{}') AS significant
     FROM (
       SELECT run.number, fill, file.era, start_time, duration_seconds, recorded_lumi, delivered_lumi, b_field, energy,
         l1_rate, hlt_physics_rate, class, significant
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
