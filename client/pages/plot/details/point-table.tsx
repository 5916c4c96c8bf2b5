import { useMemo } from 'react';
import type { Columns, PlotLine } from '../../../chart/series.ts';
import { formatDuration, formatNumber, formatValue } from '../../../format/numbers.ts';
import { shortTime } from '../../../format/time.ts';
import type { RunInfo } from '../../../run-selection/run-table.ts';
import table from '../../../ui/table.module.css';
import { type Column, VirtualTable } from '../../../ui/virtual-table.tsx';
import styles from './point-table.module.css';

type OpenPoint = (run: number, line: number) => void;

/** A table of the points of trends, the latest run first. A click on a value opens its point. */
export function PointTable({
  runs: ascending,
  lines,
  openPoint,
}: {
  runs: readonly RunInfo[];
  lines: readonly PlotLine[];
  openPoint: OpenPoint;
}) {
  const runs = useMemo(() => ascending.toReversed(), [ascending]);
  const columns = useMemo(() => toColumns(lines, openPoint), [lines, openPoint]);
  return (
    <VirtualTable
      label="Table of points"
      columns={columns}
      rows={runs}
      rowHeight={28}
      keyOf={({ number }) => number}
      box={styles.root}
    />
  );
}

function toColumns(lines: readonly PlotLine[], openPoint: OpenPoint): Column<RunInfo>[] {
  const indices = lines.map(({ columns }) => new Map(columns.runs.map((run, index) => [run, index])));
  const [only] = lines.length === 1 ? lines : [];
  const ofPoint = (key: 'entries' | 'revisions', run: RunInfo): number | null =>
    only?.columns[key][indices[0]?.get(run.number) ?? -1] ?? null;
  return [
    { label: 'Run', width: 84, cell: ({ number }) => number },
    ...lines.map(({ name, columns }, line): Column<RunInfo> => ({
      label: only ? 'Value' : name,
      width: 150,
      share: 1,
      cell: ({ number }) => (
        <Value columns={columns} index={indices[line]?.get(number)} open={() => openPoint(number, line)} />
      ),
    })),
    ...(only
      ? [
          {
            label: 'Entries',
            width: 100,
            isNumber: true,
            cell: (run: RunInfo) => ofPoint('entries', run)?.toLocaleString('en'),
          },
          { label: 'Revision', width: 80, isNumber: true, cell: (run: RunInfo) => ofPoint('revisions', run) },
        ]
      : []),
    { label: 'Fill', width: 70, isNumber: true, cell: ({ fill }) => fill },
    { label: 'Start (UTC)', width: 136, cell: ({ startTime }) => startTime && shortTime(startTime) },
    {
      label: 'Duration',
      width: 96,
      isNumber: true,
      cell: ({ durationSeconds }) => (durationSeconds === null ? null : formatDuration(durationSeconds)),
    },
    {
      label: 'Rec. /pb',
      width: 96,
      isNumber: true,
      cell: ({ recordedLumi }) => (recordedLumi === null ? null : formatNumber(recordedLumi)),
    },
    { label: 'Class', width: 120, cell: (run) => run.class },
  ];
}

function Value({ columns, index, open }: { columns: Columns; index: number | undefined; open: () => void }) {
  if (index === undefined) return <span className="dim">not computed</span>;
  const value = columns.values[index] ?? null;
  const reason = columns.reasons[index] ?? '';
  return (
    <button type="button" className={table.link} title={value === null ? reason : String(value)} onClick={open}>
      {value === null
        ? `none: ${columns.failures[index] ?? reason}`
        : formatValue(value, columns.errorsLow[index] ?? 0, columns.errorsHigh[index] ?? 0)}
    </button>
  );
}
