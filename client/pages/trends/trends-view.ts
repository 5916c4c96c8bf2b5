import { chartOptionsCodec } from '../../chart/chart-options.ts';
import { histogramCodec } from '../../point/histogram-options.ts';
import { type DatasetName, pointFormat } from '../../point/point.ts';
import { runsCodec } from '../../run-selection/run-selection.ts';
import {
  type CodecValue,
  fields,
  type Format,
  integer,
  optional,
  parameter,
  repeated,
  text,
  toParameters,
} from '../../url/codec.ts';
import { plotLink } from '../../url/links.ts';
import { maxSeries, seriesFormat } from '../plot/plot-view.ts';

/** Maximum of datasets on one page: the first, and those compared with it. */
export const maxDatasets = 4;

const datasetFormat: Format<DatasetName> = {
  parse: (text) => {
    const [, primaryDataset, processing] = /^([^,]+),([^,]+)$/.exec(text) ?? [];
    return primaryDataset === undefined || processing === undefined ? undefined : { primaryDataset, processing };
  },
  format: ({ primaryDataset, processing }) => `${primaryDataset},${processing}`,
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
  chart: chartOptionsCodec,
  /** Key of the plot to scroll to; empty: the first. */
  at: parameter('at', '', text),
  /** The point whose details are open beside the plots. */
  point: parameter('point', null, optional(pointFormat)),
  /** The options of its histograms. */
  histogram: histogramCodec,
});

export type TrendsView = CodecValue<typeof trendsViewCodec>;

/** A config's own page with the runs and the options of a view. It shows the `others` of its plot and the compared datasets, too. */
export function plotLinkFrom(view: TrendsView, config: string, others: readonly string[] = []): string {
  const { subsystem, primaryDataset, processing, runs, chart } = view;
  const datasets = [{ primaryDataset, processing }, ...view.compared];
  const series = datasets.flatMap((dataset) =>
    [config, ...others].map((name) => ({ subsystem, config: name, ...dataset })),
  );
  return plotLink(
    { subsystem, config, primaryDataset, processing },
    new URLSearchParams([
      ...series.slice(1, maxSeries).map((name) => ['also', seriesFormat.format(name)]),
      ...toParameters(runsCodec, runs),
      ...toParameters(chartOptionsCodec, chart),
    ]),
  );
}
