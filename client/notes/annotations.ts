import type { Annotations } from '../chart/flags/annotations.ts';
import type { PlotAnnotationsQuery, PlotNoteFragment } from '../generated/operations.ts';

/** A trend by what the scope of a note names. */
export interface TrendScope {
  readonly subsystem: string;
  readonly config: string;
  readonly primaryDataset: string;
  readonly processing: string;
}

/** The annotations in the result of their query. */
export function toAnnotations({ notes, datasetRuns }: PlotAnnotationsQuery): Annotations {
  return { notes: notes.items, changes: datasetRuns?.changes ?? [] };
}

/** The annotations of a plot: the notes that apply to one of its trends, and all changes. */
export function annotationsOf({ notes, changes }: Annotations, trends: readonly TrendScope[]): Annotations {
  return { notes: notes.filter((note) => trends.some((trend) => appliesTo(note, trend))), changes };
}

/** Whether a trend is in the scope of a note. */
function appliesTo(note: PlotNoteFragment, trend: TrendScope): boolean {
  return (['subsystem', 'config', 'primaryDataset', 'processing'] as const).every(
    (name) => note[name] === null || note[name] === trend[name],
  );
}

/** What trends have in common, as the scope of a note on all of them. */
export function commonScope(trends: readonly TrendScope[]): Partial<TrendScope> {
  const [first] = trends;
  if (!first) return {};
  const shared = Object.entries(first).filter(([name, value]) =>
    trends.every((trend) => trend[name as keyof TrendScope] === value),
  );
  return Object.fromEntries(shared);
}
