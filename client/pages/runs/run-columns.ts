import type { RunSort, RunTableQuery } from '../../generated/operations.ts';
import { formatDuration, formatNumber } from '../../format/numbers.ts';
import { shortTime } from '../../format/time.ts';

export type TableRun = RunTableQuery['runs']['items'][number];

/** A column of the table of runs. */
export interface RunColumn {
  /** What the server sorts by. */
  readonly name: RunSort;
  readonly title: string;
  /** In pixels. */
  readonly width: number;
  readonly isNumber: boolean;
  /** Undefined where it is not known. */
  readonly text: (run: TableRun) => string | undefined;
}

const known = (value: string | number | null, unit = ''): string | undefined =>
  value === null ? undefined : `${typeof value === 'number' ? formatNumber(value) : value}${unit}`;
const column = (name: RunSort, title: string, width: number, text: RunColumn['text'], isNumber = false): RunColumn => ({
  name,
  title,
  width,
  isNumber,
  text,
});

/** The columns of the table of runs, in their order. */
export const runColumns: readonly RunColumn[] = [
  column('number', 'Run', 84, ({ number }) => String(number)),
  column('class', 'Class', 130, (run) => known(run.class)),
  column('significant', 'Significant', 100, ({ significant }) =>
    significant === null ? undefined : significant ? 'yes' : 'no',
  ),
  column('startTime', 'Start (UTC)', 136, ({ startTime }) => (startTime ? shortTime(startTime) : undefined)),
  column(
    'durationSeconds',
    'Duration',
    96,
    ({ durationSeconds }) => (durationSeconds === null ? undefined : formatDuration(durationSeconds)),
    true,
  ),
  column('recordedLumi', 'Recorded /pb', 106, (run) => known(run.recordedLumi), true),
  column('deliveredLumi', 'Delivered /pb', 106, (run) => known(run.deliveredLumi), true),
  column('fill', 'Fill', 70, ({ fill }) => (fill === null ? undefined : String(fill)), true),
  column('fillType', 'Fill type', 110, (run) => known(run.fillType)),
  column('era', 'Era', 94, (run) => known(run.era)),
  column('rrState', 'State', 104, (run) => known(run.rrState)),
  column('bField', 'Field T', 76, (run) => known(run.bField), true),
  column('energy', 'Energy GeV', 92, (run) => known(run.energy), true),
  column('l1Rate', 'L1 rate Hz', 96, (run) => known(run.l1Rate), true),
  column('hltPhysicsRate', 'HLT rate Hz', 96, (run) => known(run.hltPhysicsRate), true),
  column('hltKey', 'HLT key', 260, (run) => known(run.hltKey)),
];
