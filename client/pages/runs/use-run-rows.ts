import { useApolloClient } from '@apollo/client/react';
import { useDebouncedCallback } from '@mantine/hooks';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { RunRowsDocument, type RunRowsQueryVariables } from '../../generated/operations.ts';
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

/** The flags that are loaded with each row. */
export type RowFlags = Pick<RunRowsQueryVariables, 'flagColumns' | 'hasFlags'>;

interface LoadedRows {
  /** The columns of flags that they have. */
  readonly key: string;
  readonly rows: ReadonlyMap<number, RunRow>;
}

/** Loads the attributes of a list of runs; those of `given` were loaded with it. */
export function useRunRows(runs: readonly number[], given: readonly RunRow[] = noRows, flags: RowFlags): RunRows {
  const client = useApolloClient();
  const key = flags.flagColumns.toString();
  const [loaded, setLoaded] = useState<LoadedRows>({ key, rows: new Map() });
  const [error, setError] = useState<Error>();
  const requested = useRef({ key, runs: new Set<number>() });
  const view = useRef<readonly [first: number, last: number]>([0, 0]);
  const givenRows = useMemo(() => new Map(given.map((row) => [row.number, row])), [given]);

  async function loadMissing(): Promise<void> {
    const [first, last] = view.current;
    if (requested.current.key !== key) requested.current = { key, runs: new Set() };
    const { runs: known } = requested.current;
    const missing = chunkAround(runs, first, last).filter((run) => !givenRows.has(run) && !known.has(run));
    if (missing.length === 0) return;
    for (const run of missing) known.add(run);
    try {
      const variables = { runs: missing, limit: missing.length, ...flags };
      const { data } = await client.query({ query: RunRowsDocument, variables, fetchPolicy: 'no-cache' });
      const rows = data?.runs.items ?? [];
      const added = rows.map((row) => [row.number, row] as const);
      setLoaded((before) => ({ key, rows: new Map([...(before.key === key ? before.rows : []), ...added]) }));
      setError(undefined);
    } catch (problem) {
      for (const run of missing) known.delete(run);
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
  useEffect(() => {
    if (requested.current.key !== key) loadSoon();
  }, [key, loadSoon]);
  return {
    rowOf: (run) => givenRows.get(run) ?? (loaded.key === key ? loaded.rows.get(run) : undefined),
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
