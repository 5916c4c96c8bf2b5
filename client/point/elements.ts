import { useApolloClient } from '@apollo/client/react';
import { useCallback, useEffect, useState } from 'react';
import { MonitorElementsDocument, type MonitorElementsQuery } from '../generated/operations.ts';

/** An input of the metric as its file has it. */
export type InputElement = NonNullable<MonitorElementsQuery['monitorElements']>[number];

/** The MEs behind points of a trend, run by run; what is not there yet is undefined, null where no file of the run was read. */
export interface Elements {
  readonly of: (run: number) => readonly InputElement[] | null | undefined;
  readonly error: Error | undefined;
  readonly retry: () => void;
}

/** States that pass by themselves. */
const passing: ReadonlySet<string> = new Set(['BUSY', 'TIMED_OUT', 'FILE_UNREADABLE']);

/** Reads the MEs behind several points of a trend, each once. */
export function useElements(trend: string | undefined, runs: readonly number[]): Elements {
  const client = useApolloClient();
  const [read, setRead] = useState<ReadonlyMap<string, readonly InputElement[] | null>>(new Map());
  const [error, setError] = useState<Error>();
  const [round, setRound] = useState(0);
  const wanted = runs.join(',');

  useEffect(() => {
    if (trend === undefined || wanted === '') return undefined;
    let stopped = false;
    for (const run of wanted.split(',').map(Number)) {
      const key = `${trend} ${run}`;
      client
        .query({
          query: MonitorElementsDocument,
          variables: { trend, run },
          fetchPolicy: round === 0 ? 'cache-first' : 'network-only',
        })
        .then(({ data }) => {
          if (!stopped) setRead((before) => new Map(before).set(key, data?.monitorElements ?? null));
        })
        .catch((problem: unknown) => {
          if (!stopped) setError(problem as Error);
        });
    }
    return () => {
      stopped = true;
    };
  }, [client, trend, wanted, round]);

  return {
    of: useCallback((run) => read.get(`${trend ?? ''} ${run}`), [read, trend]),
    error,
    retry: () => {
      setError(undefined);
      setRound((before) => before + 1);
    },
  };
}

/** Whether to ask again may help. */
export function mayPass({ state }: InputElement): boolean {
  return passing.has(state);
}
