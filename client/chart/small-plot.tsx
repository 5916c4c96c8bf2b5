import type { ReactNode } from 'react';
import type { YRange } from './axis/y-range.ts';
import type { Columns, MeasuredValues } from './series.ts';
import styles from './small-plot.module.css';

/** In units of the SVG's view box. */
const [width, height, margin] = [320, 96, 6] as const;

/** What a point is to the judgement of its trend. */
export type PointKind = 'baseline' | 'judged' | 'outside';

/** Where a small plot has values and runs, in units of its view box. */
export interface SmallPlotScale {
  readonly width: number;
  readonly height: number;
  /** The height of a value, at most that of the edges. */
  readonly toHeight: (value: number) => number;
  /** The left edge of a run's slot, by its index. */
  readonly toLeft: (index: number) => number;
}

/** A plot without axes of a trend: its points with their errors, one slot per run. A break marks a value outside the range. */
export function SmallPlot({
  columns: { runs, values, errorsLow, errorsHigh },
  range,
  kindOf,
  radius: givenRadius,
  children,
}: {
  columns: Pick<Columns, 'runs'> & MeasuredValues;
  range: YRange;
  /** Gives the colour of a point. */
  kindOf: (index: number, value: number) => PointKind;
  /** Of a point, in units of the view box; by default that of its kind. */
  radius?: number;
  /** What is drawn behind the points. */
  children: (scale: SmallPlotScale) => ReactNode;
}) {
  const slot = (width - 2 * margin) / Math.max(1, runs.length);
  const x = (index: number): number => margin + slot * (index + 0.5);
  const y = (value: number): number => toHeight(value, range);
  const clamped = (value: number): number => Math.min(Math.max(y(value), 0), height);
  const known = values.filter((value) => value !== null);
  const clipped = known.filter((value) => isClipped(value, range)).length;
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      className={styles.root}
      preserveAspectRatio="none"
      role="img"
      aria-label={`${known.length} runs, ${runs[0] ?? ''} to ${runs.at(-1) ?? ''}${clipped > 0 ? `; ${clipped} outside the range` : ''}`}
    >
      {children({ width, height, toHeight: clamped, toLeft: (index) => margin + slot * index })}
      {values.map((value, index) => {
        if (value === null) return null;
        const kind = kindOf(index, value);
        const radius = givenRadius ?? (kind === 'baseline' ? 2 : 3);
        return (
          <g key={runs[index]} className={styles[kind]}>
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

/** Halves do not overflow where the values are as large as numbers can be. */
function toHeight(value: number, { min, max }: YRange): number {
  return height - margin - ((height - 2 * margin) * (value / 2 - min / 2)) / (max / 2 - min / 2);
}

const isClipped = (value: number, { min, max }: YRange): boolean => value < min || value > max;
