import type { RunTable, TableBin } from '../../run-selection/run-table.ts';
import type { Format } from '../../url/codec.ts';

/** What the runs of a plot are put together by. Of `lumi`, as `lumi100`, the number is the integrated recorded luminosity of a bin in 1/pb. */
export type Bins = 'run' | 'fill' | 'day' | 'week' | 'era' | `lumi${number}`;

/** Bins in the URL. */
export const binsFormat: Format<Bins> = {
  parse: (text) => (/^(run|fill|day|week|era|lumi[1-9]\d{0,5})$/.test(text) ? (text as Bins) : undefined),
  format: (bins) => bins,
};

/** The luminosity of a bin in 1/pb; undefined for bins that are of another kind. */
export function binLumi(bins: Bins): number | undefined {
  return bins.startsWith('lumi') ? Number(bins.slice(4)) : undefined;
}

/** Runs that are one point. */
export interface RunBin extends Pick<TableBin, 'label' | 'name'> {
  /** Indices of its first run and of the run after its last one. */
  readonly start: number;
  readonly end: number;
}

type Runs = Pick<RunTable, 'runs' | 'fills' | 'eras' | 'startTimes' | 'recordedLumis'>;

/**
 * The bins of runs in ascending order: runs in a row with the same fill, era, UTC day or week (from Monday), or runs until their luminosity
 * reaches that of a bin. A run without a start time is in the bin of the run before it; one without a fill or era is a bin of its own.
 */
export function runBins(table: Runs, bins: Bins): RunBin[] {
  const keys = keysOf(table, bins);
  const starts = keys.flatMap((key, index) => (index === 0 || key === null || key !== keys[index - 1] ? [index] : []));
  return starts.map((start, position) => ({
    ...nameOf(table, bins, keys[start] ?? null, start),
    start,
    end: starts[position + 1] ?? keys.length,
  }));
}

/** What runs of a bin have in common; null for a run that is in no bin with others. */
function keysOf(
  { runs, fills, eras, startTimes, recordedLumis }: Runs,
  bins: Bins,
): readonly (string | number | null)[] {
  const lumi = binLumi(bins);
  if (lumi !== undefined) return lumiKeys(recordedLumis, lumi);
  switch (bins) {
    case 'fill':
      return fills;
    case 'era':
      return eras;
    case 'day':
    case 'week':
      return dateKeys(startTimes, bins);
    default:
      return runs;
  }
}

/** Numbers of the bins: each ends with the run that completes its luminosity. */
function lumiKeys(lumis: readonly (number | null)[], size: number): number[] {
  let [bin, sum] = [0, 0];
  return lumis.map((lumi) => {
    if (sum >= size) [bin, sum] = [bin + 1, 0];
    sum += lumi ?? 0;
    return bin;
  });
}

const daySeconds = 86_400;
/** 1970-01-05, a Monday. */
const firstMonday = 4 * daySeconds;

/** UTC dates of the first days, as 2023-07-01. */
function dateKeys(startTimes: readonly (number | null)[], bins: 'day' | 'week'): (string | null)[] {
  let last: string | null = null;
  return startTimes.map((seconds) => {
    if (seconds === null) return last;
    const start =
      bins === 'day' ? seconds : firstMonday + Math.floor((seconds - firstMonday) / (7 * daySeconds)) * 7 * daySeconds;
    last = new Date(start * 1000).toISOString().slice(0, 10);
    return last;
  });
}

function nameOf(
  { runs }: Runs,
  bins: Bins,
  key: string | number | null,
  start: number,
): Pick<RunBin, 'label' | 'name'> {
  const run = String(runs[start] ?? '');
  if (key === null) return { label: run, name: `run ${run}` };
  if (binLumi(bins) !== undefined) return { label: run, name: `from run ${run}` };
  const label = String(key);
  return { label, name: bins === 'week' ? `week from ${label}` : `${bins} ${label}` };
}

/** The title of an axis of bins; empty for runs. */
export function binsTitle(bins: Bins): string {
  const lumi = binLumi(bins);
  if (lumi !== undefined) return `first run of each ${lumi} /pb`;
  return { run: '', fill: 'fill', day: 'day (UTC)', week: 'week from (UTC)', era: 'era' }[bins as 'run'] ?? '';
}
