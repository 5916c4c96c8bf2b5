import type { ApolloClient } from '@apollo/client';
import { useApolloClient } from '@apollo/client/react';
import { useEffect, useMemo, useState } from 'react';
import {
  DatasetRunsDocument,
  type DatasetRunsQuery,
  TrendColumnsDocument,
  type TrendColumnsQueryVariables,
} from '../../generated/operations.ts';
import { type TrendFigures, trendFigures } from './plot-order.ts';
import { datasetLabels, type ShownDataset } from './datasets.ts';
import segmentsLayer from '../../chart/layers/segments.ts';
import { PointStore, type TrendPoints } from '../../data/point-store.ts';
import { runTable, type RunTable } from '../../run-selection/run-table.ts';
import { type SelectedRuns, toRunSelection } from '../../run-selection/run-selection.ts';
import { useQueries } from '../../data/use-queries.ts';
import { useStable } from '../../ui/use-stable.ts';
import type { TrendsView } from './trends-view.ts';

/** The selected runs of a dataset, and the numbers of those that the selection excludes. */
export type RunsOfDataset = NonNullable<DatasetRunsQuery['datasetRuns']>;

/** The datasets of a view with their points. */
export function useDatasets({
  subsystem,
  primaryDataset,
  processing,
  compared,
  runs,
  chart,
}: TrendsView): readonly ShownDataset[] {
  const client = useApolloClient();
  // Other changes of the URL keep the loaded points.
  const shown = useStable({
    subsystem,
    names: [{ primaryDataset, processing }, ...compared],
    select: toRunSelection(runs),
    // Loaded only where they are drawn: they are objects, not columns.
    segments: chart.overlays[segmentsLayer.key] === true,
  });
  return useMemo(() => {
    const { subsystem, names, select, segments } = shown;
    const labels = datasetLabels(names);
    return names.map((name, index) => {
      const load = pointLoader(client, { subsystem, ...name, select, segments });
      return {
        name,
        isFirst: index === 0,
        label: labels[index] ?? '',
        store: new PointStore(load),
        loadAll: () => load(),
      };
    });
  }, [client, shown]);
}

/** Loads the points of trends of a dataset; without names, of all. */
function pointLoader(client: ApolloClient, which: Omit<TrendColumnsQueryVariables, 'names'>) {
  return async (names?: readonly string[]): Promise<ReadonlyMap<string, TrendPoints>> => {
    const { data } = await client.query({
      query: TrendColumnsDocument,
      variables: { ...which, ...(names ? { names: [...names] } : {}) },
      fetchPolicy: 'no-cache', // the store is the cache
    });
    return new Map(
      data?.trends.map(({ config, columns, limits, segments = [] }) => [config.name, { columns, limits, segments }]),
    );
  };
}

/**
 * The figures of all trends of a dataset, from their points, which are loaded in one request while the figures are needed. Without one that
 * is needed, or while it loads, undefined.
 */
export function useTrendFigures(
  dataset: ShownDataset | undefined,
  isNeeded: boolean,
): { figures: ReadonlyMap<string, TrendFigures> | undefined; error: Error | undefined } {
  const [loaded, setLoaded] = useState<{ of: ShownDataset; result: ReadonlyMap<string, TrendFigures> | Error }>();
  const current = loaded !== undefined && loaded.of === dataset ? loaded.result : undefined;
  useEffect(() => {
    if (!dataset || !isNeeded || current !== undefined) return undefined;
    let isCancelled = false;
    const store = (result: ReadonlyMap<string, TrendFigures> | Error): void => {
      if (!isCancelled) setLoaded({ of: dataset, result });
    };
    dataset.loadAll().then(
      (points) => store(new Map([...points].map(([name, { columns }]) => [name, trendFigures(columns)]))),
      (error: unknown) => store(error instanceof Error ? error : new Error(String(error))),
    );
    return () => {
      isCancelled = true;
    };
  }, [dataset, isNeeded, current]);
  return current instanceof Error ? { figures: undefined, error: current } : { figures: current, error: undefined };
}

/** The runs of all datasets of a view on one axis, and the counts of the first dataset. */
export function useRunsOf(
  datasets: readonly ShownDataset[],
  runs: SelectedRuns,
): { table: RunTable | undefined; first: RunsOfDataset | undefined; error: Error | undefined; retry: () => void } {
  const select = toRunSelection(runs);
  const named = datasets.filter(({ name }) => name.primaryDataset !== '' && name.processing !== '');
  const { results, isComplete, error, retry } = useQueries(
    DatasetRunsDocument,
    named.map(({ name }) => ({ ...name, select })),
  );
  const table = useMemo(() => {
    const columns = results.flatMap((result) => result?.datasetRuns?.columns ?? []);
    return isComplete && columns.length > 0 ? runTable(columns) : undefined;
  }, [results, isComplete]);
  return { table, first: results[0]?.datasetRuns ?? undefined, error, retry };
}
