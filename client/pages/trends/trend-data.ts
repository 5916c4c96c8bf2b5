import type { ApolloClient } from '@apollo/client';
import { useApolloClient, useQuery } from '@apollo/client/react';
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
import { useSame } from '../../ui/use-stable.ts';
import type { TrendsView } from './trends-view.ts';

/** What the API tells of the runs of a dataset under a selection. */
export type RunsOfDataset = NonNullable<DatasetRunsQuery['datasetRuns']>;

/** The datasets of a view, each with a store of its points. */
export function useDatasets({
  subsystem,
  primaryDataset,
  processing,
  compared,
  runs,
}: TrendsView): readonly ShownDataset[] {
  const client = useApolloClient();
  // A change of anything else in the URL leaves the points that are there.
  const shown = useSame({
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

/** The runs of a view: those of all its datasets on one axis, and what became of the first dataset's others. */
export function useRunsOf(
  datasets: readonly ShownDataset[],
  runs: SelectedRuns,
): { table: RunTable | undefined; first: RunsOfDataset | undefined; error: Error | undefined; retry: () => void } {
  const select = toRunSelection(runs);
  const one = useRunsOfDataset(datasets[0]?.name, select);
  const two = useRunsOfDataset(datasets[1]?.name, select);
  const three = useRunsOfDataset(datasets[2]?.name, select);
  const four = useRunsOfDataset(datasets[3]?.name, select);
  const [a, b, c, d] = [one.data, two.data, three.data, four.data];
  const waiting = [one, two, three, four].some(({ loading }) => loading);
  const table = useMemo(() => {
    const columns = [a, b, c, d].flatMap((data) => (data?.datasetRuns ? [data.datasetRuns.columns] : []));
    return waiting || columns.length === 0 ? undefined : runTable(columns);
  }, [a, b, c, d, waiting]);
  return {
    table,
    first: one.data?.datasetRuns ?? undefined,
    error: [one, two, three, four].find(({ error }) => error)?.error,
    retry: () => void one.refetch(),
  };
}

function useRunsOfDataset(name: DatasetName | undefined, select: RunSelection) {
  return useQuery(DatasetRunsDocument, {
    variables: { primaryDataset: name?.primaryDataset ?? '', processing: name?.processing ?? '', select },
    skip: name === undefined || name.primaryDataset === '' || name.processing === '',
  });
}
