import { useQuery } from '@apollo/client/react';
import { useMemo } from 'react';
import { type Annotations, noAnnotations } from '../chart/flags/annotations.ts';
import { PlotAnnotationsDocument, type RunSelection } from '../generated/operations.ts';
import { toAnnotations, type TrendScope } from './annotations.ts';

/** The notes on the runs of a page, and the changes in the course of its first dataset. None until they are loaded, or where they cannot be. */
export function useAnnotations(
  { primaryDataset, processing }: Pick<TrendScope, 'primaryDataset' | 'processing'>,
  select: RunSelection,
  runs: readonly number[],
): Annotations {
  const { data, previousData } = useQuery(PlotAnnotationsDocument, {
    variables: { from: runs[0] ?? 0, to: runs.at(-1) ?? 0, primaryDataset, processing, select },
    skip: runs.length === 0,
    fetchPolicy: 'cache-and-network', // other users write notes
  });
  const found = data ?? previousData;
  return useMemo(() => (found ? toAnnotations(found) : noAnnotations), [found]);
}
