import {
  Chart,
  type ChartConfiguration,
  LinearScale,
  LineElement,
  type Plugin,
  PointElement,
  ScatterController,
  type Tick,
  Tooltip,
} from 'chart.js';
import { type YRange, yRange } from '../../../chart/axis/y-range.ts';
import { scaleColor } from '../../../chart/color-scale.ts';
import { tickLabels } from '../../../chart/axis/y-ticks.ts';
import { formatNumber } from '../../../format/numbers.ts';
import type { Regression } from '../../../chart/statistics/regression.ts';

Chart.register(ScatterController, LinearScale, PointElement, LineElement, Tooltip);

/** A run in a scatter plot of two quantities. */
export interface PairPoint {
  readonly run: number;
  readonly x: number;
  readonly y: number;
  /** Lengths of the error bars. */
  readonly xErrors: readonly [low: number, high: number];
  readonly yErrors: readonly [low: number, high: number];
  /** Value that defines its colour; null where it is unknown. */
  readonly color: number | null;
}

/**
 * Returns chart.js' configuration of a scatter plot with error bars and its linear fit. With `clip`, the axes ignore outliers, which are
 * triangles at the edge.
 */
export function correlationChart({
  points,
  line,
  clip,
  titles,
  dark,
  openRun,
}: {
  points: readonly PairPoint[];
  line: Regression | undefined;
  clip: boolean;
  titles: { readonly x: string; readonly y: string; readonly color: string };
  dark: boolean;
  openRun: (run: number) => void;
}): ChartConfiguration<'scatter', { x: number; y: number }[]> {
  const ink = dark ? '#c1c2c5' : '#495057';
  const grid = dark ? '#373a40' : '#e9ecef';
  const values = points.flatMap(({ color }) => color ?? []);
  const [min, max] = [Math.min(...values), Math.max(...values)];
  const colors = points.map(({ color }) => scaleColor(color, min, max, dark));
  const xRange = rangeOf(
    points.map(({ x, xErrors }) => ({ value: x, errors: xErrors })),
    clip,
  );
  const yAxisRange = rangeOf(
    points.map(({ y, yErrors }) => ({ value: y, errors: yErrors })),
    clip,
  );
  const isInside = ({ x, y }: PairPoint): boolean => isWithin(x, xRange) && isWithin(y, yAxisRange);
  const scale = (title: string, range: YRange) => ({
    type: 'linear' as const,
    ...range,
    grid: { color: grid },
    border: { display: false },
    ticks: {
      color: ink,
      font: { size: 10 },
      maxTicksLimit: 8,
      includeBounds: false,
      callback: (_: string | number, index: number, ticks: readonly Tick[]) =>
        tickLabels(ticks.map(({ value }) => value))[index] ?? '',
    },
    title: { display: true, text: title, color: ink, font: { size: 11 } },
  });
  return {
    type: 'scatter',
    data: {
      datasets: [
        {
          data: points.map(({ x, y }) => ({ x: limited(x, xRange), y: limited(y, yAxisRange) })),
          pointStyle: points.map((point) => (isInside(point) ? 'circle' : 'triangle')),
          clip: 6,
          pointBackgroundColor: colors,
          pointBorderColor: colors,
          pointRadius: 3.5,
          pointHoverRadius: 6,
        },
        ...(line
          ? [
              {
                data: [xRange.min, xRange.max].map((x) => ({ x, y: line.intercept + line.slope * x })),
                showLine: true,
                pointRadius: 0,
                pointHitRadius: 0,
                borderColor: ink,
                borderWidth: 1.5,
                borderDash: [6, 3],
              },
            ]
          : []),
      ],
    },
    plugins: [errorBars(points.filter(isInside), ink)],
    options: {
      scales: { x: scale(titles.x, xRange), y: scale(titles.y, yAxisRange) },
      onClick: (_, [hit]) => {
        const point = hit?.datasetIndex === 0 ? points[hit.index] : undefined;
        if (point) openRun(point.run);
      },
      plugins: {
        tooltip: {
          displayColors: false,
          filter: ({ datasetIndex }) => datasetIndex === 0,
          callbacks: {
            title: ([item]) => (item ? `Run ${points[item.dataIndex]?.run ?? ''}` : ''),
            label: ({ dataIndex }) => {
              const point = points[dataIndex];
              if (!point) return [];
              const colorLine =
                titles.color === 'Run'
                  ? []
                  : [`${titles.color}: ${point.color === null ? 'unknown' : formatNumber(point.color)}`];
              return [`${titles.x}: ${formatNumber(point.x)}`, `${titles.y}: ${formatNumber(point.y)}`, ...colorLine];
            },
          },
        },
      },
    },
  };
}

/** The range of an axis: that of the bulk of the values and their error bars, or of all. */
function rangeOf(
  points: readonly { readonly value: number; readonly errors: readonly [low: number, high: number] }[],
  clip: boolean,
): YRange {
  const measured = {
    values: points.map(({ value }) => value),
    errorsLow: points.map(({ errors: [low] }) => low),
    errorsHigh: points.map(({ errors: [, high] }) => high),
  };
  return yRange([measured], { clip, log: false, zero: false, errors: true }) ?? { min: 0, max: 1 };
}

const isWithin = (value: number, { min, max }: YRange): boolean => value >= min && value <= max;
const limited = (value: number, { min, max }: YRange): number => Math.min(Math.max(value, min), max);

/** Draws the errors of points as bars behind them. */
function errorBars(points: readonly PairPoint[], color: string): Plugin<'scatter'> {
  return {
    id: 'errorBars',
    beforeDatasetsDraw: ({ ctx, chartArea: { left, right, top, bottom }, scales }) => {
      const { x: xScale, y: yScale } = scales;
      if (!xScale || !yScale) return;
      ctx.save();
      ctx.beginPath();
      ctx.rect(left, top, right - left, bottom - top);
      ctx.clip();
      ctx.strokeStyle = color;
      ctx.globalAlpha = 0.5;
      ctx.lineWidth = 1;
      ctx.beginPath();
      for (const { x, y, xErrors, yErrors } of points) {
        const [column, row] = [xScale.getPixelForValue(x), yScale.getPixelForValue(y)];
        ctx.moveTo(xScale.getPixelForValue(x - xErrors[0]), row);
        ctx.lineTo(xScale.getPixelForValue(x + xErrors[1]), row);
        ctx.moveTo(column, yScale.getPixelForValue(y - yErrors[0]));
        ctx.lineTo(column, yScale.getPixelForValue(y + yErrors[1]));
      }
      ctx.stroke();
      ctx.restore();
    },
  };
}
