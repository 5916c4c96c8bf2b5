import type { Columns } from '../../../client/chart/series.ts';

/** The points of a trend without runs. */
export const noColumns: Columns = {
  runs: [],
  values: [],
  errorsLow: [],
  errorsHigh: [],
  entries: [],
  failures: [],
  reasons: [],
  revisions: [],
};
