import type { AnomaliesQuery } from '../../generated/operations.ts';
import styles from './anomaly-plot.module.css';

export type Anomaly = AnomaliesQuery['anomalies']['items'][number];

/** In units of the SVG's view box. */
const [width, height, margin] = [320, 96, 6] as const;

/** A small plot of a trend: the band of the baseline, its runs, and the judged runs in other colours. */
export function AnomalyPlot({ anomaly, threshold }: { anomaly: Anomaly; threshold: number }) {
  const { median, spread, judged, trend } = anomaly;
  const { runs, values, errorsLow, errorsHigh } = trend.columns;
  const known = values.filter((value) => value !== null);
  const [low, high] = range([median - threshold * spread, median + threshold * spread, ...known]);
  const x = (index: number): number => margin + ((width - 2 * margin) * (index + 0.5)) / Math.max(1, runs.length);
  const y = (value: number): number => height - margin - ((height - 2 * margin) * (value - low)) / (high - low);
  const clamped = (value: number): number => Math.min(Math.max(y(value), 0), height);
  const top = clamped(median + threshold * spread);
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      className={styles.root}
      preserveAspectRatio="none"
      role="img"
      aria-label={`${known.length} runs, ${runs[0] ?? ''} to ${runs.at(-1) ?? ''}`}
    >
      <rect
        className={styles.band}
        x={0}
        width={width}
        y={top}
        height={Math.max(1, clamped(median - threshold * spread) - top)}
      />
      <line className={styles.median} x1={0} x2={width} y1={y(median)} y2={y(median)} />
      {values.map((value, index) => {
        if (value === null) return null;
        const isJudged = index >= runs.length - judged;
        const isOutside = isJudged && Math.abs(value - median) >= threshold * spread;
        return (
          <g key={runs[index]} className={isOutside ? styles.outside : isJudged ? styles.judged : styles.baseline}>
            <line
              x1={x(index)}
              x2={x(index)}
              y1={clamped(value - (errorsLow[index] ?? 0))}
              y2={clamped(value + (errorsHigh[index] ?? 0))}
            />
            <ellipse cx={x(index)} cy={y(value)} rx={isJudged ? 3 : 2} ry={isJudged ? 3 : 2} />
          </g>
        );
      })}
    </svg>
  );
}

function range(values: readonly number[]): [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const padding = high > low ? 0.04 * (high - low) : Math.abs(high) || 1;
  return [low - padding, high + padding];
}
