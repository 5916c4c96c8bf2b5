import { useDebouncedValue } from '@mantine/hooks';
import { useMemo } from 'react';
import {
  ElementOverRunsDocument,
  type ElementOverRunsSubscription,
  type ElementOverRunsSubscriptionVariables,
} from '../../../generated/operations.ts';
import { type RunStream, useRunStream } from '../../../over-runs/use-run-stream.ts';
import type { DatasetName } from '../../../point/point.ts';
import { useKeyed } from '../use-keyed.ts';
import { computedPart, type DraftConfig, type DraftRun } from './draft-lines.ts';

type ElementRun = ElementOverRunsSubscription['elementOverRuns'];

/** Milliseconds without a change after which runs are read again. */
const readDelay = 500;

/** The values of one or two configs over runs, each read by its main ME. While only names and titles change, nothing is read again. */
export function useDraftRuns({
  configs,
  dataset,
  latest,
}: {
  configs: readonly DraftConfig[];
  dataset: DatasetName;
  latest: number;
}): RunStream<DraftRun & { readonly total: number }> {
  const key = JSON.stringify([configs.map(computedPart), dataset, latest]);
  const requested = configs.map((config) => variablesOf(config, dataset, latest));
  const [debounced] = useDebouncedValue(useKeyed(key, requested), readDelay);
  const isCurrent = debounced.key === key;
  const first = useRunStream(ElementOverRunsDocument, debounced.value[0], runOf);
  const second = useRunStream(ElementOverRunsDocument, debounced.value[1], runOf);
  const streams = debounced.value[1] === undefined ? [first] : [first, second];
  const lists = isCurrent ? streams.map(({ runs }) => runs) : [];
  const [firstRuns, secondRuns] = lists;
  const runs = useMemo(
    () => merge([firstRuns, secondRuns].flatMap((list) => (list ? [list] : []))),
    [firstRuns, secondRuns],
  );
  const unfinished =
    streams.find(({ state }) => state instanceof Error) ?? streams.find(({ state }) => state !== 'complete');
  return {
    runs,
    total: isCurrent ? first.total : undefined,
    state: isCurrent ? (unfinished?.state ?? 'complete') : 'reading',
    stop: () => streams.forEach(({ stop }) => stop()),
    start: () => streams.forEach(({ start }) => start()),
  };
}

const runOf = ({ elementOverRuns }: ElementOverRunsSubscription): ElementRun => elementOverRuns;

function variablesOf(
  { metric, paths }: DraftConfig,
  { primaryDataset, processing }: DatasetName,
  latest: number,
): ElementOverRunsSubscriptionVariables {
  const { main = [] } = paths as Readonly<Record<string, string[]>>;
  return { primaryDataset, processing, paths: main, along: 'x', metric, runs: null, latest };
}

/** The runs of several streams, each with the results of all. */
function merge(lists: readonly (readonly ElementRun[])[]): (DraftRun & { total: number })[] {
  const runs = [...new Set(lists.flatMap((list) => list.map(({ run }) => run)))].sort((a, b) => a - b);
  const byRun = lists.map((list) => new Map(list.map((each) => [each.run, each])));
  return runs.map((run) => {
    const found = byRun.map((list) => list.get(run));
    const failed = found.find((each) => each !== undefined && each.value === null && each.failure === null);
    return {
      run,
      total: found.find((each) => each !== undefined)?.total ?? 0,
      state: failed?.state ?? 'READ',
      reason: failed?.reason ?? null,
      results: found.map((each) => (each && (each.value !== null || each.failure !== null) ? each : undefined)),
    };
  });
}
