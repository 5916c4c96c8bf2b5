import type { Anomaly } from './anomaly-card.tsx';
import styles from './anomaly-plot.module.css';

const [width, height, margin] = [320, 96, 6] as const;

/** A trend in small: the usual band, the runs before, and the judged runs in another colour. */
export function AnomalyPlot({ change, limit }: { change: Anomaly; limit: number }) {
  const { median, spread, judged, trend } = change;
  const { runs, values, errorsLow, errorsHigh } = trend.columns;
  const there = values.filter((value) => value !== null);
  const [low, high] = range([median - limit * spread, median + limit * spread, ...there]);
  const x = (index: number): number => margin + ((width - 2 * margin) * (index + 0.5)) / Math.max(1, runs.length);
  const y = (value: number): number => height - margin - ((height - 2 * margin) * (value - low)) / (high - low);
  const inside = (value: number): number => Math.min(Math.max(y(value), 0), height);
  const top = inside(median + limit * spread);
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      className={styles.root}
      preserveAspectRatio="none"
      role="img"
      aria-label={`${there.length} runs, ${runs[0] ?? ''} to ${runs.at(-1) ?? ''}`}
    >
      <rect
        className={styles.band}
        x={0}
        width={width}
        y={top}
        height={Math.max(1, inside(median - limit * spread) - top)}
      />
      <line className={styles.median} x1={0} x2={width} y1={y(median)} y2={y(median)} />
      {values.map((value, index) => {
        if (value === null) return null;
        const isJudged = index >= runs.length - judged;
        const isOut = isJudged && Math.abs(value - median) >= limit * spread;
        return (
          <g key={runs[index]} className={isOut ? styles.outside : isJudged ? styles.judged : styles.before}>
            <line
              x1={x(index)}
              x2={x(index)}
              y1={inside(value - (errorsLow[index] ?? 0))}
              y2={inside(value + (errorsHigh[index] ?? 0))}
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
  const room = high > low ? 0.04 * (high - low) : Math.abs(high) || 1;
  return [low - room, high + room];
}
