/** Loads what the page of a plot draws, without a browser: the same queries, and the same lines. */
import { zoomedAxis } from '../chart/axis/run-interval.ts';
import { drawnOptions } from '../chart/chart-options.ts';
import flagsLayer from '../chart/layers/flags.ts';
import labelsLayer from '../chart/layers/labels.ts';
import { seriesColors, toSeries } from '../chart/series.ts';
import type { TrendChartData } from '../chart/trend-chart.ts';
import { type FlagsOf, flagRequests, withFlags } from '../flags/flag-rows.ts';
import { withLabels } from '../labels/label-rows.ts';
import {
  ExpressionSeriesDocument,
  type ListedGroupFragment,
  PlotAnnotationsDocument,
  PlotGroupsDocument,
  PlotSeriesDocument,
  RunFlagsDocument,
  RunLabelsDocument,
  SubsystemsDocument,
} from '../generated/operations.ts';
import { annotationsOf, toAnnotations } from '../notes/annotations.ts';
import {
  binnedPlot,
  groupNames,
  largestDataset,
  plotData,
  plotRequests,
  trendNames,
} from '../pages/plot/data/plot-data.ts';
import { expressionRequests } from '../pages/plot/expression/expression.ts';
import { plotAxis } from '../pages/plot/data/plot-axis.ts';
import { drawnSeries, loadedSeries, quantityLines, yTitleOf } from '../pages/plot/data/plot-lines.ts';
import { type PlotView, seriesFormat, type SeriesName } from '../pages/plot/plot-view.ts';
import { toRunSelection } from '../run-selection/run-selection.ts';
import type { TypedDocumentNode } from '@apollo/client';

/** Executes a query of the API. Throws where the API reports an error. */
export type Query = <Data, Variables>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
) => Promise<Data>;

/** The plot of a page's address. */
export interface PlotName {
  readonly subsystem: string;
  /** Of a config or a display group. */
  readonly name: string;
  readonly isGroup: boolean;
}

/** A plot with its title. */
export interface LoadedPlot {
  readonly title: string;
  /** The datasets of its trends. */
  readonly datasets: string;
  readonly data: TrendChartData;
}

/** Why there is no plot. */
export type PlotProblem = { readonly outcome: 'missing' | 'tooLarge'; readonly reason: string };

/** Maximum of points of a picture. */
export const maxPoints = 400_000;

const noLabels = { runLabels: [] };

/** Loads a plot as its page shows it. */
export async function loadPlot(
  { subsystem, name, isGroup }: PlotName,
  address: PlotView,
  dark: boolean,
  query: Query,
): Promise<LoadedPlot | PlotProblem> {
  const view = await withDataset(subsystem, address, query);
  if (!view) return { outcome: 'missing', reason: `no dataset of ${subsystem} matches` };
  const group = isGroup ? await findGroup(subsystem, name, query) : undefined;
  if (isGroup && !group) return { outcome: 'missing', reason: `${subsystem} has no display group ${name}` };
  const names = group ? groupNames(subsystem, group, view) : trendNames({ subsystem, config: name }, view);
  const select = toRunSelection(view.runs);
  const requests = plotRequests(names, select);
  const [results, expressions] = await Promise.all([
    Promise.all(requests.map((variables) => query(PlotSeriesDocument, variables))),
    Promise.all(expressionRequests(names, select).map((variables) => query(ExpressionSeriesDocument, variables))),
  ]);
  const data = binnedPlot(plotData(names, requests, results, expressions), view.chart.bins);
  const series = loadedSeries(names, data, seriesColors(dark));
  const trend = group ? series[0]?.trend : data.trends[0];
  if (!trend) return { outcome: 'missing', reason: missingReason(names[0], name) };
  const points = data.table.runs.length * Math.max(1, series.length);
  if (points > maxPoints) {
    const counts = `${series.length} trends of ${data.table.runs.length.toLocaleString('en')} runs`;
    return { outcome: 'tooLarge', reason: `${counts}: select fewer, a picture has at most ${maxPoints} points` };
  }
  const options = drawnOptions(view.chart);
  const { table: ordered, axis } = plotAxis(data, options.x, view.zoom);
  const colors = seriesColors(dark);
  const drawn = drawnSeries(series, view.hidden.map(seriesFormat.format));
  const flagsOf = { subsystem: names[0]?.subsystem ?? '', datasets: names, select };
  const { runLabels } = options.overlays[labelsLayer.key] === true ? await query(RunLabelsDocument, {}) : noLabels;
  const labelled = withLabels(ordered, runLabels);
  const [table, annotations] = await Promise.all([
    options.overlays[flagsLayer.key] === true ? tableWithFlags(labelled, flagsOf, query) : labelled,
    loadAnnotations(names, data.table.runs, select, query),
  ]);
  const right = quantityLines({ ...data, table: ordered }, view.quantities, dark).map((line) =>
    toSeries(line, 0, table, colors),
  );
  return {
    title: group?.title ?? trend.config.title,
    datasets: [...new Set(names.map(({ primaryDataset, processing }) => `${primaryDataset} ${processing}`))].join(', '),
    data: {
      table,
      axis: zoomedAxis(axis, table, view.zoom),
      series: drawn.map((line, index) => toSeries(line, index, table, colors)),
      annotations,
      yTitle: yTitleOf(group?.yTitle ?? '', series),
      options,
      dark,
      marks: { current: { highlightedRun: view.point?.run } },
      judgement:
        drawn[0]?.index === 0 && !data.table.bins && !axis.quantity ? (view.judgement ?? undefined) : undefined,
      yLimits: view.range ?? undefined,
      isComplete: true,
      right,
    },
  };
}

/** Where an address names no dataset: the one to which the page redirects. */
async function withDataset(subsystem: string, view: PlotView, query: Query): Promise<PlotView | undefined> {
  if (view.primaryDataset !== '' && view.processing !== '') return view;
  const { subsystems } = await query(SubsystemsDocument, {});
  const largest = largestDataset(subsystems.find(({ name }) => name === subsystem)?.datasets ?? [], view);
  return largest && { ...view, primaryDataset: largest.primaryDataset, processing: largest.processing };
}

async function findGroup(subsystem: string, name: string, query: Query): Promise<ListedGroupFragment | undefined> {
  const { displayGroups } = await query(PlotGroupsDocument, { subsystem });
  return displayGroups.find((each) => each.name === name);
}

async function tableWithFlags(
  table: TrendChartData['table'],
  of: FlagsOf,
  query: Query,
): Promise<TrendChartData['table']> {
  const results = await Promise.all(flagRequests(of).map((variables) => query(RunFlagsDocument, variables)));
  return withFlags(table, results);
}

/** The notes of the runs and the changes in the course of the first dataset. */
async function loadAnnotations(
  names: readonly SeriesName[],
  runs: readonly number[],
  select: ReturnType<typeof toRunSelection>,
  query: Query,
): Promise<TrendChartData['annotations']> {
  const { primaryDataset = '', processing = '' } = names[0] ?? {};
  const [from, to] = [runs[0], runs.at(-1)];
  if (from === undefined || to === undefined) return { notes: [], changes: [] };
  const found = await query(PlotAnnotationsDocument, { from, to, primaryDataset, processing, select });
  return annotationsOf(toAnnotations(found), names);
}

function missingReason(first: SeriesName | undefined, name: string): string {
  if (!first) return `${name} has no trends`;
  return `${first.subsystem} has no trend ${name} in ${first.primaryDataset} ${first.processing}`;
}
