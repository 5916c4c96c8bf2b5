import { useApolloClient } from '@apollo/client/react';
import { useDebouncedCallback } from '@mantine/hooks';
import { useCallback, useEffect, useRef, useState } from 'react';
import { ComparisonPlotsDocument, type ComparisonPlotsQueryVariables } from '../../generated/operations.ts';
import type { ComparisonPoints } from './comparison-plot.tsx';

/** The small plots of a comparison that were loaded, by the name of the config. */
interface Plots {
  readonly key: string;
  readonly points: ReadonlyMap<string, ComparisonPoints>;
}

/** Loads the small plots of the rows in view; `load` gets the indices of the first and the last of them. */
export function useComparisonPlots(
  comparison: Omit<ComparisonPlotsQueryVariables, 'names'> | null,
  names: readonly string[],
): {
  readonly plotOf: (name: string) => ComparisonPoints | undefined;
  readonly load: (first: number, last: number) => void;
  readonly error: Error | undefined;
  readonly retry: () => void;
} {
  const client = useApolloClient();
  const key = JSON.stringify(comparison);
  const [loaded, setLoaded] = useState<Plots>({ key, points: new Map() });
  const [error, setError] = useState<Error>();
  const requested = useRef({ key, names: new Set<string>() });
  const view = useRef<readonly [first: number, last: number]>([0, 0]);
  async function loadMissing(): Promise<void> {
    if (!comparison) return;
    const [first, last] = view.current;
    if (requested.current.key !== key) requested.current = { key, names: new Set() };
    const { names: known } = requested.current;
    const missing = names.slice(first, last + 1).filter((name) => !known.has(name));
    if (missing.length === 0) return;
    for (const name of missing) known.add(name);
    try {
      const { data } = await client.query({
        query: ComparisonPlotsDocument,
        variables: { ...comparison, names: missing },
        fetchPolicy: 'no-cache',
      });
      const added = (data?.compareTrends.items ?? []).map(({ name, points }) => [name, points] as const);
      setLoaded((before) => ({ key, points: new Map([...(before.key === key ? before.points : []), ...added]) }));
      setError(undefined);
    } catch (problem) {
      for (const name of missing) known.delete(name);
      setError(problem instanceof Error ? problem : new Error(String(problem)));
    }
  }
  // What is scrolled past is not loaded.
  const loadSoon = useDebouncedCallback(() => void loadMissing(), 100);
  const load = useCallback(
    (first: number, last: number): void => {
      view.current = [first, last];
      loadSoon();
    },
    [loadSoon],
  );
  // Another order or comparison has other rows at the same place.
  const shown = useRef(names);
  useEffect(() => {
    if (shown.current === names && requested.current.key === key) return;
    shown.current = names;
    loadSoon();
  }, [names, key, loadSoon]);
  return {
    plotOf: (name) => (loaded.key === key ? loaded.points.get(name) : undefined),
    load,
    error,
    retry: () => void loadMissing(),
  };
}
