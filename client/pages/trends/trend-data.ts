import type { ApolloClient } from '@apollo/client';
import { useApolloClient } from '@apollo/client/react';
import { useMemo } from 'react';
import {
  DatasetRunsDocument,
  type DatasetRunsQuery,
  type RunSelection,
  TrendColumnsDocument,
} from '../../generated/operations.ts';
import { datasetLabels, type ShownDataset } from './datasets.ts';
import type { DatasetName } from '../../point/point.ts';
import { PointStore } from '../../data/point-store.ts';
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
}: TrendsView): readonly ShownDataset[] {
  const client = useApolloClient();
  // Other changes of the URL keep the loaded points.
  const shown = useStable({
    subsystem,
    names: [{ primaryDataset, processing }, ...compared],
    select: toRunSelection(runs),
  });
  return useMemo(() => {
    const { subsystem, names, select } = shown;
    const labels = datasetLabels(names);
    return names.map((name, index) => ({
      name,
      isFirst: index === 0,
      label: labels[index] ?? '',
      store: pointStore(client, subsystem, name, select),
    }));
  }, [client, shown]);
}

function pointStore(client: ApolloClient, subsystem: string, dataset: DatasetName, select: RunSelection): PointStore {
  return new PointStore(async (names) => {
    const { data } = await client.query({
      query: TrendColumnsDocument,
      variables: { subsystem, ...dataset, names: [...names], select },
      fetchPolicy: 'no-cache', // the store is the cache
    });
    return new Map(data?.trends.map(({ config, columns }) => [config.name, columns]));
  });
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
