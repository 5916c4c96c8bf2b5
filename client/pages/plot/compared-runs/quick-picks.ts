import type { RunInterval } from '../../../chart/axis/run-interval.ts';
import type { PlotNoteFragment } from '../../../generated/operations.ts';
import { formatRunList } from '../../../run-selection/run-list.ts';
import type { RunTable } from '../../../run-selection/run-table.ts';

/** A set of runs that can be picked, as a list such as `355100-355200,355300`. */
export interface QuickPick {
  readonly label: string;
  readonly list: string;
}

/** Picks of a kind at most: the latest ones. */
const maxPicks = 8;

/** Sets of the runs of a page that are often compared: the zoomed range, its first and last half, fills, eras and runs of notes. */
export function quickPicks(
  table: Pick<RunTable, 'runs' | 'fills' | 'eras'>,
  zoom: RunInterval | null,
  notes: readonly Pick<PlotNoteFragment, 'firstRun' | 'lastRun' | 'text'>[],
): { readonly title: string; readonly picks: readonly QuickPick[] }[] {
  const [first, last] = zoom ?? [table.runs[0] ?? 0, table.runs.at(-1) ?? 0];
  const shown = table.runs.filter((run) => run >= first && run <= last);
  const half = Math.ceil(shown.length / 2);
  const part = (label: string, runs: readonly number[]): QuickPick[] =>
    runs.length === 0 ? [] : [{ label, list: range(runs) }];
  return [
    {
      title: 'Shown runs',
      picks: [
        ...part(zoom ? 'zoomed range' : 'all shown runs', shown),
        ...part('first half', shown.slice(0, half)),
        ...part('second half', shown.slice(half)),
      ],
    },
    { title: 'Fill', picks: grouped(table.runs, table.fills, (fill) => `fill ${fill}`) },
    { title: 'Era', picks: grouped(table.runs, table.eras, (era) => era) },
    {
      title: 'Note',
      picks: notes
        .flatMap(({ firstRun, lastRun, text }): QuickPick[] => {
          if (firstRun === null) return [];
          const list = lastRun === null || lastRun === firstRun ? String(firstRun) : `${firstRun}-${lastRun}`;
          return [{ label: `${list}: ${text.length > 40 ? `${text.slice(0, 39)}…` : text}`, list }];
        })
        .slice(-maxPicks),
    },
  ].filter(({ picks }) => picks.length > 0);
}

const range = (runs: readonly number[]): string =>
  runs.length === 1 ? String(runs[0]) : `${runs[0] ?? ''}-${runs.at(-1) ?? ''}`;

function grouped<Value extends string | number>(
  runs: readonly number[],
  values: readonly (Value | null)[],
  labelOf: (value: Value) => string,
): QuickPick[] {
  const groups = new Map<Value, number[]>();
  for (const [index, run] of runs.entries()) {
    const value = values[index];
    if (value !== null && value !== undefined) groups.set(value, [...(groups.get(value) ?? []), run]);
  }
  return [...groups].slice(-maxPicks).map(([value, of]) => ({
    label: `${labelOf(value)} (${of.length})`,
    list: formatRunList(of),
  }));
}
