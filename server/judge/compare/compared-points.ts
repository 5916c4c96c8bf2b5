/** The points of a trend on one side, in ascending order of runs. */
export interface ComparedPoints {
  readonly runs: readonly number[];
  /** NaN where there is none. */
  readonly values: readonly number[];
  /** Mean of lower and upper error; 0 or NaN where there is none. */
  readonly errors: readonly number[];
}

/** Values with their errors, 0 where there is none. */
export interface Values {
  readonly values: number[];
  readonly errors: number[];
}

const errorOr0 = (error: number | undefined): number =>
  error !== undefined && error > 0 && Number.isFinite(error) ? error : 0;

/** The runs that have a value on both sides, ascending, with the values of each. */
export function commonRuns(a: ComparedPoints, b: ComparedPoints): { runs: number[]; first: Values; second: Values } {
  const runs: number[] = [];
  const [first, second]: [Values, Values] = [
    { values: [], errors: [] },
    { values: [], errors: [] },
  ];
  let [atA, atB] = [0, 0];
  while (atA < a.runs.length && atB < b.runs.length) {
    const [runA = 0, runB = 0] = [a.runs[atA], b.runs[atB]];
    const [valueA = Number.NaN, valueB = Number.NaN] = [a.values[atA], b.values[atB]];
    if (runA === runB && Number.isFinite(valueA) && Number.isFinite(valueB)) {
      runs.push(runA);
      first.values.push(valueA);
      first.errors.push(errorOr0(a.errors[atA]));
      second.values.push(valueB);
      second.errors.push(errorOr0(b.errors[atB]));
    }
    if (runA <= runB) atA += 1;
    if (runB <= runA) atB += 1;
  }
  return { runs, first, second };
}

/** The runs with a value, in their order. */
export function measuredIn({ runs, values, errors }: ComparedPoints): { run: number; value: number; error: number }[] {
  return runs.flatMap((run, index) => {
    const value = values[index];
    return value !== undefined && Number.isFinite(value) ? [{ run, value, error: errorOr0(errors[index]) }] : [];
  });
}
