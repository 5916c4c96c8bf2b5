import { useApolloClient } from '@apollo/client/react';
import { useCallback, useEffect, useState } from 'react';
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

/** Loads the MEs behind several points of a trend, each once. */
export function useMonitorElements(trend: string | undefined, runs: readonly number[]): MonitorElements {
  const client = useApolloClient();
  const [loaded, setLoaded] = useState<ReadonlyMap<string, readonly InputElement[] | null>>(new Map());
  const [error, setError] = useState<Error>();
  const [attempt, setAttempt] = useState(0);
  const runList = runs.join(',');

  useEffect(() => {
    if (trend === undefined || runList === '') return undefined;
    let isStopped = false;
    for (const run of runList.split(',').map(Number)) {
      const key = `${trend} ${run}`;
      client
        .query({
          query: MonitorElementsDocument,
          variables: { trend, run },
          fetchPolicy: attempt === 0 ? 'cache-first' : 'network-only',
        })
        .then(({ data }) => {
          if (!isStopped) setLoaded((before) => new Map(before).set(key, data?.monitorElements ?? null));
        })
        .catch((reason: unknown) => {
          if (!isStopped) setError(reason as Error);
        });
    }
    return () => {
      isStopped = true;
    };
  }, [client, trend, runList, attempt]);

  return {
    of: useCallback((run) => loaded.get(`${trend ?? ''} ${run}`), [loaded, trend]),
    error,
    retry: () => {
      setError(undefined);
      setAttempt((before) => before + 1);
    },
  };
}

/** Whether the reason why an ME is missing is temporary, so that a retry can succeed. */
export function isTransient({ state }: InputElement): boolean {
  return transientStates.has(state);
}
