/** Runs from the first to the last, both included. */
export interface RunRange {
  readonly first: number;
  readonly last: number;
}

/** A parsed list of runs. */
export interface RunList {
  readonly ranges: readonly RunRange[];
  /** Why it is invalid, for the user; undefined where it is valid. */
  readonly problem?: string;
}

/** Maximum of runs in a list of several ranges, which is sent to the server run by run. */
export const maxListedRuns = 20_000;

/** Parses `355100-355200, 355300`: runs and ranges, separated by commas, blanks or line breaks. */
export function parseRunList(text: string): RunList {
  const ranges: RunRange[] = [];
  // Blanks around a dash belong to the range.
  for (const part of text.replace(/\s*[-–]\s*/g, '-').split(/[\s,;]+/)) {
    if (part === '') continue;
    const match = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(part);
    if (!match) return { ranges, problem: `“${part}” is neither a run nor a range such as 355100-355200` };
    const [first, last] = [Number(match[1]), Number(match[2] ?? match[1])];
    if (first > last) return { ranges, problem: `the first run of ${part} is greater than the last` };
    ranges.push({ first, last });
  }
  if (ranges.length === 0) return { ranges, problem: 'the list is empty' };
  const runs = ranges.reduce((sum, { first, last }) => sum + last - first + 1, 0);
  if (ranges.length > 1 && runs > maxListedRuns)
    return {
      ranges,
      problem: `${runs.toLocaleString('en')} runs, but the maximum is ${maxListedRuns.toLocaleString('en')}; use a single range`,
    };
  return { ranges };
}

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
