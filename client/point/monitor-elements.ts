import { useCallback } from 'react';
import { useQueries } from '../data/use-queries.ts';
import { MonitorElementsDocument, type MonitorElementsQuery } from '../generated/operations.ts';

/** An input of a metric: its ME in the file of a run, or the reason why there is none. */
export type InputElement = NonNullable<MonitorElementsQuery['monitorElements']>[number];

/** The MEs behind points of a trend. */
export interface MonitorElements {
  /** The inputs for a run: undefined while they are loading, null where no file of the run was read. */
  readonly of: (run: number) => readonly InputElement[] | null | undefined;
  readonly error: Error | undefined;
  readonly retry: () => void;
}

const transientStates: ReadonlySet<string> = new Set(['BUSY', 'TIMED_OUT', 'FILE_UNREADABLE']);

/** Loads the MEs behind several points of a trend, each once. `of` stays the same until they or the `runs` change. */
export function useMonitorElements(trend: string, runs: readonly number[]): MonitorElements {
  const { results, error, retry } = useQueries(
    MonitorElementsDocument,
    runs.map((run) => ({ trend, run })),
  );
  return { of: useCallback((run) => results[runs.indexOf(run)]?.monitorElements, [results, runs]), error, retry };
}

/** Whether the reason why an ME is missing is temporary, so that a retry can succeed. */
export function isTransient({ state }: InputElement): boolean {
  return transientStates.has(state);
}
