import { align, type Columns } from '../../chart/series.ts';
import type { RunInterval } from '../../chart/run-interval.ts';
import type { PlotData, PlotTrend } from './plot-data.ts';
import { type SeriesName, seriesLabels } from './plot-view.ts';
import type { RunAxis } from '../../chart/run-axis.ts';
import { type RunTable, type RunInfo } from '../../run-selection/run-table.ts';
import { type Statistics, statistics } from '../../chart/statistics.ts';

/** A trend that a plot draws. */
export interface DrawnLine {
  readonly series: SeriesName;
  /** Its place among the trends that were asked for: its colour, and its key in correlations. */
  readonly place: number;
  /** What tells it from the others. */
  readonly name: string;
  readonly color: string;
  readonly trend: PlotTrend;
  readonly columns: Columns;
}

/** The trends that there are; those that a dataset does not have are left out. */
export function drawnLines(names: readonly SeriesName[], data: PlotData, colors: readonly string[]): DrawnLine[] {
  const labels = seriesLabels(names);
  return names.flatMap((series, place) => {
    const trend = data.trends[place];
    if (!trend) return [];
    const [name, color] = [labels[place] ?? series.config, colors[place % colors.length] ?? 'gray'];
    return [{ series, place, name, color, trend, columns: trend.columns }];
  });
}

/** What a trend comes to in the runs that a plot shows. */
export interface LineFigures {
  readonly figures: Statistics | undefined;
  readonly gaps: number;
}

/** Statistics of a trend over the runs of an interval, or all. */
export function lineFigures(
  { columns }: DrawnLine,
  table: RunTable,
  axis: RunAxis,
  zoom: RunInterval | null,
): LineFigures {
  const aligned = align(columns, table);
  const shown = shownPlaces(table, zoom);
  const pick = <T>(list: readonly T[]): T[] => shown.flatMap((place) => list[place] ?? []);
  const pickOrNull = (list: readonly (number | null)[]): (number | null)[] => shown.map((place) => list[place] ?? null);
  return {
    figures: statistics(
      {
        runs: pick(table.runs).map(({ number }) => number),
        values: pickOrNull(aligned.values),
        errorsLow: pickOrNull(aligned.errorsLow),
        errorsHigh: pickOrNull(aligned.errorsHigh),
      },
      pick(axis.centers),
    ),
    gaps: shown.filter((place) => aligned.values[place] === null && !aligned.unknown.has(place)).length,
  };
}

/** The runs of an interval as a table of their own. */
export function shownRuns(table: RunTable, zoom: RunInterval | null): readonly RunInfo[] {
  return shownPlaces(table, zoom).flatMap((place) => table.runs[place] ?? []);
}

function shownPlaces({ runs }: RunTable, zoom: RunInterval | null): number[] {
  return runs.flatMap(({ number }, place) => (!zoom || (number >= zoom[0] && number <= zoom[1]) ? [place] : []));
}
