import {
  Chart,
  type ChartConfiguration,
  LinearScale,
  LineElement,
  PointElement,
  ScatterController,
  type Tick,
  Tooltip,
} from 'chart.js';
import { scaleColor } from './color-scale.ts';
import { tickLabels } from '../../../chart/axis/y-ticks.ts';
import { formatNumber } from '../../../format/numbers.ts';
import type { Regression } from '../../../chart/statistics/regression.ts';

Chart.register(ScatterController, LinearScale, PointElement, LineElement, Tooltip);

/** A run in a scatter plot of two quantities. */
export interface PairPoint {
  readonly run: number;
  readonly x: number;
  readonly y: number;
  /** Value that defines its colour; null where it is unknown. */
  readonly color: number | null;
}

/** Returns chart.js' configuration of a scatter plot with its linear fit. */
export function correlationChart({
  points,
  line,
  titles,
  dark,
  openRun,
}: {
  points: readonly PairPoint[];
  line: Regression | undefined;
  titles: { readonly x: string; readonly y: string; readonly color: string };
  dark: boolean;
  openRun: (run: number) => void;
}): ChartConfiguration<'scatter', { x: number; y: number }[]> {
  const ink = dark ? '#c1c2c5' : '#495057';
  const grid = dark ? '#373a40' : '#e9ecef';
  const values = points.flatMap(({ color }) => color ?? []);
  const [min, max] = [Math.min(...values), Math.max(...values)];
  const colors = points.map(({ color }) => scaleColor(color, min, max, dark));
  const xs = points.map(({ x }) => x);
  const scale = (title: string) => ({
    type: 'linear' as const,
    grace: '4%',
    grid: { color: grid },
    border: { display: false },
    ticks: {
      color: ink,
      font: { size: 10 },
      maxTicksLimit: 8,
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
          data: points.map(({ x, y }) => ({ x, y })),
          pointBackgroundColor: colors,
          pointBorderColor: colors,
          pointRadius: 3.5,
          pointHoverRadius: 6,
        },
        ...(line
          ? [
              {
                data: [Math.min(...xs), Math.max(...xs)].map((x) => ({ x, y: line.intercept + line.slope * x })),
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
    options: {
      scales: { x: scale(titles.x), y: scale(titles.y) },
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
