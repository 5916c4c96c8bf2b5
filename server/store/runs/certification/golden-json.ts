/** Golden JSONs: runs with ranges of lumisections, `{"355100": [[1, 100], [105, 210]]}`. */
import { SelectionError } from '../selection-error.ts';

/** Returns the run numbers of a golden JSON. Throws a SelectionError where it is not one. */
export function goldenRuns(golden: Readonly<Record<string, unknown>>): number[] {
  return Object.entries(golden).map(([run, sections]) => {
    if (!/^\d{1,9}$/.test(run)) throw new SelectionError(`golden JSON: '${run}' is no run number`);
    if (!Array.isArray(sections))
      throw new SelectionError(`golden JSON: run ${run} has no list of lumisections, [[1, 100], …]`);
    return Number(run);
  });
}

/** First and last lumisection. */
export type Range = readonly [first: number, last: number];

/** The runs of a golden JSON, ascending, each with its ranges of lumisections, ascending and joined where they overlap or touch. */
export function canonicalGolden(golden: Readonly<Record<string, unknown>>): Record<string, Range[]> {
  const runs = Object.entries(golden).map(([run, sections]) => [Number(run), canonicalRanges(run, sections)] as const);
  return Object.fromEntries(runs.sort(([a], [b]) => a - b));
}

function canonicalRanges(run: string, sections: unknown): Range[] {
  const ranges = (sections as readonly unknown[]).map((range) => {
    if (!isRange(range))
      throw new SelectionError(`golden JSON: a lumisection range of run ${run} is not [first, last]`);
    return range;
  });
  const joined: Range[] = [];
  for (const [first, last] of ranges.sort(([a], [b]) => a - b)) {
    const previous = joined.at(-1);
    if (previous && first <= previous[1] + 1) joined.splice(-1, 1, [previous[0], Math.max(previous[1], last)]);
    else joined.push([first, last]);
  }
  return joined;
}

function isRange(value: unknown): value is Range {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [first, last] = value as unknown[];
  return (
    Number.isSafeInteger(first) && Number.isSafeInteger(last) && Number(first) >= 0 && Number(first) <= Number(last)
  );
}

/** The number of lumisections of each run of a golden JSON. Throws a SelectionError where it is not one. */
export function countLumisections(golden: Readonly<Record<string, unknown>>): Record<string, number> {
  goldenRuns(golden);
  return Object.fromEntries(
    Object.entries(canonicalGolden(golden)).map(([run, ranges]) => [
      run,
      ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0),
    ]),
  );
}

/** Runs in golden form. */
export interface GoldenForm {
  /** By run number, ascending. */
  readonly golden: Readonly<Record<string, readonly Range[]>>;
  /** Runs that are left out: how many lumisections they have is not known. */
  readonly unknown: readonly number[];
}

/**
 * Puts runs into golden form: with the lumisections that a golden JSON has of them, all of a run that it does not have or of which it names none, or of every run without
 * one. Throws a SelectionError where it is not a golden JSON.
 */
export function toGoldenForm(
  runs: readonly { readonly run: number; readonly lumisections: number | null }[],
  golden: Readonly<Record<string, unknown>> = {},
): GoldenForm {
  goldenRuns(golden);
  const given = canonicalGolden(golden);
  const unknown: number[] = [];
  const ranges = runs
    .toSorted((a, b) => a.run - b.run)
    .flatMap(({ run, lumisections }): [number, readonly Range[]][] => {
      const named = given[run] ?? [];
      if (named.length > 0) return [[run, named]];
      if (lumisections !== null && lumisections > 0) return [[run, [[1, lumisections]]]];
      unknown.push(run);
      return [];
    });
  return { golden: Object.fromEntries(ranges), unknown };
}
