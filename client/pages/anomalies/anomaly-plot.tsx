import type { AnomaliesQuery } from '../../generated/operations.ts';
import { SmallPlot } from '../../chart/small-plot.tsx';
import { bandRange } from '../../chart/axis/band-range.ts';
import styles from './anomaly-plot.module.css';

export type Anomaly = AnomaliesQuery['anomalies']['items'][number];

/** A small plot of a trend: the band of the baseline, its runs, and the judged runs in other colours. A break marks a value outside the range. */
export function AnomalyPlot({ anomaly, threshold }: { anomaly: Anomaly; threshold: number }) {
  const { median, spread, judged, trend } = anomaly;
  const { columns } = trend;
  const known = columns.values.filter((value) => value !== null);
  const band = { min: median - threshold * spread, max: median + threshold * spread };
  return (
    <SmallPlot
      columns={columns}
      range={bandRange(known, band)}
      kindOf={(index, value) => {
        if (index < columns.runs.length - judged) return 'baseline';
        return Math.abs(value - median) >= threshold * spread ? 'outside' : 'judged';
      }}
    >
      {({ width, toHeight }) => {
        const top = toHeight(band.max);
        return (
          <>
            <rect className={styles.band} width={width} y={top} height={Math.max(1, toHeight(band.min) - top)} />
            <line className={styles.median} x1={0} x2={width} y1={toHeight(median)} y2={toHeight(median)} />
          </>
        );
      }}
    </SmallPlot>
  );
}
