import type { RunAxis } from '../../../chart/axis/run-axis.ts';
import type { RunInterval } from '../../../chart/axis/run-interval.ts';
import type { Marker } from '../../../chart/markers/marker.ts';
import { align, type PlotLine, styleOf } from '../../../chart/series.ts';
import { type Statistics, statistics } from '../../../chart/statistics/statistics.ts';
import { quantityValues, withUnit } from '../../../run-selection/run-quantity.ts';
import type { RunTable } from '../../../run-selection/run-table.ts';
import type { PlotAxis } from './plot-axis.ts';
import type { PlotData, PlotTrend } from './plot-data.ts';
import { seriesFormat, type SeriesName, seriesLabels } from '../plot-view.ts';

/** A trend of the page with its points. */
export interface LoadedSeries extends PlotLine {
  readonly color: string;
  readonly marker: Marker;
  readonly of: SeriesName;
  /** Index among the names of the page: its key in correlations. */
  readonly index: number;
  readonly trend: PlotTrend;
}

/** Returns the trends of a page that exist in their datasets, each with a label that distinguishes it from the others. */
export function loadedSeries(names: readonly SeriesName[], data: PlotData, colors: readonly string[]): LoadedSeries[] {
  const labels = seriesLabels(names);
  const configs = distinct(names.map(({ subsystem, config }) => `${subsystem} ${config}`));
  const datasets = distinct(names.map(({ primaryDataset, processing }) => `${primaryDataset} ${processing}`));
  return names.flatMap((of, index) => {
    const trend = data.trends[index];
    if (!trend) return [];
    const datasetIndex = datasets[index] ?? 0;
    // One trend alone has a colour for each dataset.
    const trendIndex = configs.every((config) => config === 0) ? datasetIndex : (configs[index] ?? 0);
    const line = {
      name: labels[index] ?? of.config,
      columns: trend.columns,
      limits: trend.limits,
      segments: trend.segments,
      trendIndex,
      datasetIndex,
    };
    return [{ ...line, ...styleOf(line, index, colors), of, index, trend }];
  });
}

/** Returns the trends that are drawn: not those in `hidden`, as `seriesFormat` writes them. */
export function drawnSeries(series: readonly LoadedSeries[], hidden: readonly string[]): LoadedSeries[] {
  return series.filter(({ of }) => !hidden.includes(seriesFormat.format(of)));
}

/** The title of the y axis: that of the group, or of all trends where they have the same; empty if there is none. */
export function yTitleOf(ofGroup: string, series: readonly LoadedSeries[]): string {
  const titles = new Set(series.map(({ trend }) => trend.config.yTitle));
  return ofGroup === '' && titles.size === 1 ? ([...titles][0] ?? '') : ofGroup;
}

/** Colours of OMS quantities and their axes, none of which a trend has. */
const quantityColors = { light: ['#868e96', '#7048e8', '#087f5b'], dark: ['#909296', '#b197fc', '#63e6be'] } as const;

/** Returns OMS quantities of the runs as lines for the axes at the right. */
export function quantityLines(
  { table, quantities }: Pick<PlotData, 'quantities'> & Pick<PlotAxis, 'table'>,
  keys: readonly string[],
  dark: boolean,
): PlotLine[] {
  const drawn = keys.flatMap((key) => quantities.find((each) => each.key === key) ?? []);
  return drawn.map((quantity, index) => {
    const values = quantityValues(table, quantity.key) ?? [];
    const nulls = values.map(() => null);
    const reasons = values.map(() => 'unknown');
    const columns = {
      runs: table.runs,
      values,
      errorsLow: nulls,
      errorsHigh: nulls,
      entries: nulls,
      failures: reasons,
      reasons,
      revisions: nulls,
    };
    return {
      name: withUnit(quantity),
      columns,
      color: quantityColors[dark ? 'dark' : 'light'][index] ?? 'gray',
    };
  });
}

/** The index of each text among the distinct ones. */
function distinct(texts: readonly string[]): number[] {
  const known = [...new Set(texts)];
  return texts.map((text) => known.indexOf(text));
}

/** Returns the statistics of a trend over the runs of an interval, or all. */
export function statisticsOf(
  { columns }: Pick<LoadedSeries, 'columns'>,
  table: RunTable,
  axis: RunAxis,
  zoom: RunInterval | null,
): { readonly statistics: Statistics | undefined; readonly gaps: number } {
  const aligned = align(columns, table);
  // The last run is that of the highest number, in whatever order an axis has them.
  const shown = shownRuns(table, zoom).toSorted((a, b) => (table.runs[a] ?? 0) - (table.runs[b] ?? 0));
  const pick = (list: readonly (number | null)[]): (number | null)[] => shown.map((index) => list[index] ?? null);
  return {
    statistics: statistics(
      {
        runs: shown.map((index) => table.runs[index] ?? 0),
        values: pick(aligned.values),
        errorsLow: pick(aligned.errorsLow),
        errorsHigh: pick(aligned.errorsHigh),
      },
      shown.map((index) => axis.centers[index] ?? 0),
    ),
    gaps: shown.filter((index) => aligned.values[index] === null && !aligned.unknown.has(index)).length,
  };
}

/** Returns the indices of the runs of an interval, or of all. */
export function shownRuns({ runs }: RunTable, zoom: RunInterval | null): number[] {
  return runs.flatMap((run, index) => (!zoom || (run >= zoom[0] && run <= zoom[1]) ? [index] : []));
}
