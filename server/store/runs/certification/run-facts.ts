/** What a suggested run list is judged by. */
import type { FlagStatus } from '../../../enrich/flags.ts';
import type { Limit, LimitSeverity } from '../../../plan/plan.ts';
import type { Database } from '../../connection/database.ts';
import { onlineDataset } from '../../entities/certification/run-flag.ts';
import type { SelectedRun } from './golden-export.ts';
import { allRuns } from '../run-counts.ts';
import { runCondition, type RunSelection } from '../run-filter.ts';

/** A trend, by what users call it. */
interface TrendName {
  readonly subsystem: string;
  readonly name: string;
  readonly primaryDataset: string;
  readonly processing: string;
}

/** A value that is beyond a limit of its config, which may be one of another scope. */
export interface LimitedValue extends TrendName {
  readonly value: number;
  readonly limits: readonly Limit[];
  readonly era: string;
  readonly runClass: string | null;
}

/** An alarm that is not resolved and covers a run. */
export interface RunAlarm extends TrendName {
  readonly severity: LimitSeverity;
  readonly firstRun: number;
}

/** The flag of a column for a run, of itself or of a dataset. */
export interface FlagFact {
  readonly column: string;
  readonly dataset: string;
  readonly status: FlagStatus | null;
  readonly goodShare: number | null;
}

/** A run with what it is judged by. */
export interface RunFacts extends SelectedRun {
  readonly recordedLumi: number | null;
  readonly values: readonly LimitedValue[];
  readonly alarms: readonly RunAlarm[];
  readonly flags: readonly FlagFact[];
}

/** Whether a run is good by a rule, and why it is not. */
export interface Suggestion {
  readonly run: number;
  readonly isGood: boolean;
  /** In words; empty for a good run. */
  readonly reasons: readonly string[];
}

/** Whose values and alarms count; null or undefined: all. */
export interface SuggestionScope {
  readonly subsystem?: string | null | undefined;
  readonly primaryDataset?: string | null | undefined;
  readonly processing?: string | null | undefined;
}

/** What of the runs is needed. */
export interface FactsNeeded {
  readonly values: boolean;
  readonly alarms: boolean;
  readonly columns: readonly string[];
}

/** The selected runs that have an extracted file in the scope, ascending, with what they are judged by. Throws a SelectionError. */
export async function findRunFacts(
  database: Database,
  scope: SuggestionScope,
  selection: RunSelection,
  needed: FactsNeeded,
): Promise<RunFacts[]> {
  const runs = await findRuns(database, scope, selection);
  const numbers = runs.map(({ run }) => run);
  const [values, alarms, flags] = await Promise.all([
    needed.values ? findValuesBeyondLimits(database, scope, numbers) : [],
    needed.alarms ? findOpenAlarms(database, scope, numbers) : [],
    findFlagFacts(database, numbers, needed.columns),
  ]);
  const [valuesByRun, flagsByRun] = [groupByRun(values), groupByRun(flags)];
  return runs.map((one) => ({
    ...one,
    values: valuesByRun.get(one.run) ?? [],
    flags: flagsByRun.get(one.run) ?? [],
    alarms: alarms.filter(({ firstRun, lastRun }) => firstRun <= one.run && lastRun >= one.run),
  }));
}

function groupByRun<T extends { readonly run: number }>(rows: readonly T[]): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const row of rows) {
    const group = groups.get(row.run);
    if (group) group.push(row);
    else groups.set(row.run, [row]);
  }
  return groups;
}

function valuesOf({ subsystem, primaryDataset, processing }: SuggestionScope): unknown[] {
  return [subsystem ?? null, primaryDataset ?? null, processing ?? null];
}

/** SQL that a trend is in a scope; `first` is the number of its first parameter. */
function scopeCondition(first: number): string {
  return ['config.subsystem', 'dataset.primary_dataset', 'dataset.processing']
    .map((column, index) => `($${first + index}::text IS NULL OR ${column} = $${first + index})`)
    .join(' AND ');
}

