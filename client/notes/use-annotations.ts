import { useQuery } from '@apollo/client/react';
import { useMemo } from 'react';
import { type Annotations, noAnnotations } from '../chart/flags/annotations.ts';
import { PlotAnnotationsDocument, type PlotNoteFragment, type RunSelection } from '../generated/operations.ts';

/** A trend by what the scope of a note names. */
export interface TrendScope {
  readonly subsystem: string;
  readonly config: string;
  readonly primaryDataset: string;
  readonly processing: string;
}

/** The notes on the runs of a page, and the changes in the course of its first dataset. None until they are loaded, or where they cannot be. */
export function useAnnotations(
  { primaryDataset, processing }: Pick<TrendScope, 'primaryDataset' | 'processing'>,
  select: RunSelection,
  runs: readonly number[],
): Annotations {
  const { data, previousData } = useQuery(PlotAnnotationsDocument, {
    variables: { from: runs[0] ?? 0, to: runs.at(-1) ?? 0, primaryDataset, processing, select },
    skip: runs.length === 0,
    fetchPolicy: 'cache-and-network', // other users write notes
  });
  const found = data ?? previousData;
  return useMemo(
    () => (found ? { notes: found.notes.items, changes: found.datasetRuns?.changes ?? [] } : noAnnotations),
    [found],
  );
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
