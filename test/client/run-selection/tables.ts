import { type RunColumns, type RunTable, runTable } from '../../../client/run-selection/run-table.ts';

const nothing: RunColumns = {
  runs: [],
  fills: [],
  eras: [],
  members: [],
  startTimes: [],
  durations: [],
  recordedLumis: [],
  deliveredLumis: [],
  classes: [],
  significant: [],
};

/** The columns of runs of which only the given attributes are known. */
export const columnsOf = (runs: number[], known: Partial<RunColumns> = {}): RunColumns => ({
  ...nothing,
  ...known,
  runs,
});

/** A table of them. */
export const tableOf = (runs: number[], known: Partial<RunColumns> = {}): RunTable =>
  runTable([columnsOf(runs, known)]);
