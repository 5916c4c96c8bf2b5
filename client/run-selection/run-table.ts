import type { SelectedRunsFragment } from '../generated/operations.ts';

/** The attributes of a run; null where they are unknown or pending. */
export interface RunInfo {
  readonly number: number;
  readonly fill: number | null;
  /** Of the dataset's file. */
  readonly era: string | null;
  /** In seconds since 1970. */
  readonly startTime: number | null;
  readonly durationSeconds: number | null;
  /** In 1/pb. */
  readonly recordedLumi: number | null;
  /** In 1/pb. */
  readonly deliveredLumi: number | null;
  readonly class: string | null;
  readonly significant: boolean | null;
}

/** Lists that are not changed. */
export type ReadonlyLists<T> = { readonly [Key in keyof T]: Readonly<T[Key]> };

/** Runs as columns, as the API returns them. */
export type RunColumns = ReadonlyLists<SelectedRunsFragment['columns']>;

/** The runs of a page in ascending order, and the index of each. */
export interface RunTable {
  readonly runs: readonly RunInfo[];
  readonly indexByRun: ReadonlyMap<number, number>;
}

/** Merges the runs of several datasets, without duplicates. */
export function runTable(datasets: readonly RunColumns[]): RunTable {
  const byNumber = new Map<number, RunInfo>();
  for (const columns of datasets) {
    for (const [index, number] of columns.runs.entries()) {
      if (byNumber.has(number)) continue;
      byNumber.set(number, {
        number,
        fill: columns.fills[index] ?? null,
        era: columns.eras[index] ?? null,
        startTime: columns.startTimes[index] ?? null,
        durationSeconds: columns.durations[index] ?? null,
        recordedLumi: columns.recordedLumis[index] ?? null,
        deliveredLumi: columns.deliveredLumis[index] ?? null,
        class: columns.classes[index] ?? null,
        significant: columns.significant[index] ?? null,
      });
    }
  }
  const runs = [...byNumber.values()].sort((a, b) => a.number - b.number);
  return { runs, indexByRun: new Map(runs.map(({ number }, index) => [number, index])) };
}

/** A table of runs of which only the numbers are known. */
export function bareRunTable(numbers: readonly number[]): RunTable {
  const nothing = numbers.map(() => null);
  return runTable([
    {
      runs: numbers,
      fills: nothing,
      eras: [],
      startTimes: nothing,
      durations: nothing,
      recordedLumis: nothing,
      deliveredLumis: nothing,
      classes: nothing,
      significant: nothing,
    },
  ]);
}
