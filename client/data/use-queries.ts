import type { OperationVariables, TypedDocumentNode } from '@apollo/client';
import { useApolloClient } from '@apollo/client/react';
import { useEffect, useMemo, useState } from 'react';
import { useStable } from '../ui/use-stable.ts';

/** The results of one query for several variables. */
export interface QueryResults<Data> {
  /** In the order of the variables; undefined while loading or after an error. */
  readonly results: readonly (Data | undefined)[];
  /** Whether all results are there. */
  readonly isComplete: boolean;
  readonly error: Error | undefined;
  /** Sends the queries again. */
  readonly retry: () => void;
}

/**
 * Runs one query for each of several variables, in parallel. For one query at a time there is Apollo's `useQuery`; for columns of trends
 * on screen, PointStore.
 */
export function useQueries<Data, Variables extends OperationVariables>(
  query: TypedDocumentNode<Data, Variables>,
  variables: readonly Variables[],
): QueryResults<Data> {
  const client = useApolloClient();
  const requested = useStable(variables);
  const [loaded, setLoaded] = useState<ReadonlyMap<string, Data | Error>>(new Map());
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let isCancelled = false;
    const fetchPolicy = attempt === 0 ? 'cache-first' : 'network-only';
    for (const each of requested) {
      const store = (result: Data | Error): void => {
        if (!isCancelled) setLoaded((before) => new Map(before).set(JSON.stringify(each), result));
      };
      client.query<Data>({ query, variables: each, fetchPolicy }).then(({ data }) => store(data as Data), store);
    }
    return () => {
      isCancelled = true;
    };
  }, [client, query, requested, attempt]);
  return useMemo(() => {
    const found = requested.map((each) => loaded.get(JSON.stringify(each)));
    return {
      results: found.map((result) => (result instanceof Error ? undefined : result)),
      isComplete: found.every((result) => result !== undefined && !(result instanceof Error)),
      error: found.find((result) => result instanceof Error),
      retry: () => {
        setLoaded(new Map());
        setAttempt((before) => before + 1);
      },
    };
  }, [requested, loaded]);
}
