import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import styles from './table.module.css';

export interface Column<Row> {
  readonly key: string;
  readonly label: string;
  /** A track of a CSS grid. */
  readonly width: string;
  /** Numbers are aligned to the right. */
  readonly isNumber?: boolean;
  readonly cell: (row: Row) => ReactNode;
  readonly tooltip?: (row: Row) => string | undefined;
  /** Sorts by this column; undefined where that is not possible. */
  readonly onSort?: () => void;
}

/** A table of which only the rows near the window are rendered. */
export function VirtualTable<Row>({
  label,
  columns,
  rows,
  rowHeight,
  minWidth,
  keyOf,
  sortedBy,
  onEnd,
}: {
  /** For screen readers. */
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  /** In pixels. */
  rowHeight: number;
  /** In pixels; a narrower window scrolls. */
  minWidth: number;
  /** Identifies a row; it becomes the attribute `data-row`. */
  keyOf: (row: Row) => string | number;
  sortedBy?: { readonly key: string; readonly descending: boolean };
  /** Called when the last row is rendered. */
  onEnd?: () => void;
}) {
  const list = useRef<HTMLDivElement | null>(null);
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => rowHeight,
    overscan: 12,
    scrollMargin: list.current?.offsetTop ?? 0,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= rows.length - 1) onEnd?.();
  }, [last, rows.length, onEnd]);
  const grid = { gridTemplateColumns: columns.map(({ width }) => width).join(' ') };
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label={label}>
      <div role="table" aria-rowcount={rows.length + 1} style={{ minWidth }}>
        <div role="rowgroup">
          <div role="row" aria-rowindex={1} className={`${styles.row} ${styles.head}`} style={grid}>
            {columns.map((column) => (
              <ColumnHead
                key={column.key}
                column={column}
                order={sortedBy?.key !== column.key ? 'none' : sortedBy.descending ? 'descending' : 'ascending'}
              />
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
                {columns.map(({ key, isNumber, cell, tooltip }) => (
                  <div key={key} role="cell" className={isNumber ? 'number' : undefined} title={tooltip?.(row)}>
                    {cell(row)}
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

function ColumnHead<Row>({
  column: { label, isNumber, onSort },
  order,
}: {
  column: Column<Row>;
  order: 'none' | 'ascending' | 'descending';
}) {
  const className = isNumber ? 'number' : undefined;
  if (!onSort)
    return (
      <div role="columnheader" className={className}>
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
