import { useVirtualizer, useWindowVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import styles from './table.module.css';

export interface Column<Row> {
  readonly label: string;
  /** What the head shows instead of the label. */
  readonly head?: ReactNode;
  /** In pixels. */
  readonly width: number;
  /** Stays at the left while the others scroll. Only the first columns of a table can. */
  readonly isFrozen?: boolean;
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
  onView,
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
  /** Called with the indices of the first and the last row that are rendered, when they change. */
  onView?: (first: number, last: number) => void;
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
  const [first, last] = [items[0]?.index ?? 0, items.at(-1)?.index ?? 0];
  useEffect(() => onView?.(first, last), [first, last, rows, onView]);
  const grid = {
    columnGap: gap,
    gridTemplateColumns: columns
      .map(({ width, share }) => (share === undefined ? `${width}px` : `minmax(${width}px, ${share}fr)`))
      .join(' '),
  };
  const minWidth = widthOf(columns);
  const frozen = columns.filter(({ isFrozen }) => isFrozen);
  const freezes = columns.map((column, index): Freeze => {
    if (!column.isFrozen) return {};
    const className = index === frozen.length - 1 ? styles.lastFrozen : styles.frozen;
    return { className, style: { left: index === 0 ? 0 : widthOf(frozen.slice(0, index)) + gap } };
  });
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
            {columns.map((column, index) => (
              <ColumnHead key={column.label} column={column} freeze={freezes[index] ?? {}} />
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
                {columns.map(({ label, isNumber, cell, tooltip }, position) => (
                  <div
                    key={label}
                    role="cell"
                    className={classOf(isNumber, freezes[position])}
                    style={freezes[position]?.style}
                    title={tooltip?.(row)}
                  >
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

/** Keeps the cells of a frozen column at their distance from the left edge; empty for one that scrolls. */
interface Freeze {
  readonly className?: string | undefined;
  readonly style?: { readonly left: number };
}

const widthOf = (columns: readonly { readonly width: number }[]): number =>
  columns.reduce((sum, { width }) => sum + width + gap, -gap);

const classOf = (isNumber: boolean | undefined, freeze: Freeze | undefined): string | undefined =>
  [isNumber ? 'number' : '', freeze?.className ?? ''].join(' ').trim() || undefined;

function ColumnHead<Row>({
  column: { label, head, isNumber, onSort, order },
  freeze,
}: {
  column: Column<Row>;
  freeze: Freeze;
}) {
  const className = classOf(isNumber, freeze);
  if (!onSort)
    return (
      <div role="columnheader" className={className} style={freeze.style} title={head ? undefined : label}>
        {head ?? label}
      </div>
    );
  return (
    <div role="columnheader" aria-sort={order} className={className} style={freeze.style}>
      <button type="button" onClick={onSort}>
        {label}
        {order === 'descending' ? <ArrowDown size={13} aria-hidden /> : null}
        {order === 'ascending' ? <ArrowUp size={13} aria-hidden /> : null}
      </button>
    </div>
  );
}
