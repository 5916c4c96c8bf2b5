import type { RunColumns, RunTable } from '../../run-selection/run-table.ts';
import type { Columns } from '../series.ts';
import { type Bins, binsTitle, type RunBin, runBins } from './bins.ts';
import { combine } from './combine.ts';

/** Runs in bins: a table with a row for each bin, and the points of trends in these. */
export interface BinnedRuns<T extends RunColumns> {
  /** A bin has the number of its first run; each of its runs has its index. */
  readonly table: RunTable<T>;
  /** The points of the bins of a trend, of those in which it has any. */
  readonly columnsOf: (columns: Columns) => Columns;
}

/** Puts the runs of a page into bins; undefined where each run is a point of its own. */
export function binRuns<T extends RunColumns>(table: RunTable<T>, bins: Bins): BinnedRuns<T> | undefined {
  if (bins === 'run') return undefined;
  const all = runBins(table, bins);
  return {
    table: binnedTable(table, all, binsTitle(bins)),
    columnsOf: (columns) => binnedColumns(columns, table, all),
  };
}

/** How the attributes of the runs of a bin become one; others are the mean, or what all known ones are. */
const attributes: Readonly<Record<string, (values: readonly unknown[]) => unknown>> = {
  runs: ([first]) => first,
  startTimes: (values) => values.find((value) => value !== null) ?? null,
  durations: sum,
  recordedLumis: sum,
  deliveredLumis: sum,
  fills: common,
  members: (values) => [...new Set(values.filter((value) => value !== null))].join(', ') || null,
  'quantity recorded': sum,
  'quantity delivered': sum,
  'quantity duration': sum,
  'quantity lumisections': sum,
  'quantity fill': common,
};

function binnedTable<T extends RunColumns>(table: RunTable<T>, bins: readonly RunBin[], title: string): RunTable<T> {
  const { indexByRun: _indices, flags: _flags, bins: _bins, ...columns } = table;
  const binned = Object.entries(columns as Record<string, readonly unknown[]>).map(([name, list]) => {
    const of = attributes[name] ?? (list.some((value) => typeof value === 'number') ? mean : common);
    return [name, bins.map(({ start, end }) => of(list.slice(start, end)))] as const;
  });
  const indices = bins.flatMap(({ start, end }, index) =>
    table.runs.slice(start, end).map((run) => [run, index] as const),
  );
  return {
    ...(Object.fromEntries(binned) as unknown as T),
    indexByRun: new Map(indices),
    bins: { title, list: bins.map(({ start, end, ...bin }) => ({ ...bin, runs: table.runs.slice(start, end) })) },
  };
}

const known = (values: readonly unknown[]): number[] => values.filter((value) => typeof value === 'number');

function sum(values: readonly unknown[]): number | null {
  const numbers = known(values);
  return numbers.length === 0 ? null : numbers.reduce((total, value) => total + value, 0);
}

function mean(values: readonly unknown[]): number | null {
  const numbers = known(values);
  return numbers.length === 0 ? null : numbers.reduce((total, value) => total + value, 0) / numbers.length;
}

/** What all that are known are; null if they differ. */
function common(values: readonly unknown[]): unknown {
  const distinct = new Set(values.filter((value) => value !== null));
  return distinct.size === 1 ? [...distinct][0] : null;
}

function binnedColumns(columns: Columns, { runs }: RunTable, bins: readonly RunBin[]): Columns {
  const rows = new Map(columns.runs.map((run, row) => [run, row]));
  const points = bins.flatMap(({ start, end }) => {
    const own = runs.slice(start, end).flatMap((run) => rows.get(run) ?? []);
    return own.length === 0 ? [] : [{ run: runs[start] ?? 0, ...combine(columns, own) }];
  });
  return {
    runs: points.map(({ run }) => run),
    values: points.map(({ value }) => value),
    errorsLow: points.map(({ errorLow }) => errorLow),
    errorsHigh: points.map(({ errorHigh }) => errorHigh),
    entries: points.map(({ entries }) => entries),
    failures: points.map(({ failure }) => failure),
    reasons: points.map(({ reason }) => reason),
    revisions: points.map(({ revision }) => revision),
    spreads: points.map(({ spread }) => spread),
    counts: points.map(({ count }) => count),
  };
}
