import type { RunSelection } from '../generated/operations.ts';
import { type Codec, fields, flag, integer, list, number, parameter, text } from '../url/codec.ts';
import { parseRunList } from './run-list.ts';

/** The run selection of a page, which is in its URL. The API's RunSelection is derived from it. */
export interface SelectedRuns {
  /** The source: the latest N runs, a list, a golden JSON stored by the server, or all runs. */
  readonly by: 'latest' | 'list' | 'golden' | 'all';
  /** Number of runs where `by` is latest. */
  readonly latest: number;
  /** `355100-355200,355300` as the user wrote it, where `by` is list. */
  readonly list: string;
  /** Id of the saved selection where `by` is golden. */
  readonly golden: string;
  /** Whether runs that are known not to be significant are excluded. */
  readonly significant: boolean;
  readonly classes: readonly string[];
  readonly eras: readonly string[];
  readonly fills: readonly number[];
  /** In seconds; 0: any. */
  readonly minDurationSeconds: number;
  /** In 1/pb; 0: any. */
  readonly minRecordedLumi: number;
}

/** Maximum of the latest runs that a page may show. */
export const maxLatestRuns = 10_000;

export const defaultRuns: SelectedRuns = {
  by: 'latest',
  latest: 50,
  list: '',
  golden: '',
  significant: true,
  classes: [],
  eras: [],
  fills: [],
  minDurationSeconds: 0,
  minRecordedLumi: 0,
};

type RunSource = Pick<SelectedRuns, 'by' | 'latest' | 'list' | 'golden'>;

const latestCount = parameter('latest', defaultRuns.latest, integer(1, maxLatestRuns));

/** Where several of its parameters are given, a golden JSON goes before a list, and a list before the latest runs. */
const sourceCodec: Codec<RunSource> = {
  keys: ['latest', 'runs', 'golden'],
  read: (parameters) => {
    const [list, golden] = [parameters.get('runs') ?? '', parameters.get('golden') ?? ''];
    const { latest } = defaultRuns;
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

const filterCodec = fields<Omit<SelectedRuns, keyof RunSource>>({
  significant: parameter('significant', defaultRuns.significant, flag),
  classes: parameter('class', [], list(text)),
  eras: parameter('era', [], list(text)),
  fills: parameter('fill', [], list(integer(0, 1e9))),
  minDurationSeconds: parameter('duration', 0, number(0)),
  minRecordedLumi: parameter('lumi', 0, number(0)),
});

/** The selected runs in the URL. */
export const runsCodec: Codec<SelectedRuns> = {
  keys: [...sourceCodec.keys, ...filterCodec.keys],
  read: (parameters) => ({ ...sourceCodec.read(parameters), ...filterCodec.read(parameters) }),
  write: (runs, parameters) => {
    sourceCodec.write(runs, parameters);
    filterCodec.write(runs, parameters);
  },
};

/** The API's selection. An invalid list selects no run; `runsProblem` returns why. */
export function toRunSelection(runs: SelectedRuns): RunSelection {
  const { significant, classes, eras, fills, minDurationSeconds, minRecordedLumi } = runs;
  return {
    ...sourceOf(runs),
    significant,
    ...(classes.length > 0 ? { classes: [...classes] } : {}),
    ...(eras.length > 0 ? { eras: [...eras] } : {}),
    ...(fills.length > 0 ? { fills: [...fills] } : {}),
    ...(minDurationSeconds > 0 ? { minDurationSeconds } : {}),
    ...(minRecordedLumi > 0 ? { minRecordedLumi } : {}),
  };
}

/** The names of the filters that differ from their defaults. */
export function runFilters(runs: SelectedRuns): string[] {
  const { significant, classes, eras, fills, minDurationSeconds, minRecordedLumi } = runs;
  return [
    ...(significant ? [] : ['significant']),
    ...(classes.length > 0 ? ['class'] : []),
    ...(eras.length > 0 ? ['era'] : []),
    ...(fills.length > 0 ? ['fill'] : []),
    ...(minDurationSeconds > 0 ? ['duration'] : []),
    ...(minRecordedLumi > 0 ? ['lumi'] : []),
  ];
}

/** Why the list of runs is invalid; undefined where it is valid. */
export function runsProblem({ by, list }: SelectedRuns): string | undefined {
  return by === 'list' ? parseRunList(list).problem : undefined;
}

function sourceOf({ by, latest, list, golden }: SelectedRuns): RunSelection {
  if (by === 'latest') return { latest };
  if (by === 'golden') return { saved: golden };
  if (by === 'all') return {};
  const { ranges, problem } = parseRunList(list);
  const [only] = ranges;
  if (only && ranges.length === 1 && problem === undefined) return { from: only.first, to: only.last };
  if (problem !== undefined) return { numbers: [] };
  return {
    numbers: ranges.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, index) => first + index)),
  };
}
