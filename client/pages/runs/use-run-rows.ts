import { useApolloClient } from '@apollo/client/react';
import { useDebouncedCallback } from '@mantine/hooks';
import { useCallback, useMemo, useRef, useState } from 'react';
import { RunRowsDocument } from '../../generated/operations.ts';
import type { RunRow } from './run-columns.tsx';

/** Rows that are loaded together. */
export const rowsPerRequest = 200;

/** The attributes of the runs of a table, of which those in view are loaded. */
interface RunRows {
  /** Undefined until it is loaded. */
  readonly rowOf: (run: number) => RunRow | undefined;
  /** Loads the runs between two indices of the list. */
  readonly load: (first: number, last: number) => void;
  readonly error: Error | undefined;
  /** Loads again what could not be loaded. */
  readonly retry: () => void;
}

/** Loads the attributes of a list of runs; those of `given` were loaded with it. */
export function useRunRows(runs: readonly number[], given: readonly RunRow[] = noRows): RunRows {
  const client = useApolloClient();
  const [loaded, setLoaded] = useState<ReadonlyMap<number, RunRow>>(new Map());
  const [error, setError] = useState<Error>();
  const requested = useRef(new Set<number>());
  const view = useRef<readonly [first: number, last: number]>([0, 0]);
  const givenRows = useMemo(() => new Map(given.map((row) => [row.number, row])), [given]);

  async function loadMissing(): Promise<void> {
    const [first, last] = view.current;
    const missing = chunkAround(runs, first, last).filter((run) => !givenRows.has(run) && !requested.current.has(run));
    if (missing.length === 0) return;
    for (const run of missing) requested.current.add(run);
    try {
      const variables = { runs: missing, limit: missing.length };
      const { data } = await client.query({ query: RunRowsDocument, variables, fetchPolicy: 'no-cache' });
      const rows = data?.runs.items ?? [];
      setLoaded((before) => new Map([...before, ...rows.map((row) => [row.number, row] as const)]));
      setError(undefined);
    } catch (problem) {
      for (const run of missing) requested.current.delete(run);
      setError(problem instanceof Error ? problem : new Error(String(problem)));
    }
  }
  // What is scrolled past is not loaded.
  const loadSoon = useDebouncedCallback(() => void loadMissing(), 100);
  const load = useCallback(
    (first: number, last: number) => {
      view.current = [first, last];
      loadSoon();
    },
    [loadSoon],
  );
  return {
    rowOf: (run) => givenRows.get(run) ?? loaded.get(run),
    load,
    error,
    retry: () => void loadMissing(),
  };
}

const noRows: readonly RunRow[] = [];

/** The runs between two indices, and as many before and after them as are loaded together. */
function chunkAround(runs: readonly number[], first: number, last: number): readonly number[] {
  const start = Math.floor(first / rowsPerRequest) * rowsPerRequest;
  const end = Math.ceil((last + 1) / rowsPerRequest) * rowsPerRequest;
  return runs.slice(start, end);
}
