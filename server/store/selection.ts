import type { Database } from './database.ts';

/**
 * Which runs: `latest`, `from`/`to`, `numbers`, `goldenJson` choose them (all that are given must hold), the others filter. A filter on
 * something that is not known of a run yet leaves the run out, but for `significant`, which leaves out only runs known not to be.
 */
export interface RunSelection {
  /** The latest so many runs of the dataset that pass the filters. */
  readonly latest?: number | null | undefined;
  readonly from?: number | null | undefined;
  readonly to?: number | null | undefined;
  readonly numbers?: readonly number[] | null | undefined;
  /** `{"355100": [[1, 100]], …}`: its keys are the runs. */
  readonly goldenJson?: Readonly<Record<string, unknown>> | null | undefined;
  readonly classes?: readonly string[] | null | undefined;
  readonly significant?: boolean | null | undefined;
  readonly minDurationSeconds?: number | null | undefined;
  /** In 1/pb. */
  readonly minRecordedLumi?: number | null | undefined;
  readonly fills?: readonly number[] | null | undefined;
  /** Of the files' names, or as OMS has it where only runs are asked for. */
  readonly eras?: readonly string[] | null | undefined;
}

/** A selection that makes no sense; the message is for whoever made it. */
export class SelectionError extends Error {
  override name = 'SelectionError';
}

/** The runs that a golden JSON names; throws a SelectionError where it is none. */
export function goldenRuns(golden: Readonly<Record<string, unknown>>): number[] {
  return Object.entries(golden).map(([run, sections]) => {
    if (!/^\d{1,9}$/.test(run)) throw new SelectionError(`golden JSON: '${run}' is no run number`);
    if (!Array.isArray(sections))
      throw new SelectionError(`golden JSON: run ${run} has no list of lumisections, [[1, 100], …]`);
    return Number(run);
  });
}

/** SQL that a run of the table `run` passes a selection, and its parameters; `era` is the SQL of the era. The first parameter is `$offset`. */
export function runCondition(
  selection: RunSelection,
  era: string,
  offset: number,
): { sql: string; parameters: unknown[] } {
  const conditions: string[] = [];
  const parameters: unknown[] = [];
  const add = (value: unknown, sql: (parameter: string) => string): void => {
    if (value === undefined || value === null) return;
    parameters.push(value);
    conditions.push(sql(`$${offset + parameters.length - 1}`));
  };
  const { from, to, numbers, goldenJson, classes, significant, minDurationSeconds, minRecordedLumi, fills, eras } =
    selection;
  add(from, (p) => `run.number >= ${p}`);
  add(to, (p) => `run.number <= ${p}`);
  add(numbers, (p) => `run.number = ANY (${p}::int[])`);
  add(goldenJson && goldenRuns(goldenJson), (p) => `run.number = ANY (${p}::int[])`);
  add(classes, (p) => `run.class = ANY (${p}::text[])`);
  add(minDurationSeconds, (p) => `run.duration_seconds >= ${p}`);
  add(minRecordedLumi, (p) => `run.recorded_lumi >= ${p}`);
  add(fills, (p) => `run.fill = ANY (${p}::int[])`);
  add(eras, (p) => `${era} = ANY (${p}::text[])`);
  if (significant ?? true) conditions.push('run.significant IS NOT FALSE');
  return { sql: conditions.length === 0 ? 'true' : conditions.join(' AND '), parameters };
}

/** A run of a dataset, with the file that its points come from. */
export interface DatasetRun {
  readonly run: number;
  readonly fileId: number;
}

/** The runs of a dataset that a selection asks for, ascending. */
export async function selectRuns(
  { dataSource }: Database,
  datasetId: number,
  selection: RunSelection,
): Promise<DatasetRun[]> {
  const { sql, parameters } = runCondition(selection, 'file.era', 3);
  const runs = await dataSource.query<DatasetRun[]>(
    `SELECT run.number AS run, file.id AS "fileId" FROM file JOIN run ON run.number = file.run_number
     WHERE file.dataset_id = $1 AND file.state = 'extracted' AND ${sql}
     ORDER BY run.number DESC LIMIT $2`,
    [datasetId, selection.latest ?? null, ...parameters],
  );
  return runs.reverse();
}
