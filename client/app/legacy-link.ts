import { usualDrawing } from '../chart/chart-options.ts';
import { parseRunList, writeRunList } from '../run-selection/run-list.ts';
import { type SelectedRuns, usualRuns } from '../run-selection/run-selection.ts';
import { parseView, plotAddress, type View, viewParameters } from '../pages/trends/view.ts';

/**
 * The present address of an old link: one of CentralHDQM's page, which stand in years of elogs
 * (`/?subsystem=&pd=&ps=&filter=&filterValue=&options=&search=&page=&fsPlot=`), or one of ours from when the trends were at `/`.
 * Undefined where the parameters are no such link.
 */
export function oldLink(parameters: URLSearchParams): string | undefined {
  if (!['subsystem', 'pd', 'ps', 'fsPlot', 'search'].some((name) => parameters.has(name))) return undefined;
  const view = parseView(parameters);
  if (!['filter', 'filterValue', 'options', 'page', 'fsPlot'].some((name) => parameters.has(name)))
    return `/trends?${viewParameters(view).toString()}`;
  const translated: View = {
    ...view,
    processing: processingOf(view.processing),
    runs: { ...usualRuns, ...runsOf(parameters.get('filter') ?? 'latest', parameters.get('filterValue') ?? '') },
    drawing: drawingOf(parameters.get('options')),
  };
  const plot = parameters.get('fsPlot') ?? '';
  // CentralHDQM counts plots, which other plots have shifted since: a number begins the grid there.
  if (/^\d+$/.test(plot)) return `/trends?${viewParameters({ ...translated, at: `#${plot}` }).toString()}`;
  if (plot !== '' && translated.subsystem !== '') return plotAddress(translated, plot);
  return `/trends?${viewParameters(translated).toString()}`;
}

/** A processing string without the era and the version that CentralHDQM's files had about it. */
function processingOf(text: string): string {
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
    if (runs) return { by: 'list', list: writeRunList(runs) };
  }
  if (filter === 'list' || filter === 'json') {
    const { ranges, problem } = parseRunList(value);
    return problem === undefined ? { by: 'list', list: ranges.map(written).join(',') } : {};
  }
  return /^[1-9]\d{0,3}$/.test(value) ? { by: 'latest', latest: Number(value) } : {};
}

const written = ({ first, last }: { first: number; last: number }): string =>
  first === last ? String(first) : `${first}-${last}`;

function goldenRuns(text: string): number[] | undefined {
  try {
    const runs = Object.keys(JSON.parse(text) as object).map(Number);
    return runs.length > 0 && runs.every(Number.isInteger) ? runs : undefined;
  } catch {
    return undefined; // a list of runs, which the old page also put there
  }
}

/** CentralHDQM's options: a sum of bits; 0 errors, 1 fills, 2 durations, 3 regression, 4 width by duration, 5 luminosity, 6 date. */
function drawingOf(options: string | null): View['drawing'] {
  if (options === null || !/^\d{1,9}$/.test(options)) return usualDrawing;
  const bit = (place: number): boolean => (Number(options) & (1 << place)) !== 0;
  const x = bit(4) ? 'duration' : bit(5) ? 'lumi' : bit(6) ? 'time' : 'even';
  return { ...usualDrawing, x, errors: bit(0), fills: bit(1), durations: bit(2), regression: bit(3) };
}
