import type { RunSelection } from '../generated/operations.ts';
import {
  type Codec,
  type CodecValue,
  fields,
  flag,
  type Format,
  integer,
  list,
  number,
  parameter,
  repeated,
  text,
  toParameters,
} from '../url/codec.ts';
import { flagFormat, maxFlagFilters, toFlagFilter } from './filters/flag-filter.ts';
import { labelFormat, maxLabelFilters, toLabelFilter } from './filters/label-filter.ts';
import { maxQuantityFilters, quantityFormat, toQuantityFilter } from './filters/quantity-filter.ts';
import { formatRunList, parseRunList, type RunRange, runsIn } from './run-list.ts';

/** Where the runs come from. */
interface RunSource {
  /** The latest N runs, a list, a golden JSON stored by the server, or all runs. */
  readonly by: 'latest' | 'list' | 'golden' | 'all';
  /** Number of runs where `by` is latest. */
  readonly latest: number;
  /** `355100-355200,355300` as the user wrote it, where `by` is list. */
  readonly list: string;
  /** Id of the saved selection where `by` is golden. */
  readonly golden: string;
  /** Min. share in % of a run's lumisections that the golden JSON has; 0: any. */
  readonly goldenShare: number;
}

/** Maximum of the latest runs that a page may show. */
export const maxLatestRuns = 10_000;

const defaultLatest = 50;
/** `all`, or the number of the latest runs. */
const latestFormat: Format<number | 'all'> = {
  parse: (text) => (text === 'all' ? text : integer(1, maxLatestRuns).parse(text)),
  format: String,
};

/** Where several of its parameters are given, a golden JSON goes before a list, and a list before the latest runs. */
function sourceCodec(defaultRuns: number | 'all'): Codec<RunSource> {
  const latestCodec = parameter('latest', defaultRuns, latestFormat);
  const shareCodec = parameter('goldenShare', 0, number(0, 100));
  return {
    keys: ['latest', 'runs', 'golden', 'goldenShare'],
    read: (parameters) => {
      const [list, golden] = [parameters.get('runs') ?? '', parameters.get('golden') ?? ''];
      const latest = latestCodec.read(parameters);
      const others = { latest: defaultLatest, list, golden, goldenShare: shareCodec.read(parameters) };
      if (golden !== '') return { ...others, by: 'golden', list: '' };
      if (list !== '') return { ...others, by: 'list' };
      return latest === 'all' ? { ...others, by: 'all' } : { ...others, by: 'latest', latest };
    },
    write: ({ by, latest, list, golden, goldenShare }, parameters) => {
      if (by === 'latest') latestCodec.write(latest, parameters);
      else if (by === 'all') latestCodec.write('all', parameters);
      else if (by === 'list' && list !== '') parameters.append('runs', list);
      else if (by === 'golden' && golden !== '') {
        parameters.append('golden', golden);
        shareCodec.write(goldenShare, parameters);
      }
    },
    invalid: (parameters) => {
      const list = parameters.get('runs') ?? '';
      return [
        ...latestCodec.invalid(parameters),
        ...(parameters.getAll('runs').length > 1 || (list !== '' && parseRunList(list).problem) ? ['runs'] : []),
        ...(parameters.getAll('golden').length > 1 ? ['golden'] : []),
        ...shareCodec.invalid(parameters),
      ];
    },
  };
}

const filterCodec = (significant: boolean) =>
  fields({
    /** Whether runs that are known not to be significant are excluded. */
    significant: parameter('significant', significant, flag),
    classes: parameter('class', [], list(text)),
    eras: parameter('era', [], list(text)),
    fills: parameter('fill', [], list(integer(0, 1e9))),
    /** Runs that are not selected. */
    excluded: parameter('exclude', [], list(integer(0, 999_999_999))),
    /** 0: any. */
    minDurationSeconds: parameter('duration', 0, number(0)),
    /** In 1/pb; 0: any. */
    minRecordedLumi: parameter('lumi', 0, number(0)),
    /** All of them hold. */
    flags: repeated('flag', maxFlagFilters, flagFormat),
    /** All of them hold. */
    quantities: repeated('quantity', maxQuantityFilters, quantityFormat),
    /** All of them hold. */
    labels: repeated('label', maxLabelFilters, labelFormat),
  });

/** The run selection of a page, which is in its URL. The API's RunSelection is derived from it. */
export type SelectedRuns = RunSource & CodecValue<ReturnType<typeof filterCodec>>;

/** A codec of the selected runs: by default those of `source`, and among them the significant ones or all. */
function selectionCodec(source: number | 'all', significant: boolean): Codec<SelectedRuns> {
  const [sources, filters] = [sourceCodec(source), filterCodec(significant)];
  return {
    keys: [...sources.keys, ...filters.keys],
    read: (parameters) => ({ ...sources.read(parameters), ...filters.read(parameters) }),
    write: (runs, parameters) => {
      sources.write(runs, parameters);
      filters.write(runs, parameters);
    },
    invalid: (parameters) => [...sources.invalid(parameters), ...filters.invalid(parameters)],
  };
}

