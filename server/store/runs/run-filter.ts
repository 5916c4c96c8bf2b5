import { createHash } from 'node:crypto';
import type { Database } from '../connection/database.ts';
import { SavedSelection } from '../entities/index.ts';

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

/** One condition of a selection on the table `run`. */
export interface RunTest {
  /** SQL that a run passes. */
  readonly sql: string;
  /** Why a run that does not pass is out, for people. */
  readonly reason: string;
  /** What it asks of a run and may not be known of it: its column, and its name for people. */
  readonly known?: { readonly column: string; readonly name: string };
}

/** The conditions of a selection, and their parameters, the first of which is `$offset`; `era` is the SQL of the era. */
export function runTests(
  selection: RunSelection,
  era: string,
  offset: number,
): { tests: RunTest[]; parameters: unknown[] } {
  const tests: RunTest[] = [];
  const parameters: unknown[] = [];
  const add = (value: unknown, sql: (p: string) => string, reason: string, column?: string, name = column): void => {
    if (value === undefined || value === null) return;
    parameters.push(value);
    const test = { sql: sql(`$${offset + parameters.length - 1}`), reason };
    tests.push(column === undefined ? test : { ...test, known: { column: `run.${column}`, name: name ?? column } });
  };
  const { from, to, numbers, goldenJson, classes, significant, minDurationSeconds, minRecordedLumi, fills, eras } =
    selection;
  add(from, (p) => `run.number >= ${p}`, `before run ${from}`);
  add(to, (p) => `run.number <= ${p}`, `after run ${to}`);
  add(numbers, (p) => `run.number = ANY (${p}::int[])`, 'not in the list of runs');
  add(goldenJson && goldenRuns(goldenJson), (p) => `run.number = ANY (${p}::int[])`, 'not in the golden JSON');
  add(classes, (p) => `run.class = ANY (${p}::text[])`, 'of another class', 'class');
  add(minDurationSeconds, (p) => `run.duration_seconds >= ${p}`, 'too short', 'duration_seconds', 'duration');
  add(minRecordedLumi, (p) => `run.recorded_lumi >= ${p}`, 'too little luminosity', 'recorded_lumi', 'luminosity');
  add(fills, (p) => `run.fill = ANY (${p}::int[])`, 'of another fill', 'fill');
  add(eras, (p) => `${era} = ANY (${p}::text[])`, 'of another era');
  if (significant ?? true) tests.push({ sql: 'run.significant IS NOT FALSE', reason: 'not significant' });
  return { tests, parameters };
}

/** SQL that a run of the table `run` passes a selection, and its parameters; `era` is the SQL of the era. The first parameter is `$offset`. */
export function runCondition(
  selection: RunSelection,
  era: string,
  offset: number,
): { sql: string; parameters: unknown[] } {
  const { tests, parameters } = runTests(selection, era, offset);
  return { sql: tests.length === 0 ? 'true' : tests.map(({ sql }) => sql).join(' AND '), parameters };
}

/** A run of a dataset, with the file that its points come from. */
export interface DatasetRun {
  readonly run: number;
  readonly fileId: number;
  /** Version of the file's row, another one after each change of it or of its points. */
  readonly version: string;
}

/** The runs of a dataset that a selection asks for, ascending. */
export async function selectRuns(
  { dataSource }: Database,
  datasetId: number,
  selection: RunSelection,
): Promise<DatasetRun[]> {
  const { sql, parameters } = runCondition(selection, 'file.era', 3);
  const runs = await dataSource.query<DatasetRun[]>(
    `SELECT run.number AS run, file.id AS "fileId", file.id || ' ' || file.xmin AS version
     FROM file JOIN run ON run.number = file.run_number
     WHERE file.dataset_id = $1 AND file.state = 'extracted' AND ${sql}
     ORDER BY run.number DESC LIMIT $2`,
    [datasetId, selection.latest ?? null, ...parameters],
  );
  return runs.reverse();
}

/** Most runs of a selection that is kept: more than CMS ever took in a year. */
export const mostSavedRuns = 20_000;

/** Keeps a golden JSON and gives its id: 12 characters made from its content. Throws a SelectionError where it is none. */
export async function saveSelection(
  { dataSource }: Database,
  goldenJson: Readonly<Record<string, unknown>>,
): Promise<string> {
  const runs = goldenRuns(goldenJson);
  if (runs.length === 0) throw new SelectionError('golden JSON: it names no run');
  if (runs.length > mostSavedRuns) throw new SelectionError(`golden JSON: it names more than ${mostSavedRuns} runs`);
  const sorted = Object.fromEntries(Object.entries(goldenJson).sort(([a], [b]) => Number(a) - Number(b)));
  const id = createHash('sha256').update(JSON.stringify(sorted)).digest('base64url').slice(0, 12);
  await dataSource.query('INSERT INTO saved_selection (id, golden_json) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
    id,
    sorted,
  ]);
  return id;
}

/** Puts the runs of a saved selection in the place of its id. Throws a SelectionError where there is none of this id. */
export async function withSavedRuns<S extends RunSelection & { readonly saved?: string | null | undefined }>(
  { dataSource }: Database,
  selection: S,
): Promise<RunSelection> {
  const { saved, ...rest } = selection;
  if (saved === undefined || saved === null) return rest;
  const found = await dataSource.getRepository(SavedSelection).findOneBy({ id: saved });
  if (!found) throw new SelectionError(`there is no saved selection ${saved}`);
  const runs = goldenRuns(found.goldenJson);
  return { ...rest, numbers: rest.numbers ? rest.numbers.filter((run) => runs.includes(run)) : runs };
}
