import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';
import type { RunSelection } from '../generated/operations.ts';
import { parseRunList } from './run-list.ts';

/** Which runs a page shows, as its URL says; the same on every page, and the API's RunSelection in short. */
export interface SelectedRuns {
  /** What chooses them: the latest so many, a list, a golden JSON that the server keeps, or nothing. */
  readonly by: 'latest' | 'list' | 'golden' | 'all';
  /** How many of the latest; counts where `by` is latest. */
  readonly latest: number;
  /** `355100-355200,355300`, as it was written; counts where `by` is list. */
  readonly list: string;
  /** Id of a saved selection; counts where `by` is golden. */
  readonly golden: string;
  /** Leave out runs that are known not to be significant. */
  readonly significant: boolean;
  readonly classes: readonly string[];
  readonly eras: readonly string[];
  readonly fills: readonly number[];
  /** In seconds; 0: any. */
  readonly minDurationSeconds: number;
  /** In 1/pb; 0: any. */
  readonly minRecordedLumi: number;
}

/** Most of the latest runs that a page asks for. */
export const mostRuns = 10_000;

export const usualRuns: SelectedRuns = {
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

/** The URL's parameters that say which runs. */
export const runParameters = [
  'latest',
  'runs',
  'golden',
  'significant',
  'class',
  'era',
  'fill',
  'duration',
  'lumi',
] as const;

/** Reads which runs from a URL's parameters; what is missing or makes no sense is as usual. */
export function parseSelectedRuns(parameters: URLSearchParams): SelectedRuns {
  const [latest, list, golden] = [
    parameters.get('latest'),
    parameters.get('runs') ?? '',
    parameters.get('golden') ?? '',
  ];
  const count = wholeNumber(latest, 1, mostRuns) ?? usualRuns.latest;
  const by = golden !== '' ? 'golden' : list !== '' ? 'list' : latest === 'all' ? 'all' : 'latest';
  return {
    by,
    latest: by === 'latest' ? count : usualRuns.latest,
    list: by === 'list' ? list : '',
    golden,
    significant: parameters.get('significant') !== '0',
    classes: texts(parameters.get('class')),
    eras: texts(parameters.get('era')),
    fills: texts(parameters.get('fill')).flatMap((text) => wholeNumber(text, 0, 1e9) ?? []),
    minDurationSeconds: quantity(parameters.get('duration')),
    minRecordedLumi: quantity(parameters.get('lumi')),
  };
}

/** The URL's parameters for a choice of runs; what is usual is left out. */
export function selectedRunsParameters(runs: SelectedRuns): URLSearchParams {
  const parameters = new URLSearchParams();
  const put = (name: (typeof runParameters)[number], value: string): void => {
    if (value !== '') parameters.set(name, value);
  };
  if (runs.by === 'latest') put('latest', runs.latest === usualRuns.latest ? '' : String(runs.latest));
  if (runs.by === 'all') put('latest', 'all');
  if (runs.by === 'list') put('runs', runs.list);
  if (runs.by === 'golden') put('golden', runs.golden);
  put('significant', runs.significant ? '' : '0');
  put('class', runs.classes.join(','));
  put('era', runs.eras.join(','));
  put('fill', runs.fills.join(','));
  put('duration', runs.minDurationSeconds === 0 ? '' : String(runs.minDurationSeconds));
  put('lumi', runs.minRecordedLumi === 0 ? '' : String(runs.minRecordedLumi));
  return parameters;
}

/** The API's selection for a choice of runs. A list that makes no sense chooses the part of it that does: `runsProblem` tells. */
export function toRunSelection(runs: SelectedRuns): RunSelection {
  const { significant, classes, eras, fills, minDurationSeconds, minRecordedLumi } = runs;
  return {
    ...chosen(runs),
    significant,
    ...(classes.length > 0 ? { classes: [...classes] } : {}),
    ...(eras.length > 0 ? { eras: [...eras] } : {}),
    ...(fills.length > 0 ? { fills: [...fills] } : {}),
    ...(minDurationSeconds > 0 ? { minDurationSeconds } : {}),
    ...(minRecordedLumi > 0 ? { minRecordedLumi } : {}),
  };
}

/** The filters of a choice of runs that are not as usual. */
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

/** What is wrong with a list of runs; undefined where nothing is. */
export function runsProblem({ by, list }: SelectedRuns): string | undefined {
  return by === 'list' ? parseRunList(list).problem : undefined;
}

/** The choice of runs in this page's URL, and a way to change a part of it. */
export function useSelectedRuns(): [SelectedRuns, (part: Partial<SelectedRuns>) => void] {
  const [parameters, setParameters] = useSearchParams();
  const runs = useMemo(() => parseSelectedRuns(parameters), [parameters]);
  const change = useCallback(
    (part: Partial<SelectedRuns>) =>
      setParameters((before) => {
        const after = new URLSearchParams(before);
        for (const name of runParameters) after.delete(name);
        for (const [name, value] of selectedRunsParameters({ ...parseSelectedRuns(before), ...part }))
          after.set(name, value);
        return after;
      }),
    [setParameters],
  );
  return [runs, change];
}

function chosen({ by, latest, list, golden }: SelectedRuns): RunSelection {
  if (by === 'latest') return { latest };
  if (by === 'golden') return { saved: golden };
  if (by === 'all') return {};
  const { ranges, problem } = parseRunList(list);
  const [only] = ranges;
  if (only && ranges.length === 1 && problem === undefined) return { from: only.first, to: only.last };
  if (problem !== undefined) return { numbers: [] };
  return {
    numbers: ranges.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, step) => first + step)),
  };
}

/** A whole number of a URL between two bounds. */
export function wholeNumber(text: string | null, least: number, most: number): number | undefined {
  if (text === null || !/^\d+$/.test(text)) return undefined;
  const number = Number(text);
  return number >= least && number <= most ? number : undefined;
}

function quantity(text: string | null): number {
  const number = Number(text);
  return Number.isFinite(number) && number > 0 ? number : 0;
}

function texts(text: string | null): string[] {
  return (text ?? '').split(',').filter((part) => part !== '');
}
