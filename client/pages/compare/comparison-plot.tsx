import { bandRange } from '../../chart/axis/band-range.ts';
import { SmallPlot } from '../../chart/small-plot.tsx';
import type { ComparisonPlotsQuery } from '../../generated/operations.ts';
import styles from './compare.module.css';

export type ComparisonPoints = ComparisonPlotsQuery['compareTrends']['items'][number]['points'];

/** Part of the values at either end that may lie outside the range of a plot. */
const clippedPart = 0.02;

/** Of the points, in units of the view box of a plot that is less than half as high as others. */
const pointRadius = 4.5;

/** A small plot of the ratio, or of the difference, of each run, with the line where A and B are the same. */
export function ComparisonPlot({ points, isRatio }: { points: ComparisonPoints; isRatio: boolean }) {
  const { runs, values, errors, sides } = points;
  const known = values.filter((value) => value !== null).sort((a, b) => a - b);
  if (known.length === 0) return <span className="dim">no values</span>;
  const same = isRatio ? 1 : 0;
  const at = (part: number): number => known[Math.round(part * (known.length - 1))] ?? same;
  const ends = [same, at(clippedPart), at(1 - clippedPart)];
  return (
    <div className={styles.plot}>
      <SmallPlot
        columns={{ runs, values, errorsLow: errors, errorsHigh: errors }}
        range={bandRange(known, { min: Math.min(...ends), max: Math.max(...ends) })}
        radius={pointRadius}
        kindOf={(index) => (sides[index] === 'B' ? 'judged' : 'baseline')}
      >
        {({ width, toHeight }) => (
          <line className={styles.same} x1={0} x2={width} y1={toHeight(same)} y2={toHeight(same)} />
        )}
      </SmallPlot>
    </div>
  );
}
