import { useMemo } from 'react';
import { useQueries } from '../../../data/use-queries.ts';
import { ExpressionSeriesDocument, PlotSeriesDocument, type RunSelection } from '../../../generated/operations.ts';
import { type PlotData, plotData, plotRequests } from './plot-data.ts';
import { expressionRequests } from '../expression/expression.ts';
import type { SeriesName } from '../plot-view.ts';

/** Loads trends with their selected runs: one request per dataset and per expression, all of them in parallel. */
export function usePlotData(
  names: readonly SeriesName[],
  select: RunSelection,
): { data: PlotData | undefined; error: Error | undefined; retry: () => void } {
  const requests = useMemo(() => plotRequests(names, select), [names, select]);
  const ofExpressions = useMemo(() => expressionRequests(names, select), [names, select]);
  const trends = useQueries(PlotSeriesDocument, requests);
  const expressions = useQueries(ExpressionSeriesDocument, ofExpressions);
  const isComplete = trends.isComplete && expressions.isComplete;
  const data = useMemo(
    () => (isComplete ? plotData(names, requests, trends.results, expressions.results) : undefined),
    [names, requests, trends.results, expressions.results, isComplete],
  );
  const failed = trends.error ? trends : expressions;
  return { data, error: failed.error, retry: failed.retry };
}
