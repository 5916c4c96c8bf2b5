import { defaultGridOptions } from '../chart/chart-options.ts';
import { parseRunList, formatRunList } from '../run-selection/run-list.ts';
import { defaultRuns, listedRunsCodec, type SelectedRuns } from '../run-selection/run-selection.ts';
import { criteriaCodec } from '../pages/anomalies/criteria.ts';
import { plotLinkFrom, type TrendsView, trendsViewCodec } from '../pages/trends/trends-view.ts';
import { type Format, repeated, toParameters } from '../url/codec.ts';
import { pageLink, runLink } from '../url/links.ts';
import { followFilter, onlyRunOf } from './run-registry-filter.ts';

/** The name of a field; `*` stands for the whole filter. A link could have any text in its place. */
const fieldFormat: Format<string> = {
  parse: (text) => (/^(?:\*|[\w.-]{1,80})$/.test(text) ? text : undefined),
  format: String,
};

/** What a link of Run Registry filtered by that its translation does not, in the URL. */
export const ignoredFilters = repeated('ignored', 20, fieldFormat);

const ownKeys = ['subsystem', 'pd', 'ps', 'search', 'fsPlot'];
const legacyKeys = ['filter', 'filterValue', 'options', 'page', 'fsPlot'];

/**
 * The current address of an old link: of a page of CentralHDQM, as years of elogs have them
 * (`/?subsystem=&pd=&ps=&filter=&filterValue=&options=&search=&page=&fsPlot=`), or of HDQM when the trends or the anomalies were at `/`.
 * Undefined where the parameters are those of none.
 */
export function currentLink(parameters: URLSearchParams): string | undefined {
  const hasAny = (keys: readonly string[]): boolean => keys.some((key) => parameters.has(key));
  if (parameters.get('filter') === 'rr') return runRegistryLink(parameters);
  const run = onlyRun(parameters);
  if (run !== undefined) return runLink(run);
  if (!hasAny(ownKeys))
    return hasAny(criteriaCodec.keys)
      ? pageLink('/anomalies', toParameters(criteriaCodec, criteriaCodec.read(parameters)))
      : undefined;
  const view = trendsViewCodec.read(parameters);
  if (!hasAny(legacyKeys)) return trendsLink(view);
  const translated: TrendsView = {
    ...view,
    processing: withoutEraAndVersion(view.processing),
    runs: { ...defaultRuns, ...runsOf(parameters.get('filter') ?? 'latest', parameters.get('filterValue') ?? '') },
    chart: chartOptionsOf(parameters.get('options')),
  };
  const plot = parameters.get('fsPlot') ?? '';
  // CentralHDQM counts plots, and the order has changed since: a number scrolls the grid there.
  if (/^\d+$/.test(plot)) return trendsLink({ ...translated, at: `#${plot}` });
  if (plot !== '' && translated.subsystem !== '') return plotLinkFrom(translated, { config: plot });
  return trendsLink(translated);
}

/** The runs that Run Registry's link "Open in HDQM" selects: in the trends where it names a dataset or subsystem, otherwise in the list of runs. */
function runRegistryLink(parameters: URLSearchParams): string {
  const { list, ignored, ...filters } = followFilter(parameters) ?? { ignored: ['*'] };
  const run = list === undefined ? undefined : onlyRunOf(list);
  const hasView = ownKeys.some((key) => (parameters.get(key) ?? '') !== '');
  if (run !== undefined && ignored.length === 0 && !hasView) return runLink(run);
  const runs: SelectedRuns = {
    ...defaultRuns,
    significant: false,
    ...filters,
    ...(list === undefined ? { by: 'all' } : { by: 'list', list }),
  };
  const view = trendsViewCodec.read(parameters);
  const selected = hasView
    ? toParameters(trendsViewCodec, { ...view, processing: withoutEraAndVersion(view.processing), runs })
    : toParameters(listedRunsCodec, runs);
  ignoredFilters.write(ignored, selected);
  return pageLink(hasView ? '/trends' : '/runs', selected);
}

/** The run of a link of CentralHDQM that selects one run, and neither a subsystem nor anything else; undefined otherwise. */
function onlyRun(parameters: URLSearchParams): number | undefined {
  if (ownKeys.some((key) => (parameters.get(key) ?? '') !== '')) return undefined;
  if (!['range', 'list'].includes(parameters.get('filter') ?? '')) return undefined;
  const { ranges, isAll } = parseRunList(parameters.get('filterValue') ?? '');
  const runs = new Set(ranges.flatMap(({ first, last }) => [first, last]));
  return isAll || runs.size !== 1 ? undefined : [...runs][0];
}

const trendsLink = (view: TrendsView): string => pageLink('/trends', toParameters(trendsViewCodec, view));

/** CentralHDQM's `Run2023C-PromptReco-v1` is `PromptReco` here. */
function withoutEraAndVersion(text: string): string {
  return text.replace(/^(?:Run|Commissioning)\d{4}[A-Z]?-/, '').replace(/-v\d+$/, '');
}

function runsOf(filter: string, value: string): Partial<SelectedRuns> {
  if (filter === 'range') {
    const [first, last] = value.split(/[\s,;-]+/).filter((part) => part !== '');
    const list = last === undefined ? (first ?? '') : `${first}-${last}`;
    return parseRunList(list).problem === undefined ? { by: 'list', list } : {};
  }
  if (filter === 'json') {
    const runs = goldenRuns(value);
    if (runs) return { by: 'list', list: formatRunList(runs) };
  }
  if (filter === 'list' || filter === 'json') {
    const { ranges, problem } = parseRunList(value);
    return problem === undefined ? { by: 'list', list: ranges.map(formatRange).join(',') } : {};
  }
  return /^[1-9]\d{0,3}$/.test(value) ? { by: 'latest', latest: Number(value) } : {};
}

const formatRange = ({ first, last }: { first: number; last: number }): string =>
  first === last ? String(first) : `${first}-${last}`;

function goldenRuns(text: string): number[] | undefined {
  try {
    const runs = Object.keys(JSON.parse(text) as object).map(Number);
    return runs.length > 0 && runs.every(Number.isInteger) ? runs : undefined;
  } catch {
    return undefined; // a list of runs, which the old page accepted too
  }
}

/** CentralHDQM's options are a sum of bits: 0 errors, 1 fills, 2 durations, 3 regression, 4 width by duration, 5 luminosity, 6 date. */
function chartOptionsOf(options: string | null): TrendsView['chart'] {
  if (options === null || !/^\d{1,9}$/.test(options)) return defaultGridOptions;
  const bit = (position: number): boolean => (Number(options) & (1 << position)) !== 0;
  const x = bit(4) ? 'duration' : bit(5) ? 'lumi' : bit(6) ? 'time' : 'even';
  const overlays = { errors: bit(0), fills: bit(1), durations: bit(2), regression: bit(3) };
  return { ...defaultGridOptions, x, overlays: { ...defaultGridOptions.overlays, ...overlays } };
}
