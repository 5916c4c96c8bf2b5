import { chartOptionsCodec } from '../../chart/chart-options.ts';
import { histogramCodec } from '../../point/histogram-options.ts';
import { datasetFormat, maxDatasets, pointFormat } from '../../point/point.ts';
import { runsCodec } from '../../run-selection/run-selection.ts';
import {
  type CodecValue,
  fields,
  integer,
  optional,
  parameter,
  repeated,
  text,
  toParameters,
} from '../../url/codec.ts';
import { groupLink, plotLink } from '../../url/links.ts';
import { seriesFormat } from '../plot/plot-view.ts';

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
  chart: chartOptionsCodec,
  /** Key of the plot to scroll to; empty: the first. */
  at: parameter('at', '', text),
  /** The point whose details are open beside the plots. */
  point: parameter('point', null, optional(pointFormat)),
  /** The options of its histograms. */
  histogram: histogramCodec,
});

export type TrendsView = CodecValue<typeof trendsViewCodec>;

/** The page of a config, or of a group of configs, with the runs, the options and the compared datasets of a view. */
export function plotLinkFrom(view: TrendsView, plot: { readonly config: string } | { readonly group: string }): string {
  const { subsystem, primaryDataset, processing, compared, runs, chart } = view;
  const dataset = { primaryDataset, processing };
  const options = [...toParameters(runsCodec, runs), ...toParameters(chartOptionsCodec, chart)];
  if ('group' in plot) {
    const others = compared.map((other) => ['with', datasetFormat.format(other)]);
    return groupLink({ subsystem, group: plot.group, ...dataset }, new URLSearchParams([...others, ...options]));
  }
  const { config } = plot;
  const others = compared.map((other) => ['also', seriesFormat.format({ subsystem, config, ...other })]);
  return plotLink({ subsystem, config, ...dataset }, new URLSearchParams([...others, ...options]));
}
