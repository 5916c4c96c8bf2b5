/** Runs from the first to the last, both included. */
export interface RunRange {
  readonly first: number;
  readonly last: number;
}

/** A list of runs as people write it, and what of it makes no sense. */
export interface RunList {
  readonly ranges: readonly RunRange[];
  /** For whoever wrote it; undefined where all of it makes sense. */
  readonly problem?: string;
}

/** Most runs that a list of several ranges may name, as they go to the server one by one. */
export const mostListed = 20_000;

/** Reads `355100-355200, 355300`: runs and ranges between commas, blanks or lines. */
export function parseRunList(text: string): RunList {
  const ranges: RunRange[] = [];
  // Blanks around a dash belong to the range.
  for (const part of text.replace(/\s*[-–]\s*/g, '-').split(/[\s,;]+/)) {
    if (part === '') continue;
    const match = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(part);
    if (!match) return { ranges, problem: `“${part}” is no run and no range such as 355100-355200` };
    const [first, last] = [Number(match[1]), Number(match[2] ?? match[1])];
    if (first > last) return { ranges, problem: `the range ${part} ends before it begins` };
    ranges.push({ first, last });
  }
  if (ranges.length === 0) return { ranges, problem: 'it names no run' };
  const runs = ranges.reduce((sum, { first, last }) => sum + last - first + 1, 0);
  if (ranges.length > 1 && runs > mostListed)
    return {
      ranges,
      problem: `it names ${runs.toLocaleString('en')} runs; at most ${mostListed.toLocaleString('en')}, or one range`,
    };
  return { ranges };
}

/** Runs as a list in as few characters as tell them: neighbours become a range. */
export function writeRunList(runs: readonly number[]): string {
  const ranges: { first: number; last: number }[] = [];
  for (const run of [...new Set(runs)].sort((a, b) => a - b)) {
    const open = ranges.at(-1);
    if (open && run === open.last + 1) open.last = run;
    else ranges.push({ first: run, last: run });
  }
  return ranges.map(({ first, last }) => (first === last ? String(first) : `${first}-${last}`)).join(',');
}
