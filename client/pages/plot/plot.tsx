import { useQuery } from '@apollo/client/react';
import { Skeleton, useComputedColorScheme } from '@mantine/core';
import { useCallback, useEffect, useMemo } from 'react';
import { Link, Navigate, useParams } from 'react-router';
import { runAxis } from '../../chart/axis/run-axis.ts';
import { type PlotLine, seriesColors } from '../../chart/series.ts';
import { SubsystemsDocument } from '../../generated/operations.ts';
import type { PointName } from '../../point/point.ts';
import { PointPanel } from '../../point/point-panel.tsx';
import { runQuantities, withUnit } from '../../run-selection/run-quantity.ts';
import { useRunsAround } from '../../run-selection/runs-around.ts';
import { runsProblem, toRunSelection } from '../../run-selection/run-selection.ts';
import { Empty, Failure } from '../../ui/message.tsx';
import { useStable } from '../../ui/use-stable.ts';
import { toParameters } from '../../url/codec.ts';
import { pageLink } from '../../url/links.ts';
import { type Update, useUrlState } from '../../url/use-url-state.ts';
import { PlotDetails } from './details/plot-details.tsx';
import { type PlotData, usePlotData } from './plot-data.ts';
import { PlotExport } from './export/plot-export.tsx';
import { PlotHead } from './plot-head.tsx';
import { JudgementNote } from './judgement-note.tsx';
import { type LoadedSeries, loadedSeries, statisticsOf } from './plot-lines.ts';
import { PlotRange } from './plot-range.tsx';
import { type PlotView, plotViewCodec, type SeriesName, seriesLink } from './plot-view.ts';
import { pointsQuery } from './export/points-query.ts';
import { SeriesFigures } from './series-figures.tsx';
import { SinglePlot } from './single-plot.tsx';
import card from '../../ui/card.module.css';

/** The page of one plot: a trend, others drawn with it, their statistics and points, and exports. */
export function PlotPage() {
  const { subsystem = '', config = '' } = useParams();
  const [view, update] = useUrlState(plotViewCodec);
  const { primaryDataset, processing, runs } = view;
  const hasDataset = primaryDataset !== '' && processing !== '';
  const names = useStable([{ subsystem, config, primaryDataset, processing }, ...view.more]);
  const select = useStable(toRunSelection(runs));
  useEffect(() => {
    document.title = `${config} · ${subsystem} · HDQM`;
  }, [config, subsystem]);
  const { data, error, retry } = usePlotData(hasDataset ? names : none, select);
  const series = useSeries(names, data);
  const { point } = view;
  useRunsAround(
    point && { primaryDataset, processing, ...point.dataset, run: point.run },
    runs,
    data?.table,
    useCallback((runs) => update({ runs }, { replace: true }), [update]),
  );
  const [main] = names;
  if (!hasDataset || !main) return <RedirectToLargestDataset subsystem={subsystem} view={view} />;
  const trend = data?.trends[0];
  const problem = runsProblem(runs);
  return (
    <div className="page">
      <PlotHead
        main={main}
        view={view}
        title={trend?.config.title ?? config}
        counts={data?.runs ?? undefined}
        update={update}
      >
        {data ? (
          <PlotExport
            title={series.map(({ trend, name }) => (series.length === 1 ? trend.config.title : name)).join(', ')}
            names={names}
            trends={data.trends}
            lines={series}
            runs={data.table.runs}
            query={pointsQuery(names, toRunSelection(runs))}
          />
        ) : null}
      </PlotHead>
      {error ? <Failure what="The trend could not be loaded." error={error} retry={retry} /> : null}
      {problem ? <Empty title="Cannot read the run list">The list of runs: {problem}.</Empty> : null}
      {!data && !error ? <Skeleton height={420} /> : null}
      {data && !trend ? (
        <Empty title="Trend not found">
          {config} has no data in {primaryDataset} {processing}. Select another dataset above, or search the{' '}
          <Link to={pageLink('/configs', { search: config })}>configs</Link>.
        </Empty>
      ) : null}
      {data && trend && data.table.runs.length === 0 && !problem ? (
        <Empty title="No runs match">All runs of this dataset are filtered out. Select other runs above.</Empty>
      ) : null}
      {data && trend && data.table.runs.length > 0 ? (
        <Plot names={names} series={series} view={view} data={data} update={update} />
      ) : null}
    </div>
  );
}

const none: readonly never[] = [];

