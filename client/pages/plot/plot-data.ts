import { useMemo } from 'react';
import { useQueries } from '../../data/use-queries.ts';
import { PlotSeriesDocument, type PlotSeriesQuery, type RunSelection } from '../../generated/operations.ts';
import type { SeriesName } from './plot-view.ts';
import type { QuantityColumns } from '../../run-selection/run-quantity.ts';
import { type RunTable, runTable } from '../../run-selection/run-table.ts';

export type PlotTrend = PlotSeriesQuery['trends'][number];
export type PlotRuns = NonNullable<PlotSeriesQuery['datasetRuns']>;

/** The data of the plot page. */
export interface PlotData {
  /** One trend per name; null where the dataset does not have it. */
  readonly trends: readonly (PlotTrend | null)[];
  /** The runs of the first trend's dataset; null where the dataset does not exist. */
  readonly runs: PlotRuns | null;
  /** The runs of all datasets, without duplicates. */
  readonly table: RunTable<QuantityColumns>;
}

/** Loads trends with their selected runs: one request per dataset, all of them in parallel. */
export function usePlotData(
  names: readonly SeriesName[],
  select: RunSelection,
): { data: PlotData | undefined; error: Error | undefined; retry: () => void } {
  const requests = useMemo(
    () => [...byDataset(names).values()].map((group) => toVariables(group, select)),
    [names, select],
  );
  const { results, isComplete, error, retry } = useQueries(PlotSeriesDocument, requests);
  const data = useMemo(() => {
    const resultOf = new Map(requests.map((variables, index) => [keyOf(variables), results[index]]));
    return isComplete ? plotData(names, (name) => resultOf.get(keyOf(name))) : undefined;
  }, [names, requests, results, isComplete]);
  return { data, error, retry };
}

interface SubsystemDataset {
  readonly subsystem: string;
  readonly primaryDataset: string;
  readonly processing: string;
}

const keyOf = ({ subsystem, primaryDataset, processing }: SubsystemDataset): string =>
  [subsystem, primaryDataset, processing].join(' ');

function byDataset(names: readonly SeriesName[]): ReadonlyMap<string, readonly SeriesName[]> {
  const groups = new Map<string, SeriesName[]>();
  for (const name of names) groups.set(keyOf(name), [...(groups.get(keyOf(name)) ?? []), name]);
  return groups;
}

function toVariables(group: readonly SeriesName[], select: RunSelection) {
  const { subsystem = '', primaryDataset = '', processing = '' } = group[0] ?? {};
  return { subsystem, primaryDataset, processing, names: group.map(({ config }) => config), select };
}

function plotData(names: readonly SeriesName[], resultOf: (name: SeriesName) => PlotSeriesQuery | undefined): PlotData {
  return {
    trends: names.map((name) => resultOf(name)?.trends.find(({ config }) => config.name === name.config) ?? null),
    runs: names[0] ? (resultOf(names[0])?.datasetRuns ?? null) : null,
    table: runTable<QuantityColumns>(names.flatMap((name) => resultOf(name)?.datasetRuns?.columns ?? [])),
  };
}
