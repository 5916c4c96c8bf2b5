import { createHash } from 'node:crypto';
import type { FlagStatus } from '../../enrich/flags.ts';
import { filesOf, memberColumn } from '../chains/chain-source.ts';
import type { Database } from '../connection/database.ts';
import { Field, InputType } from '../entities/graphql-decorators.ts';
import { FlagStatuses, onlineDataset } from '../entities/certification/run-flag.ts';
import { SavedSelection } from '../entities/index.ts';
import { canonicalGolden, countLumisections, goldenRuns } from './certification/golden-json.ts';
import { checkLabelFilters, LabelFilter, labelTest } from './labels/label-filter.ts';
import { checkQuantityFilters, QuantityFilter, quantityTest } from './quantities/quantity-filter.ts';
import type { RunTest } from './run-test.ts';
import { SelectionError } from './selection-error.ts';

/** A filter on the certification flag of a column. */
@InputType({
  description:
    'A filter on the certification flag of a column of Run Registry. A run is selected if all that is given holds; one whose flag is unknown is not.',
})
export class FlagFilter {
  @Field(() => String, { description: 'Column, e.g. tracker-strip.' })
  readonly column!: string;

  @Field(() => String, {
    nullable: true,
    description: "Run Registry's name of the dataset; default online: the flag of the run.",
  })
  readonly dataset?: string | null | undefined;

  @Field(() => [FlagStatuses], { nullable: true, description: 'Statuses that most lumisections may have.' })
  readonly statuses?: readonly FlagStatus[] | null | undefined;

  @Field(({ Float }) => Float, {
    nullable: true,
    description: 'Minimum share of GOOD lumisections among those with a status, from 0 to 1.',
  })
  readonly minGoodShare?: number | null | undefined;
}

/**
 * Which runs: `latest`, `from`/`to`, `numbers` and `goldenJson` select them (all that are given must hold), the others filter. A filter on a
 * quantity excludes runs for which it is unknown; `significant` excludes only runs known not to be significant.
 */
@InputType({
  description:
    'A selection of runs. A run is selected if it meets all conditions given. A run for which a filtered quantity is unknown is not selected.',
})
export class RunSelection {
  @Field(({ Int }) => Int, { nullable: true, description: 'The latest N runs of the dataset that pass the filters.' })
  readonly latest?: number | null | undefined;

  @Field(({ Int }) => Int, { nullable: true, description: 'First run number, inclusive.' })
  readonly from?: number | null | undefined;

  @Field(({ Int }) => Int, { nullable: true, description: 'Last run number, inclusive.' })
  readonly to?: number | null | undefined;

  @Field(({ Int }) => [Int], { nullable: true, description: 'Run numbers.' })
  readonly numbers?: readonly number[] | null | undefined;

  @Field(({ Int }) => [Int], { nullable: true, description: 'Run numbers that are not selected.' })
  readonly exclude?: readonly number[] | null | undefined;

  @Field(({ GraphQLJSONObject }) => GraphQLJSONObject, {
    nullable: true,
    description: 'Golden JSON, e.g. {"355100": [[1, 100]]}. Its keys are the runs.',
  })
  readonly goldenJson?: Readonly<Record<string, unknown>> | null | undefined;

  @Field(({ Float }) => Float, {
    nullable: true,
    description:
      'Minimum share of the lumisections of a run that are in `goldenJson`, otherwise in the one of `saved`, from 0 to 1.',
  })
  readonly minGoldenShare?: number | null | undefined;

  @Field(({ ID }) => ID, { nullable: true, description: 'ID of a golden JSON stored by saveSelection.' })
  readonly saved?: string | null | undefined;

  @Field(() => [String], { nullable: true, description: 'Classes in Run Registry, e.g. Collisions23.' })
  readonly classes?: readonly string[] | null | undefined;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: true,
    description: 'Whether to exclude runs known not to be significant. Runs of unknown significance are included.',
  })
  readonly significant?: boolean | null | undefined;

  @Field(({ Float }) => Float, { nullable: true, description: 'Minimum duration in seconds.' })
  readonly minDurationSeconds?: number | null | undefined;

  @Field(({ Float }) => Float, { nullable: true, description: 'Minimum recorded luminosity in 1/pb.' })
  readonly minRecordedLumi?: number | null | undefined;

  @Field(({ Int }) => [Int], { nullable: true, description: 'LHC fill numbers.' })
  readonly fills?: readonly number[] | null | undefined;

  /** Of the files' names; of OMS where runs are listed without a dataset. */
  @Field(() => [String], { nullable: true, description: 'Eras, e.g. Run2023C.' })
  readonly eras?: readonly string[] | null | undefined;

  @Field(() => [FlagFilter], { nullable: true, description: 'Certification flags; all filters must hold.' })
  readonly flags?: readonly FlagFilter[] | null | undefined;

  @Field(() => [QuantityFilter], { nullable: true, description: 'Ranges of quantities; all filters must hold.' })
  readonly quantities?: readonly QuantityFilter[] | null | undefined;

  @Field(() => [LabelFilter], { nullable: true, description: 'Labels of ranges of runs; all filters must hold.' })
  readonly labels?: readonly LabelFilter[] | null | undefined;
}

