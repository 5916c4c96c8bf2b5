/** The rows that a click on a checkbox concerns. */
interface Click {
  /** Of the row. */
  readonly run: number;
  /** The row clicked before, from which the shift key extends to this one; null without the key. */
  readonly from: number | null;
  /** The runs of the table, in its order. */
  readonly order: readonly number[];
}

/** The selected runs after a click: that of the row changes, and all rows up to it from another one become the same. */
export function afterClick(selected: ReadonlySet<number>, { run, from, order }: Click): ReadonlySet<number> {
  const isSelected = !selected.has(run);
  const [a, b] = [from === null ? -1 : order.indexOf(from), order.indexOf(run)];
  const runs = a === -1 || b === -1 ? [run] : order.slice(Math.min(a, b), Math.max(a, b) + 1);
  const after = new Set(selected);
  for (const each of runs)
    if (isSelected) after.add(each);
    else after.delete(each);
  return after;
}
