import { useQuery } from '@apollo/client/react';
import { Skeleton, useComputedColorScheme } from '@mantine/core';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { Link, Navigate, useParams, useSearchParams } from 'react-router';
import { Empty, Failure } from '../../ui/message.tsx';
import { PlotDetails } from './plot-details.tsx';
import { PlotExport } from './plot-export.tsx';
import { PlotHead } from './plot-head.tsx';
import { PlotRange } from './plot-range.tsx';
import { PointPanel } from '../../point/point-panel.tsx';
import { SeriesFigures } from './series-figures.tsx';
import { SinglePlot } from './single-plot.tsx';
import { seriesColors } from '../../chart/trend-chart.ts';
import type { PlotLine } from '../../chart/trend-plot.tsx';
import { SubsystemsDocument } from '../../generated/operations.ts';
import { type PlotData, usePlotData } from './plot-data.ts';
import { type DrawnLine, drawnLines, lineFigures } from './plot-lines.ts';
import { parsePlotView, type PlotView, plotViewParameters, seriesAddress } from './plot-view.ts';
import { pointsQuery } from './points-query.ts';
import { runAxis } from '../../chart/run-axis.ts';
import { runQuantities, withUnit } from '../../run-selection/run-quantity.ts';
import { runsProblem, toRunSelection } from '../../run-selection/run-selection.ts';
import { useSame } from '../../ui/use-stable.ts';
import { pageLink } from '../../url/links.ts';

/** A trend by itself: large, with statistics, with others beside it, and with all that can be taken away. */
export function PlotPage() {
  const [view, change] = usePlotView();
  const { main, runs } = view;
  const names = useSame([main, ...view.more]);
  const select = useSame(toRunSelection(runs));
  useEffect(() => {
    document.title = `${main.config} · ${main.subsystem} · HDQM`;
  }, [main]);
  const { data, error, retry } = usePlotData(
    main.primaryDataset === '' || main.processing === '' ? none : names,
    select,
  );
  if (main.primaryDataset === '' || main.processing === '') return <CompleteDataset view={view} />;
  const trend = data?.trends[0];
  const problem = runsProblem(runs);
  return (
    <div className="page">
      <PlotHead view={view} title={trend?.config.title ?? main.config} counts={data?.runs ?? undefined} change={change}>
        {data ? <Exports view={view} data={data} /> : null}
      </PlotHead>
      {error ? <Failure what="The trend could not be loaded." error={error} retry={retry} /> : null}
      {problem ? <Empty title="These runs make no sense">The list of runs: {problem}.</Empty> : null}
      {!data && !error ? <Skeleton height={420} /> : null}
      {data && !trend ? (
        <Empty title="There is no such trend">
          {main.config} has no data in {main.primaryDataset} {main.processing}. Choose another dataset above, or look
          for it among the <Link to={pageLink('/configs', { search: main.config })}>configs</Link>.
        </Empty>
      ) : null}
      {data && trend && data.table.runs.length === 0 && !problem ? (
        <Empty title="No run matches">The runs of this dataset are all left out: choose others above.</Empty>
      ) : null}
      {data && trend && data.table.runs.length > 0 ? <Plot view={view} data={data} change={change} /> : null}
    </div>
  );
}

const none: readonly never[] = [];

function Plot({ view, data, change }: { view: PlotView; data: PlotData; change: (part: Partial<PlotView>) => void }) {
  const { drawing: wanted, quantity, zoom, range, point } = view;
  const drawing = useSame(wanted);
  const shown = useSame(zoom);
  const limits = useSame(range);
  const lines = useLines(view, data);
  const axis = useMemo(() => runAxis(data.table.runs, drawing.x), [data, drawing.x]);
  const right = useQuantityLine(data, quantity);
  const figures = useMemo(
    () => lines.map((line) => lineFigures(line, data.table, axis, shown)),
    [lines, data, axis, shown],
  );
  const choose = useCallback(
    (run: number, place: number) => {
      const { series } = lines[place] ?? {};
      if (series) change({ point: pointOf(series, run, lines[0]?.series) });
    },
    [lines, change],
  );
  const onZoom = useCallback((to: readonly [number, number] | null) => change({ zoom: to }), [change]);
  const yTitles = new Set(lines.map(({ trend }) => trend.config.yTitle));
  const opened = point && lines.find(({ series }) => isOf(point, series, lines[0]?.series));
  const missing = [view.main, ...view.more].filter((_, place) => data.trends[place] === null);
  return (
    <>
      <article className="plot-card" data-plot={view.main.config} aria-label={lines[0]?.trend.config.title}>
        <SinglePlot
          title={lines[0]?.trend.config.title ?? ''}
          yTitle={yTitles.size === 1 ? ([...yTitles][0] ?? '') : ''}
          lines={lines}
          right={right}
          table={data.table}
          axis={axis}
          drawing={drawing}
          zoom={shown}
          range={limits}
          marked={point?.run}
          onZoom={onZoom}
          onPoint={choose}
        />
        <PlotRange table={data.table} zoom={shown} range={limits} change={change} />
      </article>
      {lines.map((line, index) => (
        <SeriesFigures
          key={line.name}
          color={line.color}
          name={line.name}
          title={line.trend.config.title}
          address={line.place === 0 ? undefined : seriesAddress(line.series, view)}
          axis={drawing.x}
          figures={figures[index]?.figures}
          gaps={figures[index]?.gaps ?? 0}
          remove={
            line.place === 0
              ? undefined
              : () => change({ more: view.more.filter((one) => one !== view.more[line.place - 1]) })
          }
        />
      ))}
      {missing.map((series) => (
        <p key={`${series.config} ${series.primaryDataset} ${series.processing}`} className="dim">
          {series.config} has no data in {series.primaryDataset} {series.processing}.
        </p>
      ))}
      <PlotDetails view={view} data={data} lines={lines} change={change} choose={choose} />
      {point && opened ? (
        <PointPanel
          subsystem={opened.series.subsystem}
          dataset={opened.series}
          config={opened.series.config}
          run={point.run}
          onRun={(run) => change({ point: { ...point, run } })}
          close={() => change({ point: null })}
        />
      ) : null}
    </>
  );
}

