import { type Drawing, drawingParameters, parseDrawing } from '../../chart/chart-options.ts';
import { mostSeries, writeSeries } from '../plot/plot-view.ts';
import { type DatasetName, parsePoint, type PointName, writePoint } from '../../point/point.ts';
import {
  parseSelectedRuns,
  type SelectedRuns,
  selectedRunsParameters,
  wholeNumber,
} from '../../run-selection/run-selection.ts';

/** Most datasets of a page: the first, and those drawn over it. */
export const mostDatasets = 4;

/** What the trends page shows; all of it stands in the URL, so that a copied link opens the same view. */
export interface View {
  readonly subsystem: string;
  readonly primaryDataset: string;
  readonly processing: string;
  /** Datasets that are drawn over the first. */
  readonly overlays: readonly DatasetName[];
  readonly runs: SelectedRuns;
  readonly search: string;
  /** Plots a row; 0 fits them to the width. */
  readonly perRow: number;
  readonly drawing: Drawing;
  /** Key of the plot to begin at; empty: the first. */
  readonly at: string;
  /** The point whose histogram is shown beside the plots. */
  readonly point: PointName | null;
  /** How that histogram is drawn, as state/histogram-view.ts writes it. */
  readonly histogram: string;
}

/** Reads a view from the URL's parameters; what is missing or makes no sense is as usual, and an empty text. */
export function parseView(parameters: URLSearchParams): View {
  return {
    subsystem: parameters.get('subsystem') ?? '',
    primaryDataset: parameters.get('pd') ?? '',
    processing: parameters.get('ps') ?? '',
    overlays: parameters
      .getAll('with')
      .flatMap((text) => parseDataset(text) ?? [])
      .slice(0, mostDatasets - 1),
    runs: parseSelectedRuns(parameters),
    search: parameters.get('search') ?? '',
    perRow: wholeNumber(parameters.get('row'), 1, 4) ?? 0,
    drawing: parseDrawing(parameters),
    at: parameters.get('at') ?? '',
    point: parsePoint(parameters.get('point')),
    histogram: parameters.get('hist') ?? '',
  };
}

/** The URL's parameters for a view; what is usual is left out. */
export function viewParameters(view: View): URLSearchParams {
  const parameters = new URLSearchParams();
  const put = (name: string, value: string): void => {
    if (value !== '') parameters.append(name, value);
  };
  put('subsystem', view.subsystem);
  put('pd', view.primaryDataset);
  put('ps', view.processing);
  for (const { primaryDataset, processing } of view.overlays) put('with', `${primaryDataset},${processing}`);
  for (const [name, value] of selectedRunsParameters(view.runs)) put(name, value);
  put('search', view.search);
  put('row', view.perRow === 0 ? '' : String(view.perRow));
  for (const [name, value] of drawingParameters(view.drawing)) put(name, value);
  put('at', view.at);
  put('point', view.point ? writePoint(view.point) : '');
  put('hist', view.histogram);
  return parameters;
}

/** Address of a config's own page, with the runs and the drawing of a view; `others` of its plot, and its datasets, are drawn there too. */
export function plotAddress(view: View, config: string, others: readonly string[] = []): string {
  const { subsystem, primaryDataset, processing, runs, drawing } = view;
  const parameters = new URLSearchParams({ pd: primaryDataset, ps: processing });
  const datasets = [{ primaryDataset, processing }, ...view.overlays];
  const series = datasets.flatMap((dataset) =>
    [config, ...others].map((name) => ({ subsystem, config: name, ...dataset })),
  );
  for (const also of series.slice(1, mostSeries)) parameters.append('also', writeSeries(also));
  for (const [name, value] of selectedRunsParameters(runs)) parameters.set(name, value);
  for (const [name, value] of drawingParameters(drawing)) parameters.set(name, value);
  return `/trends/${encodeURIComponent(subsystem)}/${encodeURIComponent(config)}?${parameters.toString()}`;
}

function parseDataset(text: string): DatasetName | undefined {
  const [, primaryDataset, processing] = /^([^,]+),([^,]+)$/.exec(text) ?? [];
  return primaryDataset === undefined || processing === undefined ? undefined : { primaryDataset, processing };
}
