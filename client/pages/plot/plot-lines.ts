import type { RunAxis } from '../../chart/axis/run-axis.ts';
import type { RunInterval } from '../../chart/axis/run-interval.ts';
import type { Marker } from '../../chart/markers/marker.ts';
import { align, type PlotLine, styleOf } from '../../chart/series.ts';
import { type Statistics, statistics } from '../../chart/statistics/statistics.ts';
import type { RunTable } from '../../run-selection/run-table.ts';
import type { PlotData, PlotTrend } from './plot-data.ts';
import { type SeriesName, seriesLabels } from './plot-view.ts';

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
  const shown = shownRuns(table, zoom);
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