/** The conditions of a selection, and their parameters, the first of which is `$offset`; `era` is the SQL of the era. */
export function runTests(
  selection: RunSelection,
  era: string,
  offset: number,
): { tests: RunTest[]; parameters: unknown[] } {
  const tests: RunTest[] = [];
  const parameters: unknown[] = [];
  const bind = (value: unknown): string => `$${offset + parameters.push(value) - 1}`;
  const add = (value: unknown, sql: (p: string) => string, reason: string, column?: string, name = column): void => {
    if (value === undefined || value === null) return;
    const test = { sql: sql(bind(value)), reason };
    tests.push(column === undefined ? test : { ...test, known: { column: `run.${column}`, name: name ?? column } });
  };
  const { from, to, numbers, exclude, goldenJson, minGoldenShare, classes, significant } = selection;
  const { minDurationSeconds, minRecordedLumi, fills, eras, flags, quantities, labels } = selection;
  add(from, (p) => `run.number >= ${p}`, `before run ${from}`);
  add(to, (p) => `run.number <= ${p}`, `after run ${to}`);
  add(numbers, (p) => `run.number = ANY (${p}::int[])`, 'not in the run list');
  add(exclude, (p) => `run.number <> ALL (${p}::int[])`, 'excluded by hand');
  add(goldenJson && goldenRuns(goldenJson), (p) => `run.number = ANY (${p}::int[])`, 'not in the golden JSON');
  if (minGoldenShare !== undefined && minGoldenShare !== null) tests.push(goldenTest(goldenJson, minGoldenShare, bind));
  add(classes, (p) => `run.class = ANY (${p}::text[])`, 'of another class', 'class');
  add(minDurationSeconds, (p) => `run.duration_seconds >= ${p}`, 'too short', 'duration_seconds', 'duration');
  add(minRecordedLumi, (p) => `run.recorded_lumi >= ${p}`, 'too little luminosity', 'recorded_lumi', 'luminosity');
  add(fills, (p) => `run.fill = ANY (${p}::int[])`, 'of another fill', 'fill');
  add(eras, (p) => `${era} = ANY (${p}::text[])`, 'of another era');
  for (const filter of flags ?? []) tests.push(flagTest(filter, bind));
  for (const filter of quantities ?? []) tests.push(quantityTest(filter, bind));
  for (const filter of labels ?? []) tests.push(labelTest(filter, bind));
  if (significant ?? true) tests.push({ sql: 'run.significant IS NOT FALSE', reason: 'not significant' });
  return { tests, parameters };
}

/** The condition that a golden JSON has enough of a run's lumisections. Throws a SelectionError where there is none. */
function goldenTest(golden: RunSelection['goldenJson'], minShare: number, bind: (value: unknown) => string): RunTest {
  if (!golden) throw new SelectionError('minGoldenShare needs a golden JSON: give goldenJson or saved');
  const counts = `(${bind(JSON.stringify(countLumisections(golden)))}::jsonb ->> run.number::text)::float8`;
  return {
    sql: `coalesce(${counts} / nullif(run.lumisections, 0) >= ${bind(minShare)}, false)`,
    reason: `less than ${formatPercent(minShare)} of the lumisections in the golden JSON`,
    known: { column: 'run.lumisections', name: 'number of lumisections' },
  };
}

/** The condition that a run passes a filter on a flag. */
function flagTest({ column, dataset, statuses, minGoodShare }: FlagFilter, bind: (value: unknown) => string): RunTest {
  const of = (expression: string): string =>
    `(SELECT ${expression} FROM run_flag AS flag WHERE flag.run_number = run.number AND flag.dataset = ${boundDataset}
       AND flag.column_name = ${boundColumn})`;
  const [boundDataset, boundColumn] = [bind(dataset ?? onlineDataset), bind(column)];
  const hasStatus = statuses ? `flag.status = ANY (${bind(statuses)}::text[])` : 'flag.status IS NOT NULL';
  const hasShare =
    minGoodShare === undefined || minGoodShare === null ? '' : `AND flag.good_share >= ${bind(minGoodShare)}`;
  const name = `flag ${column}${(dataset ?? onlineDataset) === onlineDataset ? '' : ` of ${dataset}`}`;
  const wanted = [
    ...(statuses ? [statuses.join(' or ')] : []),
    ...(hasShare === '' ? [] : [`GOOD for ${formatPercent(minGoodShare ?? 0)} of the lumisections`]),
  ].join(' and ');
  return {
    sql: `coalesce(${of(`${hasStatus} ${hasShare}`)}, false)`,
    reason: `${name} is not ${wanted || 'set'}`,
    known: { column: of('flag.status'), name },
  };
}

