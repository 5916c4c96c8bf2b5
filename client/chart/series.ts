import type { RunTable } from '../run-selection/run-table.ts';

/** A trend's points as the API gives them. */
export interface Columns {
  readonly runs: readonly number[];
  readonly values: readonly (number | null)[];
  readonly errorsLow: readonly (number | null)[];
  readonly errorsHigh: readonly (number | null)[];
  readonly entries: readonly (number | null)[];
  readonly failures: readonly (string | null)[];
  readonly reasons: readonly (string | null)[];
  readonly revisions: readonly (number | null)[];
}

/** A trend's points with a place for each run of a page: null where it has no value, or was not computed. */
export interface Aligned {
  readonly values: readonly (number | null)[];
  readonly errorsLow: readonly (number | null)[];
  readonly errorsHigh: readonly (number | null)[];
  readonly revisions: readonly (number | null)[];
  /** Places of runs that the trend knows nothing of: no gap, the line goes on. */
  readonly unknown: ReadonlySet<number>;
}

/** Gives a trend's points the places of a page's runs. */
export function align(columns: Columns, { runs, placeOf }: RunTable): Aligned {
  if (columns.runs.length === runs.length && columns.runs.every((run, index) => runs[index]?.number === run))
    return { ...columns, unknown: noPlace };
  const put = (from: readonly (number | null)[]): (number | null)[] => {
    const to = Array.from<number | null>({ length: runs.length }).fill(null);
    for (const [index, run] of columns.runs.entries()) {
      const place = placeOf.get(run);
      if (place !== undefined) to[place] = from[index] ?? null;
    }
    return to;
  };
  const known = new Set(columns.runs);
  return {
    unknown: new Set(runs.flatMap(({ number }, place) => (known.has(number) ? [] : [place]))),
    values: put(columns.values),
    errorsLow: put(columns.errorsLow),
    errorsHigh: put(columns.errorsHigh),
    revisions: put(columns.revisions),
  };
}

const noPlace: ReadonlySet<number> = new Set();
