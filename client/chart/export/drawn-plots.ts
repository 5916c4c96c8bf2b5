import type { RunAxis } from '../axis/run-axis.ts';
import { seriesColors } from '../series.ts';
import type { TrendChartData } from '../trend-chart.ts';

/** A plot as it is drawn on the page. */
export interface DrawnPlot {
  readonly title: string;
  readonly data: TrendChartData;
}

const drawn = new WeakMap<Element, DrawnPlot>();

/** Records what a canvas shows, for the pictures of it. */
export function recordPlot(canvas: HTMLCanvasElement, plot: DrawnPlot): void {
  drawn.set(canvas, plot);
}

/** Returns the plots within elements in the order of the page, in the colours of a white background. */
export function drawnPlots(selector: string): DrawnPlot[] {
  return [...document.querySelectorAll(`${selector} canvas`)].flatMap((canvas) => {
    const plot = drawn.get(canvas);
    return plot ? [{ ...plot, data: onWhite(plot.data) }] : [];
  });
}

function onWhite(data: TrendChartData): TrendChartData {
  if (!data.dark) return data;
  const [from, to] = [seriesColors(true), seriesColors(false)];
  const recolour = <T extends { readonly color: string }>(series: T): T => ({
    ...series,
    color: to[from.indexOf(series.color)] ?? series.color,
  });
  return { ...data, dark: false, series: data.series.map(recolour), right: data.right.map(recolour) };
}

/** The number of the shown runs and the first and last: `18 runs, 366409 to 370301`. */
export function describeRuns({ table, axis }: Pick<TrendChartData, 'table' | 'axis'>): string {
  const shown = table.runs.filter((_, index) => isShown(axis, index));
  const runs = axis.quantity ? shown.toSorted((a, b) => a - b) : shown;
  const [first, last] = [runs[0], runs.at(-1)];
  if (first === undefined || last === undefined) return 'no runs';
  if (table.bins) return `${runs.length} points, one for each ${table.bins.title}, from run ${first}`;
  return runs.length === 1 ? `run ${first}` : `${runs.length} runs, ${first} to ${last}`;
}

/** Whether a run is in the zoomed part of an axis. */
export function isShown({ centers, min, max }: RunAxis, index: number): boolean {
  const center = centers[index] ?? Number.NaN;
  return center >= min && center <= max;
}