/** The selected runs in the URL. */
export const runsCodec = selectionCodec(defaultLatest, true);

/** The same for a page that lists all runs, unless the URL selects some. */
export const listedRunsCodec = selectionCodec('all', false);

/** The same for a page that judges all significant runs, unless the URL selects others. */
export const judgedRunsCodec = selectionCodec('all', true);

/** The same for a page that compares more runs than it draws, unless the URL selects others. */
export const comparedRunsCodec = selectionCodec(200, true);

export const defaultRuns = runsCodec.read(new URLSearchParams());

/** The API's selection. An invalid list selects no run; `runsProblem` returns why. */
export function toRunSelection(runs: SelectedRuns): RunSelection {
  const { significant, classes, eras, fills, minDurationSeconds, minRecordedLumi, flags, quantities, labels } = runs;
  const exclude = excludedRuns(runs);
  return {
    ...sourceOf(runs),
    significant,
    ...(exclude.length > 0 ? { exclude } : {}),
    ...(classes.length > 0 ? { classes: [...classes] } : {}),
    ...(eras.length > 0 ? { eras: [...eras] } : {}),
    ...(fills.length > 0 ? { fills: [...fills] } : {}),
    ...(minDurationSeconds > 0 ? { minDurationSeconds } : {}),
    ...(minRecordedLumi > 0 ? { minRecordedLumi } : {}),
    ...(flags.length > 0 ? { flags: flags.map(toFlagFilter) } : {}),
    ...(quantities.length > 0 ? { quantities: quantities.map(toQuantityFilter) } : {}),
    ...(labels.length > 0 ? { labels: labels.map(toLabelFilter) } : {}),
  };
}

/** How many filters differ from the defaults of a codec. */
export function countFilters(codec: Codec<SelectedRuns>, runs: SelectedRuns): number {
  // An empty list has no parameter.
  return toParameters<SelectedRuns>(codec, { ...runs, by: 'list', list: '' }).size;
}

/** Why the list of runs is invalid; undefined where it is valid. */
export function runsProblem({ by, list }: SelectedRuns): string | undefined {
  return by === 'list' ? parseRunList(list).problem : undefined;
}

function sourceOf({ by, latest, list, golden, goldenShare }: SelectedRuns): RunSelection {
  if (by === 'latest') return { latest };
  if (by === 'golden') return { saved: golden, ...(goldenShare > 0 ? { minGoldenShare: goldenShare / 100 } : {}) };
  if (by === 'all') return {};
  const { ranges, isAll, problem } = parseRunList(list);
  const [only] = ranges;
  if (problem !== undefined) return { numbers: [] };
  if (isAll) return {};
  if (only && ranges.length === 1) return { from: only.first, to: only.last };
  return { numbers: runsIn(ranges) };
}

/** The runs that a list excludes, and those that are excluded by hand from any selection. */
function excludedRuns({ by, list, excluded }: SelectedRuns): number[] {
  const parsed = by === 'list' ? parseRunList(list) : undefined;
  return [...new Set([...excluded, ...(parsed && parsed.problem === undefined ? runsIn(parsed.excluded) : [])])];
}

/** The runs of a selection that are in any of the ranges, too. */
export function withinRanges(selection: RunSelection, ranges: readonly RunRange[]): RunSelection {
  const { from, to, numbers } = selection;
  const [only] = ranges;
  if (only === undefined) return selection;
  if (ranges.length === 1)
    return { ...selection, from: Math.max(from ?? only.first, only.first), to: Math.min(to ?? only.last, only.last) };
  const runs = runsIn(ranges);
  const selected = numbers && new Set(numbers);
  return { ...selection, numbers: selected ? runs.filter((run) => selected.has(run)) : runs };
}

/** The selection of runs one by one, as an address lists them. */
export function listedRuns(runs: readonly number[]): SelectedRuns {
  return { ...defaultRuns, by: 'list', list: formatRunList(runs), significant: false };
}

/** The selection of all runs that the server stored under an id. */
export function savedRuns(golden: string): SelectedRuns {
  return { ...defaultRuns, by: 'golden', golden, significant: false };
}

/** Parameters with the selection of runs that is given, instead of theirs. */
export function withRuns(parameters: URLSearchParams, runs: SelectedRuns): URLSearchParams {
  const others = [...parameters].filter(([key]) => !runsCodec.keys.includes(key));
  return new URLSearchParams([...others, ...toParameters(runsCodec, runs)]);
}

/** The selection without a run. */
export function withoutRun(runs: SelectedRuns, run: number): SelectedRuns {
  return { ...runs, excluded: [...new Set([...runs.excluded, run])] };
}
