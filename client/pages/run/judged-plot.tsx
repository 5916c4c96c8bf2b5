import { bandRange } from '../../chart/axis/band-range.ts';
import { SmallPlot } from '../../chart/small-plot.tsx';
import type { SmallPlotColumnsFragment } from '../../generated/operations.ts';
import styles from './judged-plot.module.css';
import type { JudgedTrend } from './run-text.ts';

/** Distance from the level, in standard deviations, that a plot has room for. */
const normalSpreads = 4;

/** A small plot of a trend around a run, which is marked, with the level that the run is compared with. */
export function JudgedPlot({
  judged: { value, level, noise, state },
  columns,
  run,
}: {
  judged: JudgedTrend;
  columns: SmallPlotColumnsFragment;
  run: number;
}) {
  const known = columns.values.filter((each) => each !== null);
  const spread = normalSpreads * (noise ?? 0);
  const levels = [value, ...(level === null ? [] : [level - spread, level + spread])].filter((each) => each !== null);
  if (known.length + levels.length === 0) return <div className={styles.empty}>No values in these runs</div>;
  const ends = levels.length > 0 ? levels : known;
  const index = columns.runs.indexOf(run);
  return (
    <SmallPlot
      columns={columns}
      range={bandRange(known, { min: Math.min(...ends), max: Math.max(...ends) })}
      kindOf={(each) => {
        if (each !== index) return 'baseline';
        return state === 'bad' || state === 'warning' ? 'outside' : 'judged';
      }}
    >
      {({ width, height, toHeight, toLeft }) => (
        <>
          {index < 0 ? null : (
            <rect
              className={styles.run}
              x={toLeft(index)}
              width={Math.max(3, toLeft(index + 1) - toLeft(index))}
              height={height}
            />
          )}
          {level === null ? null : (
            <line className={styles.level} x1={0} x2={width} y1={toHeight(level)} y2={toHeight(level)} />
          )}
        </>
      )}
    </SmallPlot>
  );
}
