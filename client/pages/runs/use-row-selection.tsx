import { Checkbox } from '@mantine/core';
import { type ChangeEvent, useMemo, useRef, useState } from 'react';
import type { Column } from '../../ui/virtual-table.tsx';
import { afterClick } from './row-selection.ts';
import styles from './runs.module.css';

/** The selected rows of the table of runs. They stay selected while filters or the order change. */
interface RowSelection {
  /** Ascending. */
  readonly selected: readonly number[];
  readonly clear: () => void;
  /** The column with the checkboxes. */
  readonly column: Column<number>;
}

/** Selects runs of a list. */
export function useRowSelection(runs: readonly number[]): RowSelection {
  const [selected, setSelected] = useState<ReadonlySet<number>>(new Set());
  const last = useRef<number | null>(null);
  const isAll = useMemo(() => runs.length > 0 && runs.every((run) => selected.has(run)), [runs, selected]);
  const clear = (): void => setSelected(new Set());
  const click = (run: number, event: ChangeEvent<HTMLInputElement>): void => {
    const from = event.nativeEvent instanceof MouseEvent && event.nativeEvent.shiftKey ? last.current : null;
    last.current = run;
    setSelected(afterClick(selected, { run, from, order: runs }));
  };
  const column: Column<number> = {
    label: 'Selected',
    width: 26,
    isFrozen: true,
    head: (
      <div className={styles.checkbox}>
        <Checkbox
          aria-label={isAll ? 'Clear selection' : 'Select all runs of the list'}
          title={isAll ? 'Clear selection' : 'Select all runs of the list'}
          checked={isAll}
          indeterminate={selected.size > 0 && !isAll}
          onChange={() => (isAll ? clear() : setSelected(new Set([...selected, ...runs])))}
        />
      </div>
    ),
    cell: (run) => (
      <div className={styles.checkbox}>
        <Checkbox
          aria-label={`Select run ${run}`}
          checked={selected.has(run)}
          onChange={(event) => click(run, event)}
        />
      </div>
    ),
  };
  const sorted = useMemo(() => [...selected].sort((a, b) => a - b), [selected]);
  return { selected: sorted, clear, column };
}
