import { findDqmFile } from './dqm-file.ts';

/** Runs from the first to the last, both included. */
export interface RunRange {
  readonly first: number;
  readonly last: number;
}

/** A parsed list of runs. */
export interface RunList {
  /** Without `all`, where it is in the list. */
  readonly ranges: readonly RunRange[];
  /** Whether all runs are selected. */
  readonly isAll: boolean;
  /** What is not selected. */
  readonly excluded: readonly RunRange[];
  /** Why it is invalid, for the user; undefined where it is valid. */
  readonly problem?: string;
}

/** Maximum of runs in a list of several ranges, which is sent to the server run by run. */
export const maxListedRuns = 20_000;

/**
 * Parses `355100-355200, 355300`: runs and ranges, separated by commas, blanks or line breaks. One after a minus sign is excluded; `all`
 * stands for all runs, and may be left out where everything else is excluded.
 */
export function parseRunList(text: string): RunList {
  const ranges: RunRange[] = [];
  const excluded: RunRange[] = [];
  let hasAll = false;
  const list = (problem?: string): RunList => ({
    ranges,
    excluded,
    isAll: hasAll || (ranges.length === 0 && excluded.length > 0),
    ...(problem === undefined ? {} : { problem }),
  });
  // Blanks around the dash of a range belong to it.
  for (const part of text.replace(/(?<=\d)\s*[-–]\s*(?=\d)|[-–]\s*(?=\d)/g, '-').split(/[\s,;]+/)) {
    if (part === '') continue;
    if (part.toLowerCase() === 'all') {
      hasAll = true;
      continue;
    }
    const match = /^(-)?(\d{1,9})(?:-(\d{1,9}))?$/.exec(part);
    if (!match) return list(`“${part}” is neither a run nor a range such as 355100-355200`);
    const [first, last] = [Number(match[2]), Number(match[3] ?? match[2])];
    if (first > last) return list(`the first run of ${part} is greater than the last`);
    (match[1] === undefined ? ranges : excluded).push({ first, last });
  }
  if (ranges.length === 0 && excluded.length === 0 && !hasAll) return list('the list is empty');
  for (const [runs, hint] of [
    [ranges.length > 1 && !hasAll ? countRuns(ranges) : 0, 'use a single range'],
    [countRuns(excluded), 'exclude fewer'],
  ] as const)
    if (runs > maxListedRuns)
      return list(
        `${runs.toLocaleString('en')} runs, but the maximum is ${maxListedRuns.toLocaleString('en')}; ${hint}`,
      );
  return list();
}

/** A search with runs in it. */
export interface RunSearch {
  /** The runs and ranges that it names; all runs where there are none. */
  readonly list: RunList;
  /** What else it looks for. */
  readonly words: string;
}

/** As long as the numbers of all runs since 2010. A shorter number can be a fill or a part of a name. */
const runDigits = 6;

/**
 * Separates the runs of a search from its words: `367400-367500, 368000 Cosmics23`. A range is one of runs, and so are numbers that a comma
 * separates, and several numbers as long as those of runs. Any other number is a word. The path of a DQM file stands for its run.
 */
export function parseRunSearch(search: string): RunSearch {
  const file = findDqmFile(search);
  if (file) return { list: parseRunList(String(file.run)), words: '' };
  const parts = search
    .replace(/(?<![^\s,;])(\d{1,9})\s*[-–]\s*(?=\d{1,9}(?:[\s,;]|$))/g, '$1-')
    .replace(/(?<=\d)\s*[,;]\s*(?=\d)/g, ',')
    .split(/\s+/);
  const lists = parts.filter((part) => /^\d{1,9}(?:-\d{1,9})?(?:,\d{1,9}(?:-\d{1,9})?)*[,;]?$/.test(part));
  const isRun = (part: string): boolean => /\D/.test(part) || (part.length >= runDigits && longParts > 1);
  const longParts = lists.filter((part) => part.length >= runDigits).length;
  const runs = lists.filter(isRun);
  return {
    list: runs.length === 0 ? { ranges: [], isAll: true, excluded: [] } : parseRunList(runs.join(' ')),
    words: parts.filter((part) => part !== '' && !runs.includes(part)).join(' '),
  };
}

/** The runs of ranges, one by one. */
export function runsIn(ranges: readonly RunRange[]): number[] {
  return ranges.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, index) => first + index));
}

const countRuns = (ranges: readonly RunRange[]): number =>
  ranges.reduce((sum, { first, last }) => sum + last - first + 1, 0);

/** Formats runs as a list; consecutive runs become a range. */
export function formatRunList(runs: readonly number[]): string {
  const ranges: { first: number; last: number }[] = [];
  for (const run of [...new Set(runs)].sort((a, b) => a - b)) {
    const open = ranges.at(-1);
    if (open && run === open.last + 1) open.last = run;
    else ranges.push({ first: run, last: run });
  }
  return ranges.map(({ first, last }) => (first === last ? String(first) : `${first}-${last}`)).join(',');
}
