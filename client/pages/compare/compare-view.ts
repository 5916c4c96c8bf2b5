import type { CompareTrendsQuery, SubsystemDatasetsFragment } from '../../generated/operations.ts';
import { compareSizes, type DatasetName } from '../../point/point.ts';
import { comparedRunsCodec, runsCodec, type SelectedRuns } from '../../run-selection/run-selection.ts';
import {
  type CodecValue,
  fields,
  type Format,
  oneOf,
  optional,
  parameter,
  text,
  toParameters,
} from '../../url/codec.ts';
import { pageLink, plotLink } from '../../url/links.ts';
import { seriesFormat } from '../plot/plot-view.ts';

/** A side of the comparison: a dataset, or one of its eras. */
export interface Side extends DatasetName {
  readonly era?: string;
}

/** `pd,ps` or `pd,ps,era`. */
export const sideFormat: Format<Side> = {
  parse: (written) => {
    const [, primaryDataset, processing, era] = /^([^,]+),([^,]+)(?:,([^,]+))?$/.exec(written) ?? [];
    if (primaryDataset === undefined || processing === undefined) return undefined;
    return { primaryDataset, processing, ...(era === undefined ? {} : { era }) };
  },
  format: ({ primaryDataset, processing, era }) => [primaryDataset, processing, ...(era ? [era] : [])].join(','),
};

/** What the table can be sorted by. */
export const orderKeys = ['name', 'significance', 'ratio', 'shift', 'shareBeyond', 'runs', 'meanA', 'meanB'] as const;
export type OrderKey = (typeof orderKeys)[number];
/** With a minus sign before it, the smallest first. */
export type Order = OrderKey | `-${OrderKey}`;

/** What the page shows; all of it is in the URL. */
export const compareViewCodec = fields({
  /** Empty, as the sides, where the URL leaves it open. */
  subsystem: parameter('subsystem', '', text),
  a: parameter('a', null, optional(sideFormat)),
  b: parameter('b', null, optional(sideFormat)),
  runs: comparedRunsCodec,
  search: parameter('search', '', text),
  order: parameter<Order>('sort', 'significance', oneOf([...orderKeys, ...orderKeys.map((key) => `-${key}` as const)])),
});
export type CompareView = CodecValue<typeof compareViewCodec>;

/** A view whose subsystem and sides are known. */
export type CompleteView = CompareView & { readonly a: Side; readonly b: Side };

type Dataset = SubsystemDatasetsFragment['datasets'][number];

/**
 * Completes a view: the subsystem as on the page Trends, for A the dataset with most runs of those that have a second processing, else of all,
 * and for B what is like A: its other processing, else its era after that of A, else another dataset. Null where nothing has data.
 */
export function completeCompareView(
  view: CompareView,
  subsystems: readonly SubsystemDatasetsFragment[],
): CompleteView | null {
  const withData = subsystems.filter(({ trendCount }) => trendCount > 0);
  const subsystem =
    subsystems.find(({ name }) => name === view.subsystem) ??
    withData.find(({ name }) => name === 'Tracker' || name === 'Tracking') ??
    withData[0];
  const datasets = (subsystem?.datasets ?? []).toSorted(compareSizes);
  const [largest] = datasets;
  if (!subsystem || !largest) return null;
  const name = view.subsystem === '' ? subsystem.name : view.subsystem;
  if (view.a) return { ...view, subsystem: name, a: view.a, b: view.b ?? otherSide(view.a, datasets) };
  const [a, b] = defaultSides(datasets.find((dataset) => otherProcessing(dataset, datasets)) ?? largest, datasets);
  return { ...view, subsystem: name, a, b: view.b ?? b };
}

/** A dataset with its other processing, or its last two eras. */
function defaultSides(dataset: Dataset, datasets: readonly Dataset[]): readonly [a: Side, b: Side] {
  const name = nameOf(dataset);
  const processing = otherProcessing(dataset, datasets);
  if (processing) return [name, nameOf(processing)];
  const [last, before] = dataset.eras.toReversed();
  if (last !== undefined && before !== undefined)
    return [
      { ...name, era: before },
      { ...name, era: last },
    ];
  return [name, otherSide(name, datasets)];
}

/** What a side is compared with by default; itself where there is nothing else. */
function otherSide(side: Side, datasets: readonly Dataset[]): Side {
  const own = datasets.find((each) => isSame(each, side));
  if (side.era !== undefined) {
    const eras = own?.eras ?? [];
    const index = eras.indexOf(side.era);
    const era = eras[index + 1] ?? eras[index - 1];
    if (era !== undefined) return { ...nameOf(side), era };
  }
  const other = (own && otherProcessing(own, datasets)) ?? datasets.find((each) => !isSame(each, side));
  return other ? nameOf(other) : side;
}

