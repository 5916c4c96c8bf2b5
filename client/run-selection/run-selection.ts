import type { RunSelection } from '../generated/operations.ts';
import {
  type Codec,
  type CodecValue,
  fields,
  flag,
  integer,
  list,
  number,
  parameter,
  text,
  toParameters,
} from '../url/codec.ts';
import { parseRunList, runsIn } from './run-list.ts';

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
}

/** Maximum of the latest runs that a page may show. */
export const maxLatestRuns = 10_000;

const defaultLatest = 50;
const latestCount = parameter('latest', defaultLatest, integer(1, maxLatestRuns));

/** Where several of its parameters are given, a golden JSON goes before a list, and a list before the latest runs. */
const sourceCodec: Codec<RunSource> = {
  keys: ['latest', 'runs', 'golden'],
  read: (parameters) => {
    const [list, golden] = [parameters.get('runs') ?? '', parameters.get('golden') ?? ''];
    const latest = defaultLatest;
    if (golden !== '') return { by: 'golden', latest, list: '', golden };
    if (list !== '') return { by: 'list', latest, list, golden };
    if (parameters.get('latest') === 'all') return { by: 'all', latest, list, golden };
    return { by: 'latest', latest: latestCount.read(parameters), list, golden };
  },
  write: ({ by, latest, list, golden }, parameters) => {
    if (by === 'latest') latestCount.write(latest, parameters);
    else if (by === 'all') parameters.append('latest', 'all');
    else if (by === 'list' && list !== '') parameters.append('runs', list);
    else if (by === 'golden' && golden !== '') parameters.append('golden', golden);
  },
};

const filterCodec = fields({
  /** Whether runs that are known not to be significant are excluded. */
  significant: parameter('significant', true, flag),
  classes: parameter('class', [], list(text)),
  eras: parameter('era', [], list(text)),
  fills: parameter('fill', [], list(integer(0, 1e9))),
  /** Runs that are not selected. */
  excluded: parameter('exclude', [], list(integer(0, 999_999_999))),
  /** 0: any. */
  minDurationSeconds: parameter('duration', 0, number(0)),
  /** In 1/pb; 0: any. */
  minRecordedLumi: parameter('lumi', 0, number(0)),
});

/** The run selection of a page, which is in its URL. The API's RunSelection is derived from it. */
export type SelectedRuns = RunSource & CodecValue<typeof filterCodec>;

/** The selected runs in the URL. */
export const runsCodec: Codec<SelectedRuns> = {
  keys: [...sourceCodec.keys, ...filterCodec.keys],
  read: (parameters) => ({ ...sourceCodec.read(parameters), ...filterCodec.read(parameters) }),
  write: (runs, parameters) => {
    sourceCodec.write(runs, parameters);
    filterCodec.write(runs, parameters);
  },
};

export const defaultRuns = runsCodec.read(new URLSearchParams());

/** The API's selection. An invalid list selects no run; `runsProblem` returns why. */
export function toRunSelection(runs: SelectedRuns): RunSelection {
  const { significant, classes, eras, fills, minDurationSeconds, minRecordedLumi } = runs;
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
  };
}

/** How many filters differ from their defaults. */
export function countFilters(runs: SelectedRuns): number {
  return toParameters(filterCodec, runs).size;
}

/** Why the list of runs is invalid; undefined where it is valid. */
export function runsProblem({ by, list }: SelectedRuns): string | undefined {
  return by === 'list' ? parseRunList(list).problem : undefined;
}

function sourceOf({ by, latest, list, golden }: SelectedRuns): RunSelection {
  if (by === 'latest') return { latest };
  if (by === 'golden') return { saved: golden };
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

/** The selection without a run. */
export function withoutRun(runs: SelectedRuns, run: number): SelectedRuns {
  return { ...runs, excluded: [...new Set([...runs.excluded, run])] };
}