function Plot({
  names,
  series,
  view,
  data,
  update,
}: {
  names: readonly SeriesName[];
  series: readonly LoadedSeries[];
  view: PlotView;
  data: PlotData;
  update: Update<PlotView>;
}) {
  const { point } = view;
  const chart = useStable(view.chart);
  const zoom = useStable(view.zoom);
  const range = useStable(view.range);
  const judgement = useStable(view.judgement);
  const axis = useMemo(() => runAxis(data.table, chart.x), [data, chart.x]);
  const right = useQuantityLine(data, view.quantity);
  const statistics = useMemo(
    () => series.map((one) => statisticsOf(one, data.table, axis, zoom)),
    [series, data, axis, zoom],
  );
  const openPoint = useCallback(
    (run: number, index: number) => {
      const { of } = series[index] ?? {};
      if (of) update({ point: toPointName(of, run, series[0]?.of) });
    },
    [series, update],
  );
  const onZoom = useCallback((zoom: PlotView['zoom']) => update({ zoom }), [update]);
  const yTitles = new Set(series.map(({ trend }) => trend.config.yTitle));
  const opened = point && series.find(({ of }) => isPointOf(point, of, series[0]?.of));
  const missing = names.filter((_, index) => data.trends[index] === null);
  const [first] = series;
  return (
    <>
      <article className={card.root} data-plot={names[0]?.config} aria-label={first?.trend.config.title}>
        <SinglePlot
          title={first?.trend.config.title ?? ''}
          yTitle={yTitles.size === 1 ? ([...yTitles][0] ?? '') : ''}
          lines={series}
          right={right}
          table={data.table}
          axis={axis}
          options={chart}
          zoom={zoom}
          range={range}
          highlightedRun={point?.run}
          judgement={judgement ?? undefined}
          onZoom={onZoom}
          onPoint={openPoint}
        />
        <PlotRange table={data.table} zoom={zoom} range={range} update={update} />
      </article>
      {judgement && first ? (
        <JudgementNote judgement={judgement} columns={first.columns} hide={() => update({ judgement: null })} />
      ) : null}
      {series.map((one, index) => (
        <SeriesFigures
          key={one.name}
          color={one.color}
          name={one.name}
          title={one.trend.config.title}
          link={one.index === 0 ? undefined : seriesLink(one.of, view)}
          axis={chart.x}
          statistics={statistics[index]?.statistics}
          gaps={statistics[index]?.gaps ?? 0}
          remove={
            one.index === 0
              ? undefined
              : () => update({ more: view.more.filter((other) => other !== view.more[one.index - 1]) })
          }
        />
      ))}
      {missing.map(({ config, primaryDataset, processing }) => (
        <p key={`${config} ${primaryDataset} ${processing}`} className="dim">
          {config} has no data in {primaryDataset} {processing}.
        </p>
      ))}
      <PlotDetails view={view} data={data} series={series} update={update} openPoint={openPoint} />
      {point && opened ? (
        <PointPanel
          subsystem={opened.of.subsystem}
          dataset={opened.of}
          config={opened.of.config}
          run={point.run}
          onRun={(run) => update({ point: { ...point, run } })}
          close={() => update({ point: null })}
        />
      ) : null}
    </>
  );
}

function useSeries(names: readonly SeriesName[], data: PlotData | undefined): readonly LoadedSeries[] {
  const dark = useComputedColorScheme('light') === 'dark';
  return useMemo(() => (data ? loadedSeries(names, data, seriesColors(dark)) : none), [names, data, dark]);
}

/** An OMS quantity as a line for the second axis; undefined for an empty key. */
function useQuantityLine(data: PlotData, key: string): PlotLine | undefined {
  const dark = useComputedColorScheme('light') === 'dark';
  return useMemo(() => {
    const quantity = runQuantities.find((each) => each.key === key);
    if (!quantity) return undefined;
    const values = quantity.of(data.table);
    const nulls = values.map(() => null);
    const reasons = values.map(() => 'unknown');
    const columns = {
      runs: data.table.runs,
      values,
      errorsLow: nulls,
      errorsHigh: nulls,
      entries: nulls,
      failures: reasons,
      reasons,
      revisions: nulls,
    };
    return { name: withUnit(quantity), columns, color: dark ? '#909296' : '#868e96' };
  }, [data, key, dark]);
}

function toPointName(
  { config, primaryDataset, processing }: SeriesName,
  run: number,
  first: SeriesName | undefined,
): PointName {
  const isFirstDataset = first?.primaryDataset === primaryDataset && first.processing === processing;
  return isFirstDataset ? { config, run } : { config, run, dataset: { primaryDataset, processing } };
}

function isPointOf(point: PointName, series: SeriesName, first: SeriesName | undefined): boolean {
  const { primaryDataset, processing } = point.dataset ?? first ?? series;
  return point.config === series.config && primaryDataset === series.primaryDataset && processing === series.processing;
}

/** Where the URL names no dataset: redirects to the one of the subsystem that has most runs. */
function RedirectToLargestDataset({ subsystem, view }: { subsystem: string; view: PlotView }) {
  const { data, error, refetch } = useQuery(SubsystemsDocument);
  if (error) return <Failure what="The datasets could not be loaded." error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton height={420} m="md" />;
  const datasets = data.subsystems.find(({ name }) => name === subsystem)?.datasets ?? [];
  const [largest] = datasets
    .filter((dataset) => view.primaryDataset === '' || dataset.primaryDataset === view.primaryDataset)
    .toSorted((a, b) => b.runCount - a.runCount);
  if (!largest)
    return (
      <Empty title={`${subsystem} has no data`}>
        There is no subsystem or dataset of this name. <Link to={pageLink('/trends')}>Trends</Link> lists the existing
        ones.
      </Empty>
    );
  const { primaryDataset, processing } = largest;
  const search = toParameters(plotViewCodec, { ...view, primaryDataset, processing }).toString();
  return <Navigate to={{ search }} replace />;
}
