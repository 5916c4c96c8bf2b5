import { SmallPlot } from '../../chart/small-plot.tsx';
import type { IncidentPlotsQuery } from '../../generated/operations.ts';
import { bandRange } from '../../chart/axis/band-range.ts';
import type { ShownAlarm } from './alarm-text.ts';
import styles from './alarm-plot.module.css';

/** The points of an alarm's trend before the run at which it began, and from it on. */
export type AlarmPoints = NonNullable<IncidentPlotsQuery['incident']>['alarms'][number];
type PlotColumns = AlarmPoints['before']['columns'];

/** Runs that are drawn on either side of the beginning of an alarm. */
export const runsAround = 40;

/** The points around the beginning of an alarm: all before it, and as many after it. */
export function columnsAround({ before, after }: Pick<AlarmPoints, 'before' | 'after'>): PlotColumns {
  const join = <T,>(left: readonly T[], right: readonly T[]): T[] => [...left, ...right.slice(0, runsAround)];
  const [left, right] = [before.columns, after.columns];
  return {
    runs: join(left.runs, right.runs),
    values: join(left.values, right.values),
    errorsLow: join(left.errorsLow, right.errorsLow),
    errorsHigh: join(left.errorsHigh, right.errorsHigh),
  };
}

/** A small plot of an alarm's trend: the run at which it began, its points since, and what they are compared with. */
export function AlarmPlot({ alarm, columns }: { alarm: ShownAlarm; columns: PlotColumns }) {
  const { cause, severity, run, lastRun, value, reference } = alarm;
  const known = columns.values.filter((each) => each !== null);
  const levels = [value, reference].filter((each) => each !== null);
  if (known.length + levels.length === 0) return <div className={styles.empty}>No values in these runs</div>;
  const ends = levels.length > 0 ? levels : known;
  const range = bandRange(known, { min: Math.min(...ends), max: Math.max(...ends) });
  const found = columns.runs.findIndex((each) => each >= run);
  const begin = found === -1 ? columns.runs.length : found;
  return (
    <SmallPlot
      columns={columns}
      range={range}
      kindOf={(index) => {
        const at = columns.runs[index] ?? 0;
        return at >= run && at <= lastRun ? 'outside' : 'baseline';
      }}
    >
      {({ width, height, toHeight, toLeft }) => {
        const left = toLeft(begin);
        const line = (level: number | null, className: string | undefined, from: number, to: number) =>
          level === null ? null : (
            <line className={className} x1={from} x2={to} y1={toHeight(level)} y2={toHeight(level)} />
          );
        return (
          <>
            <rect className={styles.since} x={left} width={Math.max(0, width - left)} height={height} />
            <line className={styles.begin} x1={left} x2={left} y1={0} y2={height} />
            {cause === 'steps' ? (
              <>
                {line(reference, styles.level, 0, left)}
                {line(value, styles.newLevel, left, width)}
              </>
            ) : (
              line(reference, cause === 'limits' ? styles[severity] : styles.level, 0, width)
            )}
          </>
        );
      }}
    </SmallPlot>
  );
}
