import type { FlagStatus, RunFlagsQuery, RunSelection } from '../generated/operations.ts';

/** The certification flags of a column of Run Registry, one entry for each run of a page in each list. */
export interface FlagRow {
  readonly column: string;
  readonly statuses: readonly (FlagStatus | null)[];
  /** From 0 to 1. */
  readonly goodShares: readonly (number | null)[];
  readonly comments: readonly (string | null)[];
}

/** The flags of runs from those of the runs of datasets; columns without any flag are left out. */
export function flagRows(
  runs: readonly number[],
  datasets: readonly NonNullable<RunFlagsQuery['datasetRuns']>[],
): FlagRow[] {
  const columns = new Set(datasets.flatMap(({ flags }) => flags.map(({ column }) => column)));
  return [...columns].flatMap((column) => {
    const lists = datasets.flatMap(({ columns, flags }) => {
      const list = flags.find((each) => each.column === column);
      return list ? [{ ...list, indices: new Map(columns.runs.map((run, index) => [run, index])) }] : [];
    });
    const entries = runs.map((run) => {
      const list = lists.find(({ indices }) => indices.has(run));
      return { list, index: list?.indices.get(run) ?? -1 };
    });
    const statuses = entries.map(({ list, index }) => list?.statuses[index] ?? null);
    if (statuses.every((status) => status === null)) return [];
    return {
      column,
      statuses,
      goodShares: entries.map(({ list, index }) => list?.goodShares[index] ?? null),
      comments: entries.map(({ list, index }) => list?.comments[index] ?? null),
    };
  });
}

/** What flags are shown of. */
export interface FlagsOf {
  readonly subsystem: string;
  /** A page may name one several times. */
  readonly datasets: readonly { readonly primaryDataset: string; readonly processing: string }[];
  readonly select: RunSelection;
}

/** The variables of the query for the flags of each dataset. */
export function flagRequests({ subsystem, datasets, select }: FlagsOf) {
  const byDataset = new Map(
    datasets.map(({ primaryDataset, processing }) => [
      `${primaryDataset} ${processing}`,
      { subsystem, primaryDataset, processing, select },
    ]),
  );
  return [...byDataset.values()];
}

/** The table of runs with their flags in the results of the queries; as it is where there are none. */
export function withFlags<Table extends { readonly runs: readonly number[] }>(
  table: Table,
  results: readonly (RunFlagsQuery | undefined)[],
): Table & { readonly flags?: readonly FlagRow[] } {
  const found = results.flatMap((result) => result?.datasetRuns ?? []);
  return found.length > 0 ? { ...table, flags: flagRows(table.runs, found) } : table;
}
