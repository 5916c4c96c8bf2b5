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
 * Whether it is known what to choose from. Where the page's address leaves open what to show, and nothing is known yet, one request brings
 * all that is known of what to choose, of what the server chooses, and of its runs: Apollo's cache has then what the page asks for next.
 */
export function useInitialData(view: TrendsView): { opened: boolean } {
  const client = useApolloClient();
  const [first] = useState(view);
  const [opened, setOpened] = useState(
    () =>
      (view.subsystem !== '' && view.primaryDataset !== '' && view.processing !== '') ||
      client.readQuery({ query: SubsystemsDocument }) !== null,
  );
  useEffect(() => {
    if (opened) return undefined;
    let stopped = false;
    const open = (): void => {
      if (!stopped) setOpened(true);
    };
    // What goes wrong, goes wrong again when the page asks for itself, and is told then.
    loadInitialData(client, first).then(open, open);
    return () => {
      stopped = true;
    };
  }, [client, first, opened]);
  return { opened };
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
  if (data) remember(client, data, select);
}

function remember(
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
