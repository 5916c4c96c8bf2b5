import type { RunLabelsQuery } from '../generated/operations.ts';

/** The labels of a set that the runs of a page have. */
export interface LabelRow {
  readonly name: string;
  readonly title: string;
  /** One for each run. */
  readonly labels: readonly (string | null)[];
  readonly colors: ReadonlyMap<string, string>;
}

export type LabelSet = RunLabelsQuery['runLabels'][number];

/** Of labels without a colour of their own: pale, so that dark text is readable on them in both themes. */
const palette = ['#a5d8ff', '#ffd8a8', '#b2f2bb', '#eebefa', '#ffec99', '#96f2d7', '#ffc9c9', '#d0bfff'];

/** The labels of a set with their colours, in the order in which runs first have them. */
export function labelColors({ ranges }: LabelSet): ReadonlyMap<string, string> {
  const colors = new Map<string, string>();
  for (const { label, color } of ranges)
    if (!colors.has(label)) colors.set(label, color ?? palette[colors.size % palette.length] ?? '#ced4da');
  return colors;
}

/** The label of a run; undefined where it has none of this set. */
export function labelOf({ ranges }: LabelSet, run: number): LabelSet['ranges'][number] | undefined {
  return ranges.find(({ firstRun, lastRun }) => firstRun <= run && (lastRun === null || run <= lastRun));
}

/** The labels of runs; sets of which no run has one are left out. */
export function labelRows(sets: readonly LabelSet[], runs: readonly number[]): LabelRow[] {
  return sets.flatMap((set) => {
    const labels = runs.map((run) => labelOf(set, run)?.label ?? null);
    return labels.every((label) => label === null)
      ? []
      : { name: set.name, title: set.title, labels, colors: labelColors(set) };
  });
}

/** The table of runs with their labels; as it is where these are not loaded, or where its rows stand for several runs. */
export function withLabels<Table extends { readonly runs: readonly number[]; readonly bins?: unknown }>(
  table: Table,
  sets: readonly LabelSet[],
): Table & { readonly labels?: readonly LabelRow[] } {
  if (sets.length === 0 || table.bins !== undefined) return table;
  const labels = labelRows(sets, table.runs);
  return labels.length > 0 ? { ...table, labels } : table;
}
