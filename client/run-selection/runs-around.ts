import { useApolloClient } from '@apollo/client/react';
import { useEffect } from 'react';
import { RunsAroundDocument } from '../generated/operations.ts';
import { useStable } from '../ui/use-stable.ts';
import { type SelectedRuns, toRunSelection } from './run-selection.ts';
import type { RunTable } from './run-table.ts';

/** A point of a dataset that the page must show. */
interface OpenPoint {
  readonly run: number;
  readonly primaryDataset: string;
  readonly processing: string;
}

/**
 * Replaces the latest N runs by the N runs around the open point where the point's run is older: a link to a point shows it although other
 * runs came since.
 */
export function useRunsAround(
  point: OpenPoint | null,
  runs: SelectedRuns,
  table: RunTable | undefined,
  select: (runs: SelectedRuns) => void,
): void {
  const client = useApolloClient();
  const isOlder = point !== null && table !== undefined && point.run < (table.runs[0] ?? 0);
  const isExcluded = point !== null && runs.excluded.includes(point.run);
  const wanted = useStable(isOlder && !isExcluded && runs.by === 'latest' ? { point, runs } : null);
  useEffect(() => {
    if (!wanted) return undefined;
    let isCancelled = false;
    const { run, primaryDataset, processing } = wanted.point;
    const filters = toRunSelection({ ...wanted.runs, by: 'all' });
    const half = Math.ceil(wanted.runs.latest / 2);
    const variables = {
      primaryDataset,
      processing,
      before: { ...filters, to: run, latest: half },
      after: { ...filters, from: run },
    };
    client.query({ query: RunsAroundDocument, variables }).then(
      ({ data }) => {
        const first = data?.before?.columns.runs[0] ?? run;
        const last = data?.after?.columns.runs.slice(0, half).at(-1) ?? run;
        if (!isCancelled) select({ ...wanted.runs, by: 'list', list: `${first}-${last}` });
      },
      // The latest runs stay: the panel has the point, and the failure of the server is reported where it is loaded.
      () => undefined,
    );
    return () => {
      isCancelled = true;
    };
  }, [client, wanted, select]);
}
