import { runIntervalFormat } from '../../chart/axis/run-interval.ts';
import { type YLimits, yLimitsFormat } from '../../chart/axis/y-limits.ts';
import { gridOptionsCodec } from '../../chart/chart-options.ts';
import type { Zoom } from '../../chart/use-zoom-gestures.ts';
import { histogramCodec } from '../../point/histogram/histogram-options.ts';
import { datasetFormat, maxDatasets, pointFormat } from '../../point/point.ts';
import { runsCodec } from '../../run-selection/run-selection.ts';
import {
  type CodecValue,
  fields,
  flag,
  type Format,
  integer,
  oneOf,
  optional,
  parameter,
  repeated,
  text,
  toParameters,
} from '../../url/codec.ts';
import { groupLink, plotLink } from '../../url/links.ts';
import { seriesFormat } from '../plot/plot-view.ts';
import { type PlotOrder, plotOrders } from './plot-order.ts';

/** Maximum of plots with fixed ends of the y axis. */
const maxLimits = 20;

/** The fixed ends of the y axis of a plot of the grid. */
export interface PlotLimits {
  /** Of the plot. */
  readonly key: string;
  readonly limits: YLimits;
}

/** `low,high,plot`. The key of a plot can contain commas. */
const plotLimitsFormat: Format<PlotLimits> = {
  parse: (text) => {
    const [, ends = '', key = ''] = /^([^,]*,[^,]*),([^]+)$/.exec(text) ?? [];
    const limits = yLimitsFormat.parse(ends);
    return limits && key !== '' ? { key, limits } : undefined;
  },
  format: ({ key, limits }) => `${yLimitsFormat.format(limits)},${key}`,
};

/** What the trends page shows; all of it is in the URL, so that a copied link opens the same view. */
export const trendsViewCodec = fields({
  /** Empty, as the dataset, where the URL leaves it open. */
  subsystem: parameter('subsystem', '', text),
  primaryDataset: parameter('pd', '', text),
  processing: parameter('ps', '', text),
  /** Datasets that are drawn over the first. */
  compared: repeated('with', maxDatasets - 1, datasetFormat),
  runs: runsCodec,
  search: parameter('search', '', text),
  /** Plots per row; 0 fits them to the width. */
  perRow: parameter('row', 0, integer(1, 4)),
  /** Height of a plot in pixels; 0 follows the number per row. */
  plotHeight: parameter('height', 0, integer(180, 600)),
  /** Order of the plots: of the configs, or by name, change or slope. */
  order: parameter<PlotOrder>('order', 'configs', oneOf(plotOrders)),
  /** Whether plots of which no point differs from the others are hidden. */
  hidesConstant: parameter('varying', false, flag),
  chart: gridOptionsCodec,
  /** First and last run of the zoomed part of all plots. */
  zoom: parameter('zoom', null, optional(runIntervalFormat)),
  /** The plots whose y axis has fixed ends. */
  limits: repeated('y', maxLimits, plotLimitsFormat),
  /** Lines that are not drawn, as `config,pd,ps`. */
  hidden: repeated('hide', 100, text),
  /** Key of the plot to scroll to; empty: the first. */
  at: parameter('at', '', text),
  /** The point whose details are open beside the plots. */
  point: parameter('point', null, optional(pointFormat)),
  /** The options of its histograms. */
  histogram: histogramCodec,
});

export type TrendsView = CodecValue<typeof trendsViewCodec>;

/** Returns the part of a view that a zoom of one of its plots changes: the runs of all plots, and the y axis of this one. */
export function zoomedView(view: TrendsView, key: string, { runs, limits }: Zoom): Partial<TrendsView> {
  const others = view.limits.filter((one) => one.key !== key).slice(1 - maxLimits);
  return {
    ...(runs === undefined ? {} : { zoom: runs }),
    ...(limits === undefined ? {} : { limits: [...others, { key, limits }] }),
  };
}

/** The page of a config, or of a group of configs, with the runs, the options and the compared datasets of a view. */
export function plotLinkFrom(view: TrendsView, plot: { readonly config: string } | { readonly group: string }): string {
  const { subsystem, primaryDataset, processing, compared, runs, chart, zoom } = view;
  const dataset = { primaryDataset, processing };
  const limits = view.limits.find(({ key }) => key === ('group' in plot ? `group ${plot.group}` : plot.config));
  const options = [
    ...toParameters(runsCodec, runs),
    ...toParameters(gridOptionsCodec, chart),
    ...(zoom ? [['zoom', runIntervalFormat.format(zoom)]] : []),
    ...(limits ? [['y', yLimitsFormat.format(limits.limits)]] : []),
  ];
  if ('group' in plot) {
    const others = compared.map((other) => ['with', datasetFormat.format(other)]);
    const hidden = view.hidden.map((key) => ['hide', `${subsystem},${key}`]);
    return groupLink(
      { subsystem, group: plot.group, ...dataset },
      new URLSearchParams([...others, ...hidden, ...options]),
    );
  }
  const { config } = plot;
  const others = compared.map((other) => ['also', seriesFormat.format({ subsystem, config, ...other })]);
  return plotLink({ subsystem, config, ...dataset }, new URLSearchParams([...others, ...options]));
}
