/** Runs from `from` to `to`, ends included. */
export interface RunRange {
  readonly from: number;
  readonly to: number;
}

/** Which points; an undefined member does not filter. */
export interface PointSelection {
  readonly subsystem?: string | undefined;
  readonly primaryDataset?: string | undefined;
  readonly processing?: string | undefined;
  readonly runs?: readonly RunRange[] | undefined;
}

/** Ranges of runs as a PostgreSQL int4multirange; null for undefined. */
export function toMultirange(ranges: readonly RunRange[] | undefined): string | null {
  return ranges ? `{${ranges.map(({ from, to }) => `[${from},${to}]`).join(',')}}` : null;
}
