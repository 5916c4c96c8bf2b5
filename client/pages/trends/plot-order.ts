import type { Columns } from '../../chart/series.ts';
import { statistics } from '../../chart/statistics/statistics.ts';
import type { Plot } from './plots.ts';

/** How plots are sorted; by change and slope, the plots of which something can be seen come first. */
export const plotOrders = ['configs', 'name', 'change', 'slope'] as const;
export type PlotOrder = (typeof plotOrders)[number];

/** What plots are sorted and hidden by. */
export interface TrendFigures {
  /** abs(z) of the last point against the median of the others; 0 where it cannot be computed. */
  readonly change: number;
  /** abs(slope / error) of a linear fit over the runs; 0 where it cannot be computed. */
  readonly slope: number;
  /** Whether it has values, and all are the same. */
  readonly isConstant: boolean;
}

/** Returns the figures of a trend. */
export function trendFigures(columns: Columns): TrendFigures {
  const found = statistics(
    columns,
    columns.runs.map((_, index) => index),
  );
  const { slope = 0, slopeError = 0 } = found?.line ?? {};
  return {
    change: Math.abs(found?.last.z ?? 0),
    slope: slopeError > 0 ? Math.abs(slope / slopeError) : 0,
    isConstant: found !== undefined && found.min === found.max,
  };
}

/** Returns the plots in an order, without those whose trends are all constant where these are hidden. */
export function orderPlots(
  plots: readonly Plot[],
  figures: ReadonlyMap<string, TrendFigures>,
  order: PlotOrder,
  hidesConstant: boolean,
): readonly Plot[] {
  const of = (plot: Plot): TrendFigures[] => plot.trends.flatMap(({ config }) => figures.get(config.name) ?? []);
  const shown = plots.filter((plot) => {
    const known = of(plot);
    return !hidesConstant || known.length === 0 || known.some(({ isConstant }) => !isConstant);
  });
  if (order === 'configs') return shown;
  if (order === 'name') return shown.toSorted((a, b) => a.title.localeCompare(b.title, 'en', { numeric: true }));
  const largest = new Map(shown.map((plot) => [plot, Math.max(0, ...of(plot).map((each) => each[order]))]));
  return shown.toSorted((a, b) => (largest.get(b) ?? 0) - (largest.get(a) ?? 0));
}

/** Whether an order or a filter needs the points of all plots. */
export function needsFigures(order: PlotOrder, hidesConstant: boolean): boolean {
  return hidesConstant || order === 'change' || order === 'slope';
}
