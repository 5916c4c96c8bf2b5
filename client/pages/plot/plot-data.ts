import { useApolloClient } from '@apollo/client/react';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { PlotSeriesDocument, type PlotSeriesQuery, type RunSelection } from '../../generated/operations.ts';
import type { SeriesName } from './plot-view.ts';
import { runQuantities } from '../../run-selection/run-quantity.ts';
import { type RunTable, runTable } from '../../run-selection/run-table.ts';

export type PlotTrend = PlotSeriesQuery['trends'][number];
export type PlotRuns = NonNullable<PlotSeriesQuery['datasetRuns']>;

/** What a plot's page is made of. */
export interface PlotData {
  /** A trend for each name; null where the dataset has none of it. */
  readonly trends: readonly (PlotTrend | null)[];
  /** The runs of the first trend's dataset; null where there is no such dataset. */
  readonly runs: PlotRuns | null;
  /** The runs of all datasets, once each, in ascending order. */
  readonly table: RunTable;
  /** A value of an OMS quantity for each run of the table. */
  readonly quantity: (key: string) => readonly (number | null)[];
}

/** The trends of a page with the runs that a selection chooses: one request for each dataset, all at once, each made once. */
export function usePlotData(
  names: readonly SeriesName[],
  select: RunSelection,
): { data: PlotData | undefined; error: Error | undefined; retry: () => void } {
  const client = useApolloClient();
  const requests = useMemo(
    () => [...grouped(names).values()].map((group) => variablesOf(group, select)),
    [names, select],
  );
  const [answers, setAnswers] = useState<ReadonlyMap<string, PlotSeriesQuery>>(new Map());
  const [failure, setFailure] = useState<{ of: unknown; error: Error }>();
  const ask = useCallback(() => {
    let stopped = false;
    for (const variables of requests) {
      client.query({ query: PlotSeriesDocument, variables }).then(
        ({ data }) => {
          if (!stopped && data) setAnswers((before) => new Map(before).set(JSON.stringify(variables), data));
        },
        (error: unknown) => {
          if (!stopped) setFailure({ of: requests, error: error as Error });
        },
      );
    }
    return () => {
      stopped = true;
    };
  }, [client, requests]);
  useEffect(() => ask(), [ask]);

  const data = useMemo(() => {
    const answerOf = new Map(requests.map((variables) => [keyOf(variables), answers.get(JSON.stringify(variables))]));
    return [...answerOf.values()].every((answer) => answer !== undefined)
      ? plotData(names, (name) => answerOf.get(keyOf(name)))
      : undefined;
  }, [names, requests, answers]);
  return {
    data,
    error: failure?.of === requests ? failure.error : undefined,
    retry: () => {
      setFailure(undefined);
      ask();
    },
  };
}

interface Place {
  readonly subsystem: string;
  readonly primaryDataset: string;
  readonly processing: string;
}

const keyOf = ({ subsystem, primaryDataset, processing }: Place): string =>
  [subsystem, primaryDataset, processing].join(' ');

function grouped(names: readonly SeriesName[]): ReadonlyMap<string, readonly SeriesName[]> {
  const groups = new Map<string, SeriesName[]>();
  for (const name of names) groups.set(keyOf(name), [...(groups.get(keyOf(name)) ?? []), name]);
  return groups;
}

function variablesOf(group: readonly SeriesName[], select: RunSelection) {
  const { subsystem = '', primaryDataset = '', processing = '' } = group[0] ?? {};
  return { subsystem, primaryDataset, processing, names: group.map(({ config }) => config), select };
}

function plotData(names: readonly SeriesName[], answerOf: (name: SeriesName) => PlotSeriesQuery | undefined): PlotData {
  const datasets = names.flatMap((name) => answerOf(name)?.datasetRuns ?? []);
  const table = runTable(datasets.map(({ columns }) => columns));
  return {
    trends: names.map((name) => answerOf(name)?.trends.find(({ config }) => config.name === name.config) ?? null),
    runs: names[0] ? (answerOf(names[0])?.datasetRuns ?? null) : null,
    table,
    quantity: (key) => {
      const quantity = runQuantities.find((each) => each.key === key);
      const values = Array.from<number | null>({ length: table.runs.length }).fill(null);
      for (const { columns } of datasets) {
        const known = quantity?.of(columns) ?? [];
        for (const [index, run] of columns.runs.entries()) {
          const place = table.placeOf.get(run);
          if (place !== undefined) values[place] = known[index] ?? null;
        }
      }
      return values;
    },
  };
}
