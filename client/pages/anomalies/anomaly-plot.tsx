import type { YRange } from '../../chart/axis/y-range.ts';
import type { AnomaliesQuery } from '../../generated/operations.ts';
import { anomalyRange } from './anomaly-range.ts';
import styles from './anomaly-plot.module.css';

export type Anomaly = AnomaliesQuery['anomalies']['items'][number];

/** In units of the SVG's view box. */
const [width, height, margin] = [320, 96, 6] as const;

/** A small plot of a trend: the band of the baseline, its runs, and the judged runs in other colours. A break marks a value outside the range. */
export function AnomalyPlot({ anomaly, threshold }: { anomaly: Anomaly; threshold: number }) {
  const { median, spread, judged, trend } = anomaly;
  const { runs, values, errorsLow, errorsHigh } = trend.columns;
  const known = values.filter((value) => value !== null);
  const band = { min: median - threshold * spread, max: median + threshold * spread };
  const range = anomalyRange(known, band);
  const x = (index: number): number => margin + ((width - 2 * margin) * (index + 0.5)) / Math.max(1, runs.length);
  const y = (value: number): number => toHeight(value, range);
  const clamped = (value: number): number => Math.min(Math.max(y(value), 0), height);
  const top = clamped(band.max);
  const clipped = known.filter((value) => isClipped(value, range)).length;
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      className={styles.root}
      preserveAspectRatio="none"
      role="img"
      aria-label={`${known.length} runs, ${runs[0] ?? ''} to ${runs.at(-1) ?? ''}${clipped > 0 ? `; ${clipped} outside the range` : ''}`}
    >
      <rect className={styles.band} x={0} width={width} y={top} height={Math.max(1, clamped(band.min) - top)} />
      <line className={styles.median} x1={0} x2={width} y1={y(median)} y2={y(median)} />
      {values.map((value, index) => {
        if (value === null) return null;
        const isJudged = index >= runs.length - judged;
        const isOutside = isJudged && Math.abs(value - median) >= threshold * spread;
        const radius = isJudged ? 3 : 2;
        return (
          <g key={runs[index]} className={isOutside ? styles.outside : isJudged ? styles.judged : styles.baseline}>
            {isClipped(value, range) ? (
              <ClippedPoint x={x(index)} isAbove={value > range.max} radius={radius} />
            ) : (
              <>
                <line
                  x1={x(index)}
                  x2={x(index)}
                  y1={clamped(value - (errorsLow[index] ?? 0))}
                  y2={clamped(value + (errorsHigh[index] ?? 0))}
                />
                <ellipse cx={x(index)} cy={y(value)} rx={radius} ry={radius} />
              </>
            )}
          </g>
        );
      })}
    </svg>
  );
}

/** A point at the edge, with the two strokes of a broken axis between it and the others. */
function ClippedPoint({ x, isAbove, radius }: { x: number; isAbove: boolean; radius: number }) {
  const [edge, inwards] = isAbove ? [margin, 1] : [height - margin, -1];
  return (
    <>
      <ellipse cx={x} cy={edge} rx={radius} ry={radius} />
      {[8, 11].map((distance) => (
        <path key={distance} className={styles.break} d={`M${x - 4} ${edge + inwards * distance + 1.5}l8 -3`} />
      ))}
    </>
  );
}

function toHeight(value: number, { min, max }: YRange): number {
  return height - margin - ((height - 2 * margin) * (value - min)) / (max - min);
}

const isClipped = (value: number, { min, max }: YRange): boolean => value < min || value > max;