const otherProcessing = (dataset: DatasetName, datasets: readonly Dataset[]): Dataset | undefined =>
  datasets.find((each) => each.primaryDataset === dataset.primaryDataset && each.processing !== dataset.processing);

const isSame = (one: DatasetName, other: DatasetName): boolean =>
  one.primaryDataset === other.primaryDataset && one.processing === other.processing;

const nameOf = ({ primaryDataset, processing }: DatasetName): DatasetName => ({ primaryDataset, processing });

/** The sides in words, by what differs: `19Dec2023`, `Run2023C`. */
export function sideLabels(a: Side, b: Side): readonly [a: string, b: string] {
  const parts = ['primaryDataset', 'processing', 'era'] as const;
  const differing = parts.filter((part) => a[part] !== b[part]);
  const labelOf = (side: Side): string => {
    if (differing.length === 0) return parts.flatMap((part) => side[part] ?? []).join(' ');
    return differing.map((part) => side[part] ?? 'all eras').join(' ');
  };
  return [labelOf(a), labelOf(b)];
}

/** The comparison of a dataset with the first one that is drawn over it, or with what is like it, in the selected runs. */
export function compareLink({
  subsystem,
  primaryDataset,
  processing,
  compared: [first],
  runs,
}: DatasetName & {
  readonly subsystem: string;
  readonly compared: readonly DatasetName[];
  readonly runs: SelectedRuns;
}): string {
  const a = primaryDataset === '' || processing === '' ? null : { primaryDataset, processing };
  const view = { ...compareViewCodec.read(new URLSearchParams()), subsystem, a, b: first ?? null, runs };
  return pageLink('/compare', toParameters<CompareView>(compareViewCodec, view));
}

/** The page of a plot with both sides in it, in the selected runs. */
export function comparedPlotLink({ subsystem, a, b, runs }: CompleteView, config: string): string {
  const also = isSame(a, b) ? [] : [['also', seriesFormat.format({ subsystem, config, ...nameOf(b) })]];
  const eras =
    a.era !== undefined && b.era !== undefined ? [...new Set([a.era, b.era])] : [a.era ?? b.era ?? []].flat();
  const shown = eras.length > 0 ? { ...runs, eras } : runs;
  return plotLink(
    { subsystem, config, ...nameOf(a) },
    new URLSearchParams([...also, ...toParameters(runsCodec, shown)]),
  );
}

/** The page of a plot of one side. */
export function oneSidedPlotLink({ subsystem, runs }: CompleteView, side: Side, config: string): string {
  const shown = side.era === undefined ? runs : { ...runs, eras: [side.era] };
  return plotLink({ subsystem, config, ...nameOf(side) }, toParameters(runsCodec, shown));
}

/** The table as a file of the server. */
export function comparisonLink(format: 'csv' | 'json', { subsystem, a, b, search, runs }: CompleteView): string {
  const parameters = new URLSearchParams([
    ['subsystem', subsystem],
    ['a', sideFormat.format(a)],
    ['b', sideFormat.format(b)],
    ...(search === '' ? [] : [['search', search]]),
    ...toParameters(runsCodec, runs),
  ]);
  return `/export/comparison.${format}?${parameters}`;
}

export type ComparedTrend = CompareTrendsQuery['compareTrends']['items'][number];

/** What a trend is sorted by. A shift in any direction counts; a ratio by its distance from 1. */
function rankOf(trend: ComparedTrend, key: Exclude<OrderKey, 'name'>): number | null {
  const { significance, shift, ratio } = trend;
  if (key === 'runs') return trend.runsA + trend.runsB;
  if (key === 'significance') return significance === null ? null : Math.abs(significance);
  if (key === 'shift') return shift === null ? null : Math.abs(shift);
  if (key === 'ratio') return ratio === null ? null : Math.abs(Math.log(ratio));
  return trend[key];
}

/** The trends in an order; those without a number come last. */
export function sortTrends(trends: readonly ComparedTrend[], order: Order): readonly ComparedTrend[] {
  const [key, sign] = order.startsWith('-') ? [order.slice(1) as OrderKey, 1] : [order as OrderKey, -1];
  // Names ascend first.
  if (key === 'name') return trends.toSorted((a, b) => -sign * a.name.localeCompare(b.name, 'en', { numeric: true }));
  const ranked = trends.map((trend) => ({ trend, rank: rankOf(trend, key) }));
  ranked.sort(({ rank: a }, { rank: b }) => {
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    return sign * (a - b);
  });
  return ranked.map(({ trend }) => trend);
}

/** The order after a click on the head of a column. */
export const nextOrder = (order: Order, key: OrderKey): Order => (order === key ? `-${key}` : key);
