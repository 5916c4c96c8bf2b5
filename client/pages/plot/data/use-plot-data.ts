import { useMemo } from 'react';
import { useQueries } from '../../../data/use-queries.ts';
import { PlotSeriesDocument, type RunSelection } from '../../../generated/operations.ts';
import { type PlotData, plotData, plotRequests } from './plot-data.ts';
import type { SeriesName } from '../plot-view.ts';

/** Loads trends with their selected runs: one request per dataset, all of them in parallel. */
export function usePlotData(
  names: readonly SeriesName[],
  select: RunSelection,
): { data: PlotData | undefined; error: Error | undefined; retry: () => void } {
  const requests = useMemo(() => plotRequests(names, select), [names, select]);
  const { results, isComplete, error, retry } = useQueries(PlotSeriesDocument, requests);
  const data = useMemo(
    () => (isComplete ? plotData(names, requests, results) : undefined),
    [names, requests, results, isComplete],
  );
  return { data, error, retry };
}
