import { useQuery } from '@apollo/client/react';
import { Skeleton, useComputedColorScheme } from '@mantine/core';
import { useCallback, useEffect, useMemo } from 'react';
import { Link, Navigate, useParams } from 'react-router';
import { seriesColors } from '../../chart/series.ts';
import { type ListedGroupFragment, PlotGroupsDocument, SubsystemsDocument } from '../../generated/operations.ts';
import { useRunsAround } from '../../run-selection/runs-around.ts';
import { runsProblem, toRunSelection } from '../../run-selection/run-selection.ts';
import { Empty, Failure } from '../../ui/message.tsx';
import { useStable } from '../../ui/use-stable.ts';
import { toParameters } from '../../url/codec.ts';
import { type Update, useUrlState } from '../../url/use-url-state.ts';
import { binnedPlot, groupNames, largestDataset, type PlotData, trendNames } from './data/plot-data.ts';
import { usePlotData } from './data/use-plot-data.ts';
import { useNoteDrag } from '../../notes/use-note-drag.tsx';
import { BarePlot } from './bare-plot.tsx';
import { configSeries } from './expression/expression.ts';
import { PlotExport } from './export/plot-export.tsx';
import { PlotHead } from './plot-head.tsx';
import { type LoadedSeries, loadedSeries } from './data/plot-lines.ts';
import { SeriesPlot } from './series-plot.tsx';
import { TrendNotFound } from './trend-not-found.tsx';
import { UnknownDataset } from '../trends/unknown-dataset.tsx';
import { type PlotView, plotViewCodec, type SeriesName, trendsLink } from './plot-view.ts';
import { pointsQuery } from './export/points-query.ts';
import { plainTitle } from '../../format/tlatex.ts';

/** The page of a trend and of others that are drawn with it. */
export function PlotPage() {
  const { subsystem = '', config = '' } = useParams();
  const [view, update] = useUrlState(plotViewCodec);
  const { primaryDataset, processing } = view;
  const names = useStable(trendNames({ subsystem, config }, view));
  if (primaryDataset === '' || processing === '') return <RedirectToLargestDataset subsystem={subsystem} view={view} />;
  return <SeriesPage subsystem={subsystem} config={config} names={names} view={view} update={update} />;
}

/** The page of a display group: all its members in the dataset and in those compared with it. */
export function GroupPage() {
  const { subsystem = '', group: name = '' } = useParams();
  const [view, update] = useUrlState(plotViewCodec);
  const { primaryDataset, processing } = view;
  const { data, error, refetch } = useQuery(PlotGroupsDocument, { variables: { subsystem } });
  const group = data?.displayGroups.find((each) => each.name === name);
  const names = useStable(groupNames(subsystem, group ?? { members: [] }, view));
  if (primaryDataset === '' || processing === '') return <RedirectToLargestDataset subsystem={subsystem} view={view} />;
  if (error) return <Failure what="The group could not be loaded." error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton height={420} m="md" />;
  if (!group)
    return (
      <Empty title="Group not found">
        {subsystem} has no display group {name}. <Link to={trendsLink(subsystem, view)}>All trends of {subsystem}</Link>
      </Empty>
    );
  return <SeriesPage subsystem={subsystem} group={group} names={names} view={view} update={update} />;
}

/** Trends in one plot, their statistics and points, and exports. */
function SeriesPage({
  subsystem,
  config,
  group,
  names,
  view,
  update,
}: {
  subsystem: string;
  /** The first trend's; undefined on the page of a group. */
  config?: string;
  group?: ListedGroupFragment;
  names: readonly SeriesName[];
  view: PlotView;
  update: Update<PlotView>;
}) {
  const { primaryDataset, processing, runs } = view;
  const select = useStable(toRunSelection(runs));
  const key = group?.name ?? config ?? '';
  useEffect(() => {
    document.title = `${plainTitle(group?.title ?? key)} · ${subsystem} · HDQM`;
  }, [group, key, subsystem]);
  const { data: ofRuns, error, retry } = usePlotData(names, select);
  const { bins } = view.chart;
  const data = useMemo(() => ofRuns && binnedPlot(ofRuns, bins), [ofRuns, bins]);
  const runSeries = useSeries(names, ofRuns);
  const series = useSeries(names, data);
  const { point } = view;
  const { onRuns, action, overlay } = useNoteDrag();
  useRunsAround(
    point && { primaryDataset, processing, ...point.dataset, run: point.run },
    runs,
    ofRuns?.table,
    useCallback((runs) => update({ runs }, { replace: true }), [update]),
  );
  const trend = group ? series[0]?.trend : data?.trends[0];
  const title = group?.title ?? trend?.config.title ?? key;
  const problem = runsProblem(runs);
  if (view.bare)
    return (
      <BarePlot
        title={title}
        yTitle={group?.yTitle ?? ''}
        names={names}
        series={series}
        view={view}
        update={update}
        {...{ data, error, retry }}
      />
    );
  return (
    <div className="page">
      <PlotHead
        main={{ subsystem, primaryDataset, processing }}
        name={key}
        at={group ? `group ${group.name}` : key}
        names={names}
        view={view}
        title={title}
        isGroup={group !== undefined}
        counts={data?.runs ?? undefined}
        update={update}
        action={action}
      >
        {ofRuns ? (
          <PlotExport
            title={group || series.length === 1 ? title : series.map(({ name }) => name).join(', ')}
            names={configSeries(names)}
            runs={runs}
            lines={runSeries}
            table={ofRuns.table}
            query={pointsQuery(configSeries(names), toRunSelection(runs))}
          />
        ) : null}
      </PlotHead>
      {overlay}
      {error ? <Failure what="The trend could not be loaded." error={error} retry={retry} /> : null}
      {problem ? <Empty title="Cannot read the run list">The list of runs: {problem}.</Empty> : null}
      {!data && !error ? <Skeleton height={420} /> : null}
      {data && !trend ? <TrendNotFound {...{ subsystem, primaryDataset, processing }} config={key} /> : null}
      {data && trend && data.table.runs.length === 0 && !problem ? (
        <Empty title="No runs match">All runs of this dataset are filtered out. Select other runs above.</Empty>
      ) : null}
      {data && trend && data.table.runs.length > 0 ? (
        <SeriesPlot
          plotKey={group ? `group ${group.name}` : key}
          title={title}
          yTitle={group?.yTitle ?? ''}
          names={names}
          series={series}
          view={view}
          data={data}
          update={update}
          onRuns={onRuns}
        />
      ) : null}
    </div>
  );
}

const none: readonly never[] = [];

function useSeries(names: readonly SeriesName[], data: PlotData | undefined): readonly LoadedSeries[] {
  const dark = useComputedColorScheme('light') === 'dark';
  return useMemo(() => (data ? loadedSeries(names, data, seriesColors(dark)) : none), [names, data, dark]);
}

/** Where the URL names no dataset: redirects to the one of the subsystem that has most runs. */
function RedirectToLargestDataset({ subsystem, view }: { subsystem: string; view: PlotView }) {
  const { data, error, refetch } = useQuery(SubsystemsDocument);
  if (error) return <Failure what="The datasets could not be loaded." error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton height={420} m="md" />;
  const datasets = data.subsystems.find(({ name }) => name === subsystem)?.datasets ?? [];
  const largest = largestDataset(datasets, view);
  if (!largest) return <UnknownDataset shown={{ ...view, subsystem }} subsystems={data.subsystems} />;
  const { primaryDataset, processing } = largest;
  const search = toParameters(plotViewCodec, { ...view, primaryDataset, processing }).toString();
  return <Navigate to={{ search }} replace />;
}
