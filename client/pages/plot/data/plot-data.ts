import type {
  ExpressionSeriesQuery,
  ListedGroupFragment,
  PlotSeriesQuery,
  RunSelection,
} from '../../../generated/operations.ts';
import { binRuns } from '../../../chart/bins/bin-runs.ts';
import type { Columns } from '../../../chart/series.ts';
import type { Bins } from '../../../chart/bins/bins.ts';
import { configSeries, expressionName, expressionOf, expressionRequests, problemOf } from '../expression/expression.ts';
import { compareSizes, type DatasetName } from '../../../point/point.ts';
import type { PlotView, SeriesName } from '../plot-view.ts';
import {
  quantityColumns,
  type QuantityColumns,
  type RunQuantity,
  withComputed,
} from '../../../run-selection/run-quantity.ts';
import { type RunTable, runTable } from '../../../run-selection/run-table.ts';

type LoadedTrend = PlotSeriesQuery['trends'][number];

/** A trend with its points, of runs or of bins of these. */
export type PlotTrend = Omit<LoadedTrend, 'columns'> & { readonly columns: Columns };
export type PlotRuns = NonNullable<PlotSeriesQuery['datasetRuns']>;

/** The data of the plot page. */
export interface PlotData {
  /** One trend per name; null where the dataset does not have it. */
  readonly trends: readonly (PlotTrend | null)[];
  /** What is wrong with expressions. */
  readonly problems: readonly string[];
  /** The runs of the first trend's dataset; null where the dataset does not exist. */
  readonly runs: PlotRuns | null;
  /** The runs of all datasets, without duplicates. */
  readonly table: RunTable<QuantityColumns>;
  /** The quantities of the runs. */
  readonly quantities: readonly RunQuantity[];
}

type PlotRequest = ReturnType<typeof toVariables>;

interface SubsystemDataset {
  readonly subsystem: string;
  readonly primaryDataset: string;
  readonly processing: string;
}

const keyOf = ({ subsystem, primaryDataset, processing }: SubsystemDataset): string =>
  [subsystem, primaryDataset, processing].join(' ');

/** The variables of the query for trends with their selected runs: one request per dataset. */
export function plotRequests(names: readonly SeriesName[], select: RunSelection): PlotRequest[] {
  return [...byDataset(configSeries(names)).values()].map((group) => toVariables(group, select));
}

/** The data of a page from the results of its requests, in their order, and of those of its expressions. */
export function plotData(
  names: readonly SeriesName[],
  requests: readonly PlotRequest[],
  results: readonly (PlotSeriesQuery | undefined)[],
  expressions: readonly (ExpressionSeriesQuery | undefined)[],
): PlotData {
  const evaluated = new Map(
    expressionRequests(names, {}).map(({ expression }, index) => [expression, expressions[index]]),
  );
  const resultByKey = new Map(requests.map((variables, index) => [keyOf(variables), results[index]]));
  const resultOf = (name: SeriesName): PlotSeriesQuery | undefined => resultByKey.get(keyOf(name));
  const runs = names.flatMap((name) => resultOf(name)?.datasetRuns ?? []);
  return {
    trends: names.map((name) => {
      const expression = expressionOf(name);
      if (expression !== undefined) return expressionTrend(expression, evaluated.get(expression));
      return resultOf(name)?.trends.find(({ config }) => config.name === name.config) ?? null;
    }),
    problems: expressions.flatMap((result) => (result && problemOf(result)) ?? []),
    runs: names[0] ? (resultOf(names[0])?.datasetRuns ?? null) : null,
    table: runTable(runs.map(quantityColumns)),
    quantities: withComputed(runs[0]?.quantities ?? []),
  };
}

/** The series of an expression as a trend, which has no limits and is not judged; null if the expression is wrong. */
function expressionTrend(expression: string, result: ExpressionSeriesQuery | undefined): PlotTrend | null {
  const columns = result?.derive.columns;
  if (!columns) return null;
  const config = {
    id: '',
    name: expression,
    title: expression,
    yTitle: '',
    description: null,
    contact: null,
    action: null,
  };
  return { config, columns, limits: [], segments: [] };
}

/** The data with the runs put into bins. */
export function binnedPlot(data: PlotData, bins: Bins): PlotData {
  const binned = binRuns(data.table, bins);
  if (!binned) return data;
  const trends = data.trends.map((trend) => trend && { ...trend, columns: binned.columnsOf(trend.columns) });
  return { ...data, trends, table: binned.table };
}

/** The trends of the page of a plot. */
export function trendNames(
  { subsystem, config }: { readonly subsystem: string; readonly config: string },
  { primaryDataset, processing, more, expressions }: PlotView,
): SeriesName[] {
  const dataset = { subsystem, primaryDataset, processing };
  return [{ ...dataset, config }, ...more, ...expressions.map((one) => expressionName(one, dataset))];
}

/** The trends of the page of a display group: all its members in the dataset and in those compared with it. */
export function groupNames(
  subsystem: string,
  { members }: Pick<ListedGroupFragment, 'members'>,
  { primaryDataset, processing, compared, more, expressions }: PlotView,
): SeriesName[] {
  const inDatasets = [{ primaryDataset, processing }, ...compared].flatMap((dataset) =>
    members.map((config) => ({ subsystem, config, ...dataset })),
  );
  const dataset = { subsystem, primaryDataset, processing };
  return [...inDatasets, ...more, ...expressions.map((one) => expressionName(one, dataset))];
}

/** The dataset of a subsystem with most runs, of those in the primary dataset of the view if it has one. */
export function largestDataset<Dataset extends DatasetName & { readonly runCount: number }>(
  datasets: readonly Dataset[],
  { primaryDataset }: Pick<PlotView, 'primaryDataset'>,
): Dataset | undefined {
  const [largest] = datasets
    .filter((dataset) => primaryDataset === '' || dataset.primaryDataset === primaryDataset)
    .toSorted(compareSizes);
  return largest;
}

function byDataset(names: readonly SeriesName[]): ReadonlyMap<string, readonly SeriesName[]> {
  const groups = new Map<string, SeriesName[]>();
  for (const name of names) groups.set(keyOf(name), [...(groups.get(keyOf(name)) ?? []), name]);
  return groups;
}

function toVariables(group: readonly SeriesName[], select: RunSelection) {
  const { subsystem = '', primaryDataset = '', processing = '' } = group[0] ?? {};
  return { subsystem, primaryDataset, processing, names: group.map(({ config }) => config), select };
}
