import { useVirtualizer, useWindowVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import styles from './table.module.css';

export interface Column<Row> {
  readonly label: string;
  /** In pixels. */
  readonly width: number;
  /** Share of the room that is left; by default none. */
  readonly share?: number;
  /** Numbers are aligned to the right. */
  readonly isNumber?: boolean;
  /** A dash replaces null. */
  readonly cell: (row: Row) => ReactNode;
  readonly tooltip?: (row: Row) => string | undefined;
  /** Sorts by this column; undefined where that is not possible. */
  readonly onSort?: () => void;
  /** Whether the rows are sorted by this column. */
  readonly order?: 'none' | 'ascending' | 'descending';
}

/** Between columns, in pixels. */
const gap = 12;

/** A table of which only the rows near the window are rendered. */
export function VirtualTable<Row>({
  label,
  columns,
  rows,
  rowHeight,
  keyOf,
  box,
  onEnd,
}: {
  /** For screen readers. */
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  /** In pixels. */
  rowHeight: number;
  /** Identifies a row; it becomes the attribute `data-row`. */
  keyOf: (row: Row) => string | number;
  /** Class of a box in which the rows scroll below the head; by default they scroll with the window. */
  box?: string | undefined;
  /** Called when the last row is rendered. */
  onEnd?: () => void;
}) {
  const frame = useRef<HTMLDivElement | null>(null);
  const list = useRef<HTMLDivElement | null>(null);
  const isBox = box !== undefined;
  const options = { count: rows.length, estimateSize: () => rowHeight, overscan: 12 };
  const inWindow = useWindowVirtualizer({ ...options, enabled: !isBox, scrollMargin: list.current?.offsetTop ?? 0 });
  const inBox = useVirtualizer({
    ...options,
    enabled: isBox,
    scrollMargin: rowHeight,
    getScrollElement: () => frame.current,
  });
  const virtual = isBox ? inBox : inWindow;
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= rows.length - 1) onEnd?.();
  }, [last, rows.length, onEnd]);
  const grid = {
    columnGap: gap,
    gridTemplateColumns: columns
      .map(({ width, share }) => (share === undefined ? `${width}px` : `minmax(${width}px, ${share}fr)`))
      .join(' '),
  };
  const minWidth = columns.reduce((sum, { width }) => sum + width + gap, -gap);
  return (
    <div ref={frame} className={box ?? styles.scroll} tabIndex={0} role="region" aria-label={label}>
      <div role="table" aria-rowcount={rows.length + 1} style={{ minWidth }}>
        <div role="rowgroup" className={isBox ? styles.sticky : undefined}>
          <div
            role="row"
            aria-rowindex={1}
            className={`${styles.row} ${styles.head}`}
            style={isBox ? { ...grid, height: rowHeight } : grid}
          >
            {columns.map((column) => (
              <ColumnHead key={column.label} column={column} />
            ))}
          </div>
        </div>
        <div role="rowgroup" ref={list} style={{ position: 'relative', height: virtual.getTotalSize() }}>
          {items.map(({ index, key, start }) => {
            const row = rows[index];
            return row === undefined ? null : (
              <div
                key={key}
                role="row"
                aria-rowindex={index + 2}
                className={styles.row}
                data-row={keyOf(row)}
                style={{
                  ...grid,
                  position: 'absolute',
                  top: start - virtual.options.scrollMargin,
                  height: rowHeight,
                }}
              >
                {columns.map(({ label, isNumber, cell, tooltip }) => (
                  <div key={label} role="cell" className={isNumber ? 'number' : undefined} title={tooltip?.(row)}>
                    {cell(row) ?? '–'}
                  </div>
                ))}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

function ColumnHead<Row>({ column: { label, isNumber, onSort, order } }: { column: Column<Row> }) {
  const className = isNumber ? 'number' : undefined;
  if (!onSort)
    return (
      <div role="columnheader" className={className} title={label}>
        {label}
      </div>
    );
  return (
    <div role="columnheader" aria-sort={order} className={className}>
      <button type="button" onClick={onSort}>
        {label}
        {order === 'descending' ? <ArrowDown size={13} aria-hidden /> : null}
        {order === 'ascending' ? <ArrowUp size={13} aria-hidden /> : null}
      </button>
    </div>
  );
}
