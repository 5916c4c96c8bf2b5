import { useQuery } from '@apollo/client/react';
import { Button, Select, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import { RunPlotsDocument } from '../../generated/operations.ts';
import { pointFormat } from '../../point/point.ts';
import { defaultRuns, runsCodec } from '../../run-selection/run-selection.ts';
import { Failure } from '../../ui/message.tsx';
import { toParameters } from '../../url/codec.ts';
import type { Judgements, JudgedTrend } from './run-text.ts';
import { allTrends, judgementArguments, type RunView, runViewLink, stateNames, trendsId } from './run-view.ts';
import styles from './run.module.css';
import { TrendCard } from './trend-card.tsx';

/** Trends that are listed at first and added by a click, and at most. */
export const [trendStep, maxTrends] = [24, 1000];

/** The trends of a run that the view selects, the worst first. */
export function RunTrends({
  run,
  judgements,
  datasets,
  view,
  limit,
  showMore,
  update,
  open,
}: {
  run: number;
  judgements: Judgements;
  /** Of the run's files, as `pd,ps`. */
  datasets: readonly string[];
  view: RunView;
  limit: number;
  showMore: () => void;
  update: (part: Partial<RunView>) => void;
  /** Opens the panel of a trend's point, with these runs around it. */
  open: (judged: JudgedTrend, runs: readonly number[]) => void;
}) {
  const plots = useQuery(RunPlotsDocument, {
    variables: { run, ...judgementArguments(view), limit },
    // Its items have the trends of other queries with other fields: a cache of both would lose them.
    fetchPolicy: 'no-cache',
  });
  const [shown, setShown] = useState<{ plots: ReadonlyMap<string, Columns>; of: unknown }>(noPlots);
  const loaded = plots.data;
  if (loaded && shown.of !== loaded)
    setShown({
      of: loaded,
      plots: new Map(loaded.run?.judgements.items.map(({ trendId, trend }) => [trendId, trend.columns])),
    });
  const { items, total } = judgements;
  const { filter, state } = view;
  const dataset = filter.primaryDataset === '' ? null : `${filter.primaryDataset} ${filter.processing}`.trim();
  const parts = [
    state === null ? 'Trends' : `Trends: ${stateNames[state].toLowerCase()}`,
    ...(filter.subsystem === '' ? [] : [filter.subsystem]),
  ];
  return (
    <section aria-label="Trends" id={trendsId} className={styles.trends}>
      <div className={styles.trendsHead}>
        <Title order={3} size="h5">
          {parts.join(' · ')} ({total.toLocaleString('en')})
        </Title>
        <Select
          aria-label="Dataset"
          placeholder="All datasets"
          size="xs"
          w={230}
          searchable
          clearable
          data={[...datasets]}
          value={dataset}
          onChange={(name) => {
            const [primaryDataset = '', processing = ''] = (name ?? '').split(' ');
            update({ filter: { ...filter, primaryDataset, processing } });
          }}
        />
        {state !== null || Object.values(filter).some((each) => each !== '') ? (
          <Button size="compact-sm" component={Link} to={runViewLink(run, allTrends)} preventScrollReset>
            Show all trends
          </Button>
        ) : null}
      </div>
      {plots.error ? (
        <Failure what="The points could not be loaded." error={plots.error} retry={() => void plots.refetch()} />
      ) : null}
      {items.length === 0 ? (
        <Text size="sm" c="dimmed">
          No trend of this run passes the filter.
        </Text>
      ) : null}
      <div className={styles.grid}>
        {items.map((judged) => (
          <TrendCard
            key={judged.trendId}
            judged={judged}
            run={run}
            columns={shown.plots.get(judged.trendId) ?? (plots.error ? null : undefined)}
            open={(runs) => open(judged, runs)}
          />
        ))}
      </div>
      {total > items.length && limit < maxTrends ? (
        <Button size="sm" mt="sm" onClick={showMore}>
          Show more ({(total - items.length).toLocaleString('en')} not shown)
        </Button>
      ) : null}
      {total > items.length && limit >= maxTrends ? (
        <Text size="sm" c="dimmed" mt="sm">
          {(total - items.length).toLocaleString('en')} not shown: select a subsystem, a state or a dataset.
        </Text>
      ) : null}
    </section>
  );
}

type Columns = Parameters<typeof TrendCard>[0]['columns'];
const noPlots = { plots: new Map<string, Columns>(), of: undefined };

/** The parameters that open the panel of a point, with the runs of its plot. */
export function pointParameters({ trend: { config, dataset } }: JudgedTrend, run: number, runs: readonly number[]) {
  const [first, last] = [runs[0], runs.at(-1)];
  const selected =
    first === undefined || last === undefined
      ? defaultRuns
      : { ...defaultRuns, by: 'list' as const, list: `${first}-${last}` };
  const parameters = toParameters(runsCodec, selected);
  const { primaryDataset, processing } = dataset;
  const point = { config: `${config.subsystem}/${config.name}`, run, dataset: { primaryDataset, processing } };
  parameters.append('point', pointFormat.format(point));
  return parameters;
}