function Exports({ view, data }: { view: PlotView; data: PlotData }) {
  const lines = useLines(view, data);
  const series = [view.main, ...view.more];
  return (
    <PlotExport
      title={lines.map(({ trend, name }) => (lines.length === 1 ? trend.config.title : name)).join(', ')}
      series={series}
      trends={data.trends}
      lines={lines}
      query={pointsQuery(series, toRunSelection(view.runs))}
    />
  );
}

function useLines(view: PlotView, data: PlotData): DrawnLine[] {
  const dark = useComputedColorScheme('light') === 'dark';
  const names = useSame([view.main, ...view.more]);
  return useMemo(() => drawnLines(names, data, seriesColors(dark)), [names, data, dark]);
}

/** An OMS quantity as a line for the second axis. */
function useQuantityLine(data: PlotData, key: string): PlotLine | undefined {
  const dark = useComputedColorScheme('light') === 'dark';
  return useMemo(() => {
    const quantity = runQuantities.find((each) => each.key === key);
    if (!quantity) return undefined;
    const values = data.quantity(key);
    const nothing = values.map(() => null);
    const runs = data.table.runs.map(({ number }) => number);
    const reasons = values.map(() => 'not known');
    const columns = {
      runs,
      values,
      errorsLow: nothing,
      errorsHigh: nothing,
      entries: nothing,
      failures: reasons,
      reasons,
      revisions: nothing,
    };
    return { name: withUnit(quantity), columns, color: dark ? '#909296' : '#868e96' };
  }, [data, key, dark]);
}

type Series = PlotView['main'];

function pointOf(
  { config, primaryDataset, processing }: Series,
  run: number,
  first: Series | undefined,
): NonNullable<PlotView['point']> {
  const isFirst = first?.primaryDataset === primaryDataset && first.processing === processing;
  return isFirst ? { config, run } : { config, run, dataset: { primaryDataset, processing } };
}

function isOf(point: NonNullable<PlotView['point']>, series: Series, first: Series | undefined): boolean {
  const { primaryDataset, processing } = point.dataset ?? first ?? series;
  return point.config === series.config && primaryDataset === series.primaryDataset && processing === series.processing;
}

/** The view in this page's URL, and a way to change a part of it: always the same function, so that what it is given to is not drawn anew. */
function usePlotView(): [PlotView, (part: Partial<PlotView>) => void] {
  const { subsystem = '', config = '' } = useParams();
  const [parameters, setParameters] = useSearchParams();
  const view = useMemo(() => parsePlotView(subsystem, config, parameters), [subsystem, config, parameters]);
  const latest = useRef({ view, setParameters });
  useEffect(() => {
    latest.current = { view, setParameters };
  });
  const change = useCallback((part: Partial<PlotView>) => {
    const { view, setParameters } = latest.current;
    setParameters(plotViewParameters({ ...view, ...part }), { preventScrollReset: true });
  }, []);
  return [view, change];
}

/** Where an address names no dataset: goes on to the subsystem's largest. */
function CompleteDataset({ view }: { view: PlotView }) {
  const { subsystem, config, primaryDataset } = view.main;
  const { data, error, refetch } = useQuery(SubsystemsDocument);
  if (error) return <Failure what="The datasets could not be loaded." error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton height={420} m="md" />;
  const datasets = data.subsystems.find(({ name }) => name === subsystem)?.datasets ?? [];
  const [largest] = datasets
    .filter((dataset) => primaryDataset === '' || dataset.primaryDataset === primaryDataset)
    .toSorted((a, b) => b.runCount - a.runCount);
  if (!largest)
    return (
      <Empty title={`${subsystem} has no data`}>
        There is no subsystem or dataset of this name. <Link to="/trends">Trends</Link> shows those that there are.
      </Empty>
    );
  const main = { subsystem, config, primaryDataset: largest.primaryDataset, processing: largest.processing };
  return <Navigate to={{ search: plotViewParameters({ ...view, main }).toString() }} replace />;
}
