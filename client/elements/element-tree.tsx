import { useVirtualizer } from '@tanstack/react-virtual';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import type { TreeRow } from './tree-rows.ts';
import styles from './element-tree.module.css';

/** In pixels. */
const rowHeight = 26;

/**
 * Folders and MEs as a tree, of which only the rows in view are rendered. With the keyboard: ↑ and ↓ move, → and ← open and close a folder
 * or move into and out of it, Enter shows an ME.
 */
export function ElementTree({
  label,
  rows,
  selected,
  onToggle,
  onSelect,
}: {
  label: string;
  rows: readonly TreeRow[];
  /** Path of the ME that is shown. */
  selected: string | null;
  onToggle: (folder: string) => void;
  onSelect: (element: string) => void;
}) {
  const frame = useRef<HTMLDivElement>(null);
  const id = useId();
  const [current, setCurrent] = useState<string | null>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    estimateSize: () => rowHeight,
    overscan: 15,
    getScrollElement: () => frame.current,
  });
  const indexOf = (path: string | null): number => rows.findIndex((row) => row.path === path);
  const active = Math.max(0, indexOf(current ?? selected));

  const selectedIndex = indexOf(selected);
  const isSelectedListed = selectedIndex >= 0;
  const shown = useRef<string | null>(null);
  useEffect(() => {
    // Once for each ME, when its folders have been read: later the user scrolls.
    if (!isSelectedListed || shown.current === selected) return;
    shown.current = selected;
    virtual.scrollToIndex(selectedIndex, { align: 'auto' });
  }, [isSelectedListed, selected, selectedIndex, virtual]);

  const act = (row: TreeRow): void => {
    setCurrent(row.path);
    if (row.kind === 'folder') onToggle(row.path);
    if (row.kind === 'element') onSelect(row.path);
  };
  const moveTo = (index: number): void => {
    const row = rows[index];
    if (!row) return;
    setCurrent(row.path);
    virtual.scrollToIndex(index, { align: 'auto' });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const row = rows[active];
    if (!row || event.altKey || event.ctrlKey || event.metaKey) return;
    const parent = (): void => moveTo(rows.findLastIndex((other, index) => index < active && other.level < row.level));
    const actions: Readonly<Record<string, () => void>> = {
      ArrowDown: () => moveTo(active + 1),
      ArrowUp: () => moveTo(active - 1),
      Home: () => moveTo(0),
      End: () => moveTo(rows.length - 1),
      ArrowRight: () => (row.kind === 'folder' && !row.isOpen ? act(row) : moveTo(active + 1)),
      ArrowLeft: () => (row.kind === 'folder' && row.isOpen ? act(row) : parent()),
      Enter: () => act(row),
    };
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  };
  const items = virtual.getVirtualItems();
  const isActiveRendered = items.some(({ index }) => index === active);
  return (
    <div
      ref={frame}
      className={styles.root}
      role="tree"
      aria-label={label}
      tabIndex={0}
      aria-activedescendant={isActiveRendered ? `${id}-${active}` : undefined}
      onKeyDown={onKeyDown}
    >
      <div role="presentation" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {items.map(({ index, start }) => {
          const row = rows[index];
          return row === undefined ? null : (
            <div
              key={row.path}
              id={`${id}-${index}`}
              role="treeitem"
              aria-level={row.level}
              aria-expanded={row.kind === 'folder' ? row.isOpen : undefined}
              aria-selected={row.path === selected}
              className={styles.row}
              data-active={index === active ? '' : undefined}
              title={row.kind === 'message' ? row.text : row.path}
              style={{ top: start, height: rowHeight, paddingLeft: 6 + 16 * (row.level - 1) }}
              onClick={() => act(row)}
            >
              <RowContent row={row} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

function RowContent({ row }: { row: TreeRow }) {
  if (row.kind === 'message') return <span className="dim">{row.text}</span>;
  if (row.kind === 'folder')
    return (
      <>
        {row.isOpen ? <ChevronDown size={14} aria-hidden /> : <ChevronRight size={14} aria-hidden />}
        <span className={styles.name}>{row.name}</span>
      </>
    );
  const { folder, element } = row;
  const { className, entries, text } = element;
  return (
    <>
      <span className={styles.name}>{row.name}</span>
      <span className={folder === undefined ? styles.facts : styles.folder}>
        {folder ?? text ?? (entries === null ? '' : entries.toLocaleString('en', { maximumSignificantDigits: 6 }))}
      </span>
      <span className={styles.class}>{text === null ? className : ''}</span>
    </>
  );
}
