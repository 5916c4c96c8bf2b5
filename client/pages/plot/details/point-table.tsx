import { type ReactNode, useMemo } from 'react';
import type { Columns, PlotLine } from '../../../chart/series.ts';
import { formatDuration, formatNumber, formatValue } from '../../../format/numbers.ts';
import { shortTime } from '../../../format/time.ts';
import { RunLink } from '../../../ui/run-link.tsx';
import type { RunTable, TableBin } from '../../../run-selection/run-table.ts';
import tableStyles from '../../../ui/table.module.css';
import { type Column, VirtualTable } from '../../../ui/virtual-table.tsx';
import styles from './point-table.module.css';

type OpenPoint = (run: number, line: number) => void;

/** A table of the points of trends, the latest run first. A click on a value opens its point. */
export function PointTable({
  table,
  indices,
  lines,
  openPoint,
}: {
  table: RunTable;
  /** Of the runs, ascending. */
  indices: readonly number[];
  lines: readonly PlotLine[];
  openPoint: OpenPoint;
}) {
  const rows = useMemo(() => indices.toReversed(), [indices]);
  const columns = useMemo(() => toColumns(table, lines, openPoint), [table, lines, openPoint]);
  return (
    <VirtualTable
      label="Table of points"
      columns={columns}
      rows={rows}
      rowHeight={28}
      keyOf={(index) => table.runs[index] ?? 0}
      box={styles.root}
    />
  );
}

function toColumns(table: RunTable, lines: readonly PlotLine[], openPoint: OpenPoint): Column<number>[] {
  const { runs, fills, startTimes, durations, recordedLumis, classes, bins } = table;
  const rows = lines.map(({ columns }) => new Map(columns.runs.map((run, row) => [run, row])));
  const rowOf = (index: number, line: number): number | undefined => rows[line]?.get(runs[index] ?? 0);
  const number = (
    label: string,
    width: number,
    values: readonly (number | null)[],
    format: (value: number) => ReactNode = (value) => value,
  ): Column<number> => ({
    label,
    width,
    isNumber: true,
    cell: (index) => {
      const value = values[index] ?? null;
      return value === null ? null : format(value);
    },
  });
  const [only] = lines.length === 1 ? lines : [];
  const aligned = (values: readonly (number | null)[]) => runs.map((_, index) => values[rowOf(index, 0) ?? -1] ?? null);
  return [
    bins
      ? { label: 'Runs', width: 190, cell: (index) => describeBin(bins.list[index]) }
      : { label: 'Run', width: 84, cell: (index) => <RunLink run={runs[index] ?? 0} /> },
    ...lines.map(({ name, columns }, line): Column<number> => ({
      label: only ? 'Value' : name,
      width: 150,
      share: 1,
      cell: (index) => (
        <Value columns={columns} index={rowOf(index, line)} open={() => openPoint(runs[index] ?? 0, line)} />
      ),
    })),
    ...(only
      ? [
          ...(only.columns.spreads ? [number('Spread', 100, aligned(only.columns.spreads), formatNumber)] : []),
          number('Entries', 100, aligned(only.columns.entries), (entries) => entries.toLocaleString('en')),
          number('Revision', 80, aligned(only.columns.revisions), (revision) =>
            revision === 0 ? 'imported' : String(revision),
          ),
        ]
      : []),
    number('Fill', 70, fills),
    { ...number('Start (UTC)', 136, startTimes, shortTime), isNumber: false },
    number('Duration', 96, durations, formatDuration),
    number('Rec. /pb', 96, recordedLumis, formatNumber),
    { label: 'Class', width: 120, cell: (index) => classes[index] },
  ];
}

/** E.g. `fill 8856, 3 runs`. */
function describeBin(bin: TableBin | undefined): string {
  if (!bin) return '';
  return `${bin.name}, ${bin.runs.length} ${bin.runs.length === 1 ? 'run' : 'runs'}`;
}

function Value({ columns, index, open }: { columns: Columns; index: number | undefined; open: () => void }) {
  if (index === undefined) return <span className="dim">not computed</span>;
  const value = columns.values[index] ?? null;
  const reason = columns.reasons[index] ?? '';
  return (
    <button type="button" className={tableStyles.link} title={value === null ? reason : String(value)} onClick={open}>
      {value === null
        ? `none: ${columns.failures[index] ?? reason}`
        : formatValue(value, columns.errorsLow[index] ?? 0, columns.errorsHigh[index] ?? 0)}
    </button>
  );
}