async function findRuns(
  { dataSource }: Database,
  { primaryDataset, processing }: SuggestionScope,
  selection: RunSelection,
): Promise<(SelectedRun & { readonly recordedLumi: number | null })[]> {
  const { sql, parameters } = runCondition(selection, allRuns.era, 4);
  const runs = await dataSource.query<(SelectedRun & { readonly recordedLumi: number | null })[]>(
    `SELECT run.number AS run, run.lumisections, run.recorded_lumi AS "recordedLumi" ${allRuns.from}
       AND EXISTS (
         SELECT FROM file JOIN dataset ON dataset.id = file.dataset_id WHERE file.run_number = run.number AND file.state = 'extracted'
           AND ($1::text IS NULL OR primary_dataset = $1) AND ($2::text IS NULL OR processing = $2)
       ) AND ${sql}
     ORDER BY run.number DESC LIMIT $3`,
    [primaryDataset ?? null, processing ?? null, selection.latest ?? null, ...parameters],
  );
  return runs.reverse();
}

/** The values beyond a limit of any scope: few of all values, so that they can be judged one by one. */
async function findValuesBeyondLimits(
  { dataSource }: Database,
  scope: SuggestionScope,
  runs: readonly number[],
): Promise<(LimitedValue & { readonly run: number })[]> {
  return dataSource.query(
    `SELECT point.run_number AS run, point.value, config.limits, config.subsystem, config.name,
       primary_dataset AS "primaryDataset", processing, file.era, run.class AS "runClass"
     FROM config JOIN trend ON trend.config_id = config.id JOIN dataset ON dataset.id = trend.dataset_id
     JOIN point ON point.trend_id = trend.id AND point.run_number = ANY ($1::int[])
     JOIN run ON run.number = point.run_number
     JOIN file ON file.dataset_id = dataset.id AND file.run_number = point.run_number AND file.state = 'extracted'
     WHERE config.active AND jsonb_array_length(config.limits) > 0 AND ${scopeCondition(2)}
       AND (config.min_entries IS NULL OR coalesce(point.entries, 0) >= config.min_entries) AND EXISTS (
       SELECT FROM jsonb_array_elements(config.limits) AS bound
       WHERE point.value < (bound ->> 'min')::float8 OR point.value > (bound ->> 'max')::float8
     )
     ORDER BY config.subsystem, config.file, config.line, config.id`,
    [runs, ...valuesOf(scope)],
  );
}

async function findOpenAlarms(
  { dataSource }: Database,
  scope: SuggestionScope,
  runs: readonly number[],
): Promise<(RunAlarm & { readonly lastRun: number })[]> {
  return dataSource.query(
    `SELECT alarm.severity, alarm.run AS "firstRun", alarm.last_run AS "lastRun", config.subsystem, config.name,
       primary_dataset AS "primaryDataset", processing
     FROM alarm JOIN trend ON trend.id = alarm.trend_id JOIN config ON config.id = trend.config_id
     JOIN dataset ON dataset.id = trend.dataset_id
     WHERE alarm.state <> 'resolved' AND alarm.last_run >= $1 AND alarm.run <= $2 AND ${scopeCondition(3)}
     ORDER BY alarm.severity, config.subsystem, config.file, config.line, alarm.id`,
    [runs[0] ?? 0, runs.at(-1) ?? 0, ...valuesOf(scope)],
  );
}

async function findFlagFacts(
  { dataSource }: Database,
  runs: readonly number[],
  columns: readonly string[],
): Promise<(FlagFact & { readonly run: number })[]> {
  if (columns.length === 0) return [];
  return dataSource.query(
    `SELECT run_number AS run, column_name AS "column", dataset, status, good_share AS "goodShare" FROM run_flag
     WHERE run_number = ANY ($1::int[]) AND column_name = ANY ($2::text[]) ORDER BY dataset <> $3, dataset`,
    [runs, columns, onlineDataset],
  );
}