/** `95 %` */
function formatPercent(share: number): string {
  return `${Number((share * 100).toFixed(2))} %`;
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
  /** The dataset of the file: a member, of a chain. */
  readonly datasetId: number;
  readonly fileId: number;
  /** Version of the file's row; it changes with the row and its points. */
  readonly version: string;
  readonly era: string;
  /** Class of the run in Run Registry, e.g. Collisions23; null where it is not known. */
  readonly runClass: string | null;
}

/** Returns the selected runs of a dataset, ascending. */
export async function selectRuns(
  { dataSource }: Database,
  datasetId: number,
  selection: RunSelection,
): Promise<DatasetRun[]> {
  const { sql, parameters } = runCondition(selection, 'file.era', 3);
  const runs = await dataSource.query<DatasetRun[]>(
    `SELECT run.number AS run, file.${memberColumn(datasetId)} AS "datasetId", file.id AS "fileId", file.id || ' ' || file.xmin AS version,
       file.era, run.class AS "runClass"
     FROM ${filesOf(datasetId)} AS file JOIN run ON run.number = file.run_number
     WHERE file.dataset_id = $1 AND file.state = 'extracted' AND ${sql}
     ORDER BY run.number DESC LIMIT $2`,
    [datasetId, selection.latest ?? null, ...parameters],
  );
  return runs.reverse();
}

/** Max. number of runs of a saved selection: more than CMS takes in a year. */
export const maxSavedRuns = 20_000;

/** Max. length of a saved selection as JSON: ten times that of the runs of a year. */
export const maxSavedLength = 200_000;

/**
 * Stores the runs and lumisections of a golden JSON and returns their id, 12 characters of the hash of the canonical form. Throws a
 * SelectionError where it is not a golden JSON, or too long.
 */
export async function saveSelection(
  { dataSource }: Database,
  goldenJson: Readonly<Record<string, unknown>>,
): Promise<string> {
  const runs = goldenRuns(goldenJson);
  if (runs.length === 0) throw new SelectionError('golden JSON: it names no run');
  if (runs.length > maxSavedRuns) throw new SelectionError(`golden JSON: it names more than ${maxSavedRuns} runs`);
  const json = JSON.stringify(canonicalGolden(goldenJson));
  if (json.length > maxSavedLength)
    throw new SelectionError(`golden JSON: its runs and lumisections have more than ${maxSavedLength} characters`);
  const id = createHash('sha256').update(json).digest('base64url').slice(0, 12);
  await dataSource.query(
    `INSERT INTO saved_selection (id, golden_json) VALUES ($1, $2)
     ON CONFLICT (id) DO UPDATE SET last_used_at = now()`,
    [id, json],
  );
  return id;
}

/** Deletes saved selections that no link has used for a year; returns how many. */
export async function deleteUnusedSelections({ dataSource }: Database): Promise<number> {
  const [, count] = await dataSource.query<[unknown, number]>(
    "DELETE FROM saved_selection WHERE last_used_at < now() - interval '1 year'",
  );
  return count;
}

/**
 * Puts the golden JSON of a saved selection, or its runs where there is another one, in the place of its id. Throws a SelectionError where there
 * is none of this id, and where a filter is on a quantity or a label that there is not.
 */
export async function resolveSelection(database: Database, selection: RunSelection): Promise<RunSelection> {
  const { dataSource } = database;
  const { saved, ...rest } = selection;
  await checkQuantityFilters(database, rest.quantities ?? []);
  await checkLabelFilters(database, rest.labels ?? []);
  if (saved === undefined || saved === null) return rest;
  const found = await dataSource.getRepository(SavedSelection).findOneBy({ id: saved });
  if (!found) throw new SelectionError(`there is no saved selection ${saved}`);
  // Once a day: every write makes cached responses stale.
  await dataSource.query(
    "UPDATE saved_selection SET last_used_at = now() WHERE id = $1 AND last_used_at < now() - interval '1 day'",
    [saved],
  );
  if (!rest.goldenJson) return { ...rest, goldenJson: found.goldenJson };
  const runs = new Set(goldenRuns(found.goldenJson));
  const isSaved = (run: number): boolean => runs.has(run);
  return { ...rest, numbers: rest.numbers ? rest.numbers.filter(isSaved) : [...runs] };
}
