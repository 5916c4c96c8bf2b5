import type { ApolloClient } from '@apollo/client';
import { useApolloClient } from '@apollo/client/react';
import { useEffect, useState } from 'react';
import {
  DatasetRunsDocument,
  InitialTrendsDocument,
  type InitialTrendsQuery,
  type RunSelection,
  SubsystemsDocument,
  TrendListDocument,
} from '../../generated/operations.ts';
import { toRunSelection } from '../../run-selection/run-selection.ts';
import type { TrendsView } from './trends-view.ts';

/**
 * Loads the subsystems, the default view and its runs in one request where the page's URL leaves the dataset open. Apollo's cache then
 * answers the queries of the page. `isReady` is false until then.
 */
export function useInitialData(view: TrendsView): { isReady: boolean } {
  const client = useApolloClient();
  const [first] = useState(view);
  const [isReady, setReady] = useState(
    () =>
      (view.subsystem !== '' && view.primaryDataset !== '' && view.processing !== '') ||
      client.readQuery({ query: SubsystemsDocument }) !== null,
  );
  useEffect(() => {
    if (isReady) return undefined;
    let isCancelled = false;
    const finish = (): void => {
      if (!isCancelled) setReady(true);
    };
    // An error is reported by the queries of the page, which then fail too.
    loadInitialData(client, first).then(finish, finish);
    return () => {
      isCancelled = true;
    };
  }, [client, first, isReady]);
  return { isReady };
}

async function loadInitialData(
  client: ApolloClient,
  { subsystem, primaryDataset, processing, runs }: TrendsView,
): Promise<void> {
  const select = toRunSelection(runs);
  const { data } = await client.query({
    query: InitialTrendsDocument,
    variables: { subsystem, primaryDataset, processing, select },
    fetchPolicy: 'no-cache',
  });
  if (data) writeToCache(client, data, select);
}

function writeToCache(
  { cache }: ApolloClient,
  { subsystems, defaultView }: InitialTrendsQuery,
  select: RunSelection,
): void {
  cache.writeQuery({ query: SubsystemsDocument, data: { subsystems } });
  if (!defaultView) return;
  const { subsystem, primaryDataset, processing, trends, displayGroups, datasetRuns } = defaultView;
  cache.writeQuery({
    query: TrendListDocument,
    variables: { subsystem, primaryDataset, processing },
    data: { trends, displayGroups },
  });
  cache.writeQuery({
    query: DatasetRunsDocument,
    variables: { primaryDataset, processing, select },
    data: { datasetRuns: datasetRuns ?? null },
  });
}
