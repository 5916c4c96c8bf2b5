import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useMemo, useRef } from 'react';
import type { Columns, PlotLine } from '../../../chart/series.ts';
import { formatDuration, formatNumber, formatValue } from '../../../format/numbers.ts';
import { shortTime } from '../../../format/time.ts';
import type { RunInfo } from '../../../run-selection/run-table.ts';
import table from '../../../ui/table.module.css';
import styles from './point-table.module.css';

type OpenPoint = (run: number, line: number) => void;

interface Column {
  readonly title: string;
  /** Minimum width in pixels. */
  readonly width: number;
  /** Whether it takes a share of the remaining width. */
  readonly isFlexible?: boolean;
  readonly isNumber?: boolean;
  readonly cell: (run: RunInfo) => ReactNode;
}

const rowHeight = 28;
const gap = 12;

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
  const box = useRef<HTMLDivElement>(null);
  const runs = useMemo(() => ascending.toReversed(), [ascending]);
  const columns = useMemo(() => toColumns(lines, openPoint), [lines, openPoint]);
  const rows = useVirtualizer({
    count: runs.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    paddingStart: rowHeight,
  });
  const grid = {
    height: rowHeight,
    gridTemplateColumns: columns
      .map(({ width, isFlexible }) => (isFlexible ? `minmax(${width}px, 1fr)` : `${width}px`))
      .join(' '),
  };
  const minWidth = columns.reduce((sum, { width }) => sum + width + gap, 0);
  return (
    <div ref={box} className={styles.root} tabIndex={0} role="region" aria-label="Table of points">
      <div
        role="table"
        aria-rowcount={runs.length + 1}
        style={{ position: 'relative', minWidth, height: rows.getTotalSize() }}
      >
        <div role="row" aria-rowindex={1} className={`${table.row} ${table.head} ${styles.head}`} style={grid}>
          {columns.map(({ title, isNumber }) => (
            <div key={title} role="columnheader" title={title} className={isNumber ? 'number' : undefined}>
              {title}
            </div>
          ))}
        </div>
        {rows.getVirtualItems().map(({ index, key, start }) => {
          const run = runs[index];
          return run ? (
            <div
              key={key}
              role="row"
              aria-rowindex={index + 2}
              className={table.row}
              data-run={run.number}
              style={{ ...grid, position: 'absolute', top: start }}
            >
              {columns.map(({ title, isNumber, cell }) => (
                <div key={title} role="cell" className={isNumber ? 'number' : undefined}>
                  {cell(run) ?? '–'}
                </div>
              ))}
            </div>
          ) : null;
        })}
      </div>
    </div>
  );
}

function toColumns(lines: readonly PlotLine[], openPoint: OpenPoint): Column[] {
  const indices = lines.map(({ columns }) => new Map(columns.runs.map((run, index) => [run, index])));
  const [only] = lines.length === 1 ? lines : [];
  const ofPoint = (key: 'entries' | 'revisions', run: RunInfo): number | null =>
    only?.columns[key][indices[0]?.get(run.number) ?? -1] ?? null;
  return [
    { title: 'Run', width: 84, cell: ({ number }) => number },
    ...lines.map(({ name, columns }, line): Column => ({
      title: only ? 'Value' : name,
      width: 150,
      isFlexible: true,
      cell: ({ number }) => (
        <Value columns={columns} index={indices[line]?.get(number)} open={() => openPoint(number, line)} />
      ),
    })),
    ...(only
      ? [
          {
            title: 'Entries',
            width: 100,
            isNumber: true,
            cell: (run: RunInfo) => ofPoint('entries', run)?.toLocaleString('en'),
          },
          { title: 'Revision', width: 80, isNumber: true, cell: (run: RunInfo) => ofPoint('revisions', run) },
        ]
      : []),
    { title: 'Fill', width: 70, isNumber: true, cell: ({ fill }) => fill },
    { title: 'Start (UTC)', width: 136, cell: ({ startTime }) => startTime && shortTime(startTime) },
    {
      title: 'Duration',
      width: 96,
      isNumber: true,
      cell: ({ durationSeconds }) => (durationSeconds === null ? null : formatDuration(durationSeconds)),
    },
    {
      title: 'Rec. /pb',
      width: 96,
      isNumber: true,
      cell: ({ recordedLumi }) => (recordedLumi === null ? null : formatNumber(recordedLumi)),
    },
    { title: 'Class', width: 120, cell: (run) => run.class },
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
