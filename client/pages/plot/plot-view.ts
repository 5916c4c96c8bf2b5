import { type Drawing, drawingParameters, parseDrawing } from '../../chart/chart-options.ts';
import { type DatasetName, parsePoint, type PointName, writePoint } from '../../point/point.ts';
import { runQuantities } from '../../run-selection/run-quantity.ts';
import { runsCodec, type SelectedRuns } from '../../run-selection/run-selection.ts';
import { toParameters } from '../../url/codec.ts';

/** A trend, as an address names it. */
export interface SeriesName extends DatasetName {
  readonly subsystem: string;
  readonly config: string;
}

/** What is below the plot. */
export const plotParts = ['correlation', 'distribution', 'points', 'config'] as const;
export type PlotPart = (typeof plotParts)[number];

/** What is drawn against what: a trend's place on the page, `oms:KEY` of a quantity, or `run`. Empty x: what suits the page. */
export interface PlotPair {
  readonly x: string;
  readonly y: string;
  /** What the points are coloured by. */
  readonly color: string;
}

/** What a plot's own page shows; all of it stands in the URL, so that a copied link opens the same view. */
export interface PlotView {
  readonly main: SeriesName;
  /** Trends that are drawn with it. */
  readonly more: readonly SeriesName[];
  readonly runs: SelectedRuns;
  readonly drawing: Drawing;
  /** The first and the last run of the part that is zoomed in. */
  readonly zoom: readonly [first: number, last: number] | null;
  /** The y range; null where it follows the values. */
  readonly range: readonly [low: number, high: number] | null;
  /** Key of the OMS quantity on the second axis; empty: none. */
  readonly quantity: string;
  readonly part: PlotPart;
  readonly pair: PlotPair;
  readonly point: PointName | null;
  /** How the histogram behind the point is drawn, as state/histogram-view.ts writes it. */
  readonly histogram: string;
}

/** Most trends of one page. */
export const mostSeries = 8;

/** Without a second trend, the first is drawn against the run. */
export const usualPair: PlotPair = { x: '', y: '0', color: 'run' };

/** Reads a view from an address; what is missing or makes no sense is as usual. */
export function parsePlotView(subsystem: string, config: string, parameters: URLSearchParams): PlotView {
  const text = (name: string): string => parameters.get(name) ?? '';
  const [x, y, color] = text('pair').split(',');
  const quantity = text('oms');
  return {
    main: { subsystem, config, primaryDataset: text('pd'), processing: text('ps') },
    more: parameters
      .getAll('also')
      .flatMap((name) => parseSeries(name) ?? [])
      .slice(0, mostSeries - 1),
    runs: runsCodec.read(parameters),
    drawing: parseDrawing(parameters),
    zoom: interval(text('zoom'), /^(\d{1,9})-(\d{1,9})$/),
    range: interval(text('y'), /^([^,]+),([^,]+)$/),
    quantity: runQuantities.some(({ key }) => key === quantity) ? quantity : '',
    part: plotParts.find((part) => part === text('part')) ?? 'correlation',
    pair: { x: x || usualPair.x, y: y || usualPair.y, color: color || usualPair.color },
    point: parsePoint(parameters.get('point')),
    histogram: text('hist'),
  };
}

/** The URL's parameters for a view; what is usual is left out. */
export function plotViewParameters(view: PlotView): URLSearchParams {
  const parameters = new URLSearchParams();
  const put = (name: string, value: string): void => {
    if (value !== '') parameters.append(name, value);
  };
  put('pd', view.main.primaryDataset);
  put('ps', view.main.processing);
  for (const series of view.more) put('also', writeSeries(series));
  for (const [name, value] of toParameters(runsCodec, view.runs)) put(name, value);
  for (const [name, value] of drawingParameters(view.drawing)) put(name, value);
  put('zoom', view.zoom?.join('-') ?? '');
  put('y', view.range?.join(',') ?? '');
  put('oms', view.quantity);
  put('part', view.part === 'correlation' ? '' : view.part);
  const { x, y, color } = view.pair;
  const pair = [x, y, color].join(',');
  put('pair', pair === [usualPair.x, usualPair.y, usualPair.color].join(',') ? '' : pair);
  put('point', view.point ? writePoint(view.point) : '');
  put('hist', view.histogram);
  return parameters;
}

/** Address of a trend's own page with the runs and the drawing of another's. */
export function seriesAddress({ subsystem, config, primaryDataset, processing }: SeriesName, view: PlotView): string {
  const main = { subsystem, config, primaryDataset, processing };
  const parameters = plotViewParameters({ ...view, main, more: [], pair: usualPair, point: null, range: null });
  return `/trends/${encodeURIComponent(subsystem)}/${encodeURIComponent(config)}?${parameters.toString()}`;
}

/** Whether two names are of the same trend. */
export function isSameSeries(a: SeriesName, b: SeriesName): boolean {
  return writeSeries(a) === writeSeries(b);
}

/** What tells each trend from the others: the parts of its name in which they differ. */
export function seriesLabels(series: readonly SeriesName[]): string[] {
  const differ = (part: keyof SeriesName): boolean => series.some((one) => one[part] !== series[0]?.[part]);
  const parts = (['subsystem', 'config', 'primaryDataset', 'processing'] as const).filter(differ);
  return series.map((one) => (parts.length === 0 ? one.config : parts.map((part) => one[part]).join(' ')));
}

/** A trend as a parameter of the URL. */
export function writeSeries({ subsystem, config, primaryDataset, processing }: SeriesName): string {
  return [subsystem, config, primaryDataset, processing].join(',');
}

/** The config's name may have commas of its own. */
function parseSeries(text: string): SeriesName | undefined {
  const [, subsystem, config, primaryDataset, processing] = /^([^,]+),(.+),([^,]+),([^,]+)$/.exec(text) ?? [];
  return subsystem && config && primaryDataset && processing
    ? { subsystem, config, primaryDataset, processing }
    : undefined;
}

/** Two numbers, the smaller first. */
function interval(text: string, pattern: RegExp): readonly [number, number] | null {
  const [, from, to] = pattern.exec(text) ?? [];
  if (from === undefined || to === undefined || from.trim() === '' || to.trim() === '') return null;
  const [low, high] = [Number(from), Number(to)];
  return Number.isFinite(low) && Number.isFinite(high) && low <= high ? [low, high] : null;
}
