import { plotOptionsCodec } from '../../chart/chart-options.ts';
import { runIntervalFormat } from '../../chart/axis/run-interval.ts';
import { yLimitsFormat } from '../../chart/axis/y-limits.ts';
import { judgementFormat } from '../../chart/statistics/judgement.ts';
import { histogramCodec } from '../../point/histogram/histogram-options.ts';
import { datasetFormat, type DatasetName, maxDatasets, pointFormat } from '../../point/point.ts';
import { quantityKeyFormat } from '../../run-selection/run-quantity.ts';
import { runsCodec } from '../../run-selection/run-selection.ts';
import {
  type CodecValue,
  fields,
  flag,
  list,
  type Format,
  oneOf,
  optional,
  parameter,
  repeated,
  text,
  toParameters,
} from '../../url/codec.ts';
import { pageLink, plotLink } from '../../url/links.ts';
import { distinctParts } from '../trends/plots.ts';

/** A trend, as an address names it. */
export interface SeriesName extends DatasetName {
  readonly subsystem: string;
  readonly config: string;
}

/** The tabs below the plot. */
export const plotTabs = ['correlation', 'distribution', 'histograms', 'compare', 'points', 'config'] as const;
export type PlotTab = (typeof plotTabs)[number];

/** The quantities of the correlation: the index of a trend of the page, `oms:KEY`, or `run`. An empty x selects a default. */
export interface CorrelationAxes {
  readonly x: string;
  readonly y: string;
  readonly color: string;
}

/** Maximum of trends on one page: as many have distinct colours and markers. A group may have more. */
export const maxSeries = 24;
/** Maximum of expressions in a plot. */
export const maxExpressions = 6;
/** Maximum of hidden trends in the URL. */
const maxHidden = 100;

/** Without a second trend, the first is drawn against a quantity of the runs. */
const defaultCorrelation: CorrelationAxes = { x: '', y: '0', color: 'run' };

/** A trend in one parameter of the URL. The name of a config may contain commas. */
export const seriesFormat: Format<SeriesName> = {
  parse: (text) => {
    const [, subsystem, config, primaryDataset, processing] = /^([^,]+),(.+),([^,]+),([^,]+)$/.exec(text) ?? [];
    return subsystem && config && primaryDataset && processing
      ? { subsystem, config, primaryDataset, processing }
      : undefined;
  },
  format: ({ subsystem, config, primaryDataset, processing }) =>
    [subsystem, config, primaryDataset, processing].join(','),
};

/** An expression in the URL. */
const expressionFormat: Format<string> = {
  parse: (text) => (text.trim() === '' ? undefined : text.trim()),
  format: (text) => text,
};

const correlationFormat: Format<CorrelationAxes> = {
  parse: (text) => {
    const [x, y, color] = text.split(',');
    return {
      x: x || defaultCorrelation.x,
      y: y || defaultCorrelation.y,
      color: color || defaultCorrelation.color,
    };
  },
  format: ({ x, y, color }) => [x, y, color].join(','),
};

/** What the page of a plot shows besides its main trend's subsystem and config; all of it is in the URL. */
export const plotViewCodec = fields({
  primaryDataset: parameter('pd', '', text),
  processing: parameter('ps', '', text),
  /** Trends that are drawn with the main one. */
  more: repeated('also', maxSeries - 1, seriesFormat),
  /** Expressions of the subsystem's trends that are drawn with them. */
  expressions: repeated('expr', maxExpressions, expressionFormat),
  /** Datasets whose trends are drawn over those of a group. */
  compared: repeated('with', maxDatasets - 1, datasetFormat),
  /** Trends of the table that are not drawn. */
  hidden: repeated('hide', maxHidden, seriesFormat),
  /** Term of the figure by which the table is sorted, with a minus sign where ascending. */
  order: parameter('sort', '', text),
  runs: runsCodec,
  chart: plotOptionsCodec,
  /** First and last run of the zoomed part. */
  zoom: parameter('zoom', null, optional(runIntervalFormat)),
  /** Fixed ends of the y axis; null follows the values. */
  range: parameter('y', null, optional(yLimitsFormat)),
  /** Keys of the quantities of runs on axes at the right. */
  quantities: parameter('oms', [], list(quantityKeyFormat)),
  tab: parameter<PlotTab>('part', 'correlation', oneOf(plotTabs)),
  correlation: parameter('pair', defaultCorrelation, correlationFormat),
  /** Lists of the runs whose histograms are summed and compared. */
  a: parameter('a', '', text),
  b: parameter('b', '', text),
  /** The point whose panel is open. */
  point: parameter('point', null, optional(pointFormat)),
  /** How a point of the main trend was judged; a link of an anomaly has it. */
  judgement: parameter('judged', null, optional(judgementFormat)),
  /** Options of its histograms. */
  histogram: histogramCodec,
  /** Whether the page has the plot only, for a frame of another site. */
  bare: parameter('bare', false, flag),
});

export type PlotView = CodecValue<typeof plotViewCodec>;

/** The page of another trend with the runs and the chart options of this one. */
export function seriesLink(series: SeriesName, view: PlotView): string {
  const { subsystem, config, primaryDataset, processing } = series;
  const other = {
    more: [],
    expressions: [],
    compared: [],
    hidden: [],
    order: '',
    correlation: defaultCorrelation,
    point: null,
    judgement: null,
    range: null,
    primaryDataset: '',
    processing: '',
  };
  return plotLink(
    { subsystem, config, primaryDataset, processing },
    toParameters(plotViewCodec, { ...view, ...other }),
  );
}

/** The trends of a subsystem in the dataset and the runs of a plot, at the plot with the key `at`. */
export function trendsLink(subsystem: string, { primaryDataset, processing, runs }: PlotView, at?: string): string {
  return pageLink(
    '/trends',
    new URLSearchParams([
      ['subsystem', subsystem],
      ['pd', primaryDataset],
      ['ps', processing],
      ...toParameters(runsCodec, runs),
      ...(at === undefined ? [] : [['at', at]]),
    ]),
  );
}

/** Whether two names are those of the same trend. */
export function isSameSeries(a: SeriesName, b: SeriesName): boolean {
  return seriesFormat.format(a) === seriesFormat.format(b);
}

/** Labels that distinguish trends: the parts of their names that differ; the config's name of a single trend. */
export function seriesLabels(series: readonly SeriesName[]): string[] {
  const differs = (part: keyof SeriesName): boolean => series.some((one) => one[part] !== series[0]?.[part]);
  const parts = (['subsystem', 'config', 'primaryDataset', 'processing'] as const).filter(differs);
  const configs = [...new Set(series.map(({ config }) => config))];
  const short = distinctParts(configs);
  return series.map((one) => {
    const config = short[configs.indexOf(one.config)] ?? one.config;
    return parts.length === 0 ? one.config : parts.map((part) => (part === 'config' ? config : one[part])).join(' ');
  });
}
