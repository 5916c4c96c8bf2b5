import {
  Chart,
  type ChartConfiguration,
  LinearScale,
  type Plugin,
  PointElement,
  type Scale,
  ScatterController,
} from 'chart.js';
import { xTicks } from '../chart/axis/x-ticks.ts';
import { tickLabels } from '../chart/axis/y-ticks.ts';
import { scaleColor } from '../chart/color-scale.ts';
import { plainTitle } from '../format/tlatex.ts';
import { type Cells, onScale } from './cells.ts';
import type { RunSlice } from './use-element-runs.ts';

Chart.register(ScatterController, LinearScale, PointElement);

type Configuration = ChartConfiguration<'scatter', { x: number; y: number }[]>;

/** Width of the y axes in pixels: those of both charts, so that their runs are below one another. */
const axisWidth = 64;
/** Labels of bins at most; above, numbers. */
const maxLabels = 40;

/** The contents of an ME over runs as chart.js' configuration: cells in the order of the runs, as high as the bins. */
export function waterfallChart(
  runs: readonly RunSlice[],
  cells: Cells,
  { log, dark }: { log: boolean; dark: boolean },
): Configuration {
  const { ink, grid } = inks(dark);
  const slice = runs.find((run) => run.slice)?.slice;
  const labels = slice?.labels && slice.labels.length <= maxLabels ? slice.labels : undefined;
  const edges = slice?.edges ?? [];
  const [min, max] = cells.range;
  return {
    type: 'scatter',
    data: { datasets: [] },
    options: {
      ...baseOptions,
      scales: {
        x: runScale(runs, dark, true),
        y: {
          type: 'linear',
          min,
          max,
          grid: { display: false },
          border: { color: grid },
          ticks: { color: ink, font: { size: 10 }, autoSkip: labels === undefined, includeBounds: false },
          afterFit: fixWidth,
          afterBuildTicks(scale: Scale) {
            if (labels)
              scale.ticks = labels.map((label, index) => ({
                value: ((edges[index] ?? 0) + (edges[index + 1] ?? 0)) / 2,
                label,
              }));
          },
          afterTickToLabelConversion(scale: Scale) {
            if (labels) return;
            const texts = tickLabels(scale.ticks.map(({ value }) => value));
            for (const [index, tick] of scale.ticks.entries()) tick.label = texts[index] ?? '';
          },
          title: {
            display: Boolean(slice?.title),
            text: plainTitle(slice?.title ?? ''),
            color: ink,
            font: { size: 11 },
          },
        },
      },
    },
    plugins: [drawCells(cells, log, dark)],
  };
}

/** The values of a metric over the same runs, with error bars. */
export function valueChart(runs: readonly RunSlice[], title: string, dark: boolean): Configuration {
  const { ink, grid, point } = inks(dark);
  const points = runs.flatMap(({ value, errorLow, errorHigh }, x) =>
    value === null ? [] : [{ x, y: value, low: errorLow ?? 0, high: errorHigh ?? 0 }],
  );
  const [min, max] = [
    Math.min(...points.map(({ y, low }) => y - low)),
    Math.max(...points.map(({ y, high }) => y + high)),
  ];
  const margin = max > min ? 0.06 * (max - min) : 0.1 * (Math.abs(max) || 1);
  return {
    type: 'scatter',
    data: { datasets: [{ data: points, pointRadius: 3, pointBackgroundColor: point, pointBorderColor: point }] },
    options: {
      ...baseOptions,
      scales: {
        x: runScale(runs, dark, false),
        y: {
          type: 'linear',
          ...(points.length > 0 ? { min: min - margin, max: max + margin } : {}),
          grid: { color: grid },
          border: { display: false },
          ticks: { color: ink, font: { size: 10 }, maxTicksLimit: 5, includeBounds: false },
          afterFit: fixWidth,
          title: { display: true, text: title, color: ink, font: { size: 10 } },
        },
      },
    },
    plugins: [errorBars(points, point)],
  };
}

const baseOptions: Pick<
  NonNullable<Configuration['options']>,
  'animation' | 'maintainAspectRatio' | 'events' | 'layout'
> = {
  animation: false,
  maintainAspectRatio: false,
  events: [],
  layout: { padding: { top: 6, right: 8 } },
};

function inks(dark: boolean) {
  return dark
    ? { ink: '#c1c2c5', grid: '#373a40', point: '#5ab4f5' }
    : { ink: '#495057', grid: '#e9ecef', point: '#0063a6' };
}

function fixWidth(scale: Scale): void {
  scale.width = axisWidth;
}

/** An axis with equal room for each run; the lower of two charts has the labels. */
function runScale(runs: readonly RunSlice[], dark: boolean, hasLabels: boolean) {
  const { ink, grid } = inks(dark);
  const numbers = runs.map(({ run }) => run);
  const centers = numbers.map((_, index) => index);
  const [min, max] = [-0.5, Math.max(numbers.length, 1) - 0.5];
  return {
    type: 'linear' as const,
    min,
    max,
    grid: { display: false },
    border: { color: grid },
    afterBuildTicks(scale: Scale) {
      const axis = { kind: 'even' as const, centers, lows: [], highs: [], min, max, title: '' };
      scale.ticks = hasLabels ? xTicks(axis, { runs: numbers }, { min, max, width: scale.width }) : [];
    },
    ticks: {
      display: hasLabels,
      color: ink,
      font: { size: 10 },
      maxRotation: 0,
      autoSkip: false,
      callback: (_: unknown, index: number, ticks: { label?: unknown }[]) => String(ticks[index]?.label ?? ''),
    },
  };
}

function drawCells({ columns, values }: Cells, log: boolean, dark: boolean): Plugin<'scatter'> {
  return {
    id: 'cells',
    beforeDatasetsDraw({ ctx: context, chartArea, scales: { x, y } }) {
      if (!x || !y || !values) return;
      const [min, max] = [onScale(values[0], log), onScale(values[1], log)];
      context.save();
      context.beginPath();
      context.rect(chartArea.left, chartArea.top, chartArea.width, chartArea.height);
      context.clip();
      for (const [index, column] of columns.entries()) {
        if (!column) continue;
        // Whole pixels, without seams between neighbours.
        const [left = 0, right = 0] = [index - 0.5, index + 0.5].map((edge) => Math.round(x.getPixelForValue(edge)));
        const ends = column.edges.map((edge) => Math.round(y.getPixelForValue(edge)));
        for (const [bin, value] of column.values.entries()) {
          if (value === null) continue;
          context.fillStyle = scaleColor(onScale(value, log), min, max, dark);
          const [bottom = 0, top = 0] = [ends[bin], ends[bin + 1]];
          context.fillRect(left, top, right - left, Math.max(1, bottom - top));
        }
      }
      context.restore();
    },
  };
}

function errorBars(
  points: readonly { x: number; y: number; low: number; high: number }[],
  color: string,
): Plugin<'scatter'> {
  return {
    id: 'errorBars',
    beforeDatasetsDraw({ ctx: context, scales: { x, y } }) {
      if (!x || !y) return;
      context.strokeStyle = color;
      context.beginPath();
      for (const point of points) {
        const at = x.getPixelForValue(point.x);
        context.moveTo(at, y.getPixelForValue(point.y - point.low));
        context.lineTo(at, y.getPixelForValue(point.y + point.high));
      }
      context.stroke();
    },
  };
}
