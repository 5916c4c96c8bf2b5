import type { FlagRow } from '../flags/flag-rows.ts';
import type { LabelRow } from '../labels/label-rows.ts';
import type { SelectedRunsFragment } from '../generated/operations.ts';

/** Lists that are not changed. */
export type ReadonlyLists<T> = { readonly [Key in keyof T]: Readonly<T[Key]> };

/** Runs as columns, as the API returns them; null where an attribute is unknown or pending. */
export type RunColumns = ReadonlyLists<SelectedRunsFragment['columns']>;

/** A row of a table of bins of runs. */
export interface TableBin {
  /** On the axis, e.g. `8856`. */
  readonly label: string;
  /** E.g. `fill 8856`. */
  readonly name: string;
  readonly runs: readonly number[];
}

/** What the rows of a table stand for, in the place of runs. */
export interface TableBins {
  /** Of their axis, e.g. `fill`. */
  readonly title: string;
  readonly list: readonly TableBin[];
}

/**
 * The runs of a page in ascending order, or in that of the quantity of an x axis, as columns, and the index of each; with their flags and labels
 * where these are loaded. Of bins of runs, each has the number of its first run.
 */
export type RunTable<Columns = RunColumns> = Columns & {
  readonly indexByRun: ReadonlyMap<number, number>;
  readonly flags?: readonly FlagRow[];
  readonly labels?: readonly LabelRow[];
  readonly bins?: TableBins;
};

/** Merges the runs of several datasets, each run with the attributes of the first dataset that has it, and the member of the first chain. */
export function runTable<Columns extends RunColumns>(datasets: readonly Columns[]): RunTable<Columns> {
  const sourceOf = new Map<number, readonly [columns: Columns, index: number]>();
  for (const columns of datasets)
    for (const [index, run] of columns.runs.entries()) if (!sourceOf.has(run)) sourceOf.set(run, [columns, index]);
  const sources = [...sourceOf].sort(([a], [b]) => a - b);
  const keys = Object.keys(datasets[0] ?? {}) as (keyof RunColumns)[];
  const merged = keys.map((key) => [key, sources.map(([, [columns, index]]) => columns[key][index] ?? null)]);
  const runs = sources.map(([run]) => run);
  return {
    ...(Object.fromEntries(merged) as Columns),
    runs,
    members: mergeMembers(datasets, runs),
    indexByRun: new Map(sources.map(([run], index) => [run, index])),
  };
}

/** The members of chains that give the runs, of the first chain that has each; null where none has it. */
function mergeMembers(datasets: readonly RunColumns[], runs: readonly number[]): (string | null)[] {
  const memberOf = new Map<number, string>();
  for (const { runs, members } of datasets) {
    for (const [index, run] of runs.entries()) {
      const member = members[index];
      if (member && !memberOf.has(run)) memberOf.set(run, member);
    }
  }
  return runs.map((run) => memberOf.get(run) ?? null);
}
