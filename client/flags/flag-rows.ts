import { useMemo } from 'react';
import { useQueries } from '../data/use-queries.ts';
import { type FlagStatus, RunFlagsDocument, type RunFlagsQuery, type RunSelection } from '../generated/operations.ts';

/** The certification flags of a column of Run Registry, one entry for each run of a page in each list. */
export interface FlagRow {
  readonly column: string;
  readonly statuses: readonly (FlagStatus | null)[];
  /** From 0 to 1. */
  readonly goodShares: readonly (number | null)[];
  readonly comments: readonly (string | null)[];
}

/** A dataset of a page. */
interface DatasetOfPage {
  readonly primaryDataset: string;
  readonly processing: string;
}

/** What flags are shown of. */
interface FlagsOf {
  readonly subsystem: string;
  readonly datasets: readonly DatasetOfPage[];
  readonly select: RunSelection;
  /** Whether they are shown; they are loaded only then. */
  readonly isShown: boolean;
}

/** The table of runs with the certification flags of a subsystem, once they are loaded. Plots without them are complete. */
export function useFlags<Table extends { readonly runs: readonly number[] }>(
  table: Table | undefined,
  { subsystem, datasets, select, isShown }: FlagsOf,
): (Table & { readonly flags?: readonly FlagRow[] }) | undefined {
  const isReady = isShown && table !== undefined && subsystem !== '';
  const { results } = useQueries(RunFlagsDocument, isReady ? [...variablesOf(subsystem, datasets, select)] : []);
  return useMemo(() => {
    const found = results.flatMap((result) => result?.datasetRuns ?? []);
    return table && found.length > 0 ? { ...table, flags: flagRows(table.runs, found) } : table;
  }, [table, results]);
}

/** The variables of a query for each dataset, which a page may name several times. */
function variablesOf(subsystem: string, datasets: readonly DatasetOfPage[], select: RunSelection) {
  return new Map(
    datasets.map(({ primaryDataset, processing }) => [
      `${primaryDataset} ${processing}`,
      { subsystem, primaryDataset, processing, select },
    ]),
  ).values();
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
