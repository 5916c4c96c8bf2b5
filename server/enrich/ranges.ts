/** Runs from `from` to `to`, ends included, and those of them that are asked for. */
export interface RunRange {
  readonly from: number;
  readonly to: number;
  readonly runs: readonly number[];
}

/** Run numbers that a request may span: what one page of an answer holds even if every number is a run. */
const span = 1000;

/**
 * Takes runs together into few ranges: a request costs more than the rows that it brings in vain. New runs lie close together, a thousand
 * numbers hold hundreds of them; sparse old ones get a range each that ends with the last of them, so nothing beyond is sent.
 */
export function batchRuns(runs: readonly number[]): RunRange[] {
  const sorted = [...new Set(runs)].sort((a, b) => a - b);
  const ranges: { from: number; to: number; runs: number[] }[] = [];
  for (const run of sorted) {
    const last = ranges.at(-1);
    if (last && run < last.from + span) {
      last.to = run;
      last.runs.push(run);
    } else {
      ranges.push({ from: run, to: run, runs: [run] });
    }
  }
  return ranges;
}

/** A range for people: `run 365837`, `runs 365000 to 365999`. */
export function describeRange({ from, to }: Pick<RunRange, 'from' | 'to'>): string {
  return from === to ? `run ${from}` : `runs ${from} to ${to}`;
}
