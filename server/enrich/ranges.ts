/** A range of run numbers, ends included, and the runs in it that are wanted. */
export interface RunRange {
  readonly from: number;
  readonly to: number;
  readonly runs: readonly number[];
}

/** Max. width of a range: one page of a response holds it even if every number is a run. */
const maxWidth = 1000;

/**
 * Combines runs into few ranges, since a request costs more than the unwanted rows in its response: a thousand numbers hold hundreds of new
 * runs. A range ends with its last wanted run.
 */
export function batchRuns(runs: readonly number[]): RunRange[] {
  const sorted = [...new Set(runs)].sort((a, b) => a - b);
  const ranges: { from: number; to: number; runs: number[] }[] = [];
  for (const run of sorted) {
    const last = ranges.at(-1);
    if (last && run < last.from + maxWidth) {
      last.to = run;
      last.runs.push(run);
    } else {
      ranges.push({ from: run, to: run, runs: [run] });
    }
  }
  return ranges;
}

/** Formats a range: `run 365837`, `runs 365000 to 365999`. */
export function describeRange({ from, to }: Pick<RunRange, 'from' | 'to'>): string {
  return from === to ? `run ${from}` : `runs ${from} to ${to}`;
}
