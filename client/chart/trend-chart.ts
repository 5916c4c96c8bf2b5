import {
  Chart,
  type ChartConfiguration,
  LinearScale,
  LogarithmicScale,
  type Plugin,
  ScatterController,
  type Tick,
} from 'chart.js';
import type { Aligned } from './series.ts';
import { type Drawing, usualDrawing } from './chart-options.ts';
import { formatNumber } from '../format/numbers.ts';
import type { RunAxis } from './run-axis.ts';
import type { RunInfo } from '../run-selection/run-table.ts';
import { yRange, type YRange } from './y-range.ts';
import { drawBackground } from './background-layers.ts';
import { drawSeries, inParts } from './layers.ts';
import { drawSoon } from './draw-queue.ts';
import { xTicks } from './x-ticks.ts';

Chart.register(ScatterController, LinearScale, LogarithmicScale);

/** One line of a plot, with a place for each run of the page. */
export interface Series extends Aligned {
  readonly name: string;
  readonly color: string;
  /** Which shape its points have: 0 a disc, 1 a ring, 2 a square, 3 a triangle. */
  readonly mark: number;
}

/** Colours that colour-blind people tell apart too (Okabe and Ito), for light and for dark ground. */
export function seriesColors(dark: boolean): readonly string[] {
  return dark
    ? ['#5ab4f5', '#f0a22e', '#2fc79b', '#e98bc0', '#f2e355', '#ff8a50', '#a9c7ff', '#c9c9c9']
    : ['#0063a6', '#c4570a', '#00795a', '#a8437f', '#8a7400', '#9c2f17', '#3b6fb5', '#555555'];
}

/** chartjs-plugin-zoom and its options: given by the page that needs it, so that others need not load it. */
export interface PlotZoom {
  readonly plugin: Plugin;
  readonly options: object;
}

/** What a chart is drawn from. */
export interface TrendChartData {
  readonly runs: readonly RunInfo[];
  readonly axis: RunAxis;
  readonly series: readonly Series[];
  readonly yTitle: string;
  readonly drawing: Drawing;
  readonly dark: boolean;
  /** The run that is shown beside the plots. */
  readonly marked?: number | undefined;
  /** The y range, where it is not to follow the values. */
  readonly range?: YRange | undefined;
  /** A quantity of the runs on an axis of its own, at the right. */
  readonly right?: { readonly series: Series; readonly title: string } | undefined;
  readonly zoom?: PlotZoom | undefined;
}

/**
 * chart.js' configuration of a trend plot. chart.js lays out and draws the axes; two layers draw the rest straight from the columns: an
 * object for each of a thousand points of each plot would cost ten times the time.
 */
export function trendChart(data: TrendChartData): ChartConfiguration<'scatter', { x: number; y: number }[]> {
  const { runs, axis, series, yTitle, drawing, dark } = data;
  const ink = dark ? '#c1c2c5' : '#495057';
  const grid = dark ? '#373a40' : '#e9ecef';
  const right =
    data.right && (yRange([data.right.series], { ...drawing, errors: false, log: false }) ?? { min: 0, max: 1 });
  /** Counts pictures: what is left to draw of one is not drawn on the next, nor where the chart is gone. */
  let pictures = 0;
  const range = data.range ?? yRange(series, drawing) ?? { min: drawing.log ? 0.1 : 0, max: 1 };
  return {
    type: 'scatter',
    data: { datasets: [] },
    options: {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      events: [],
      layout: { padding: { top: 4, right: 6 } },
      scales: {
        x: {
          type: 'linear',
          min: axis.min,
          max: axis.max,
          grid: { display: false },
          border: { color: grid },
          afterBuildTicks(scale) {
            scale.ticks = xTicks(axis, runs, { min: scale.min, max: scale.max, width: scale.width });
          },
          ticks: {
            color: ink,
            font: { size: 10 },
            maxRotation: 0,
            autoSkip: false,
            callback: (_, index, ticks) => ticks[index]?.label ?? '',
          },
          title: { display: axis.title !== '', text: axis.title, color: ink, font: { size: 10 }, padding: 0 },
        },
        y: {
          type: drawing.log ? 'logarithmic' : 'linear',
          ...range,
          grid: { color: ({ tick }) => (tick?.value === 0 ? ink : grid), lineWidth: 1 },
          border: { display: false },
          afterBuildTicks(scale) {
            if (drawing.log) scale.ticks = roundTicks(scale.ticks);
          },
          ticks: {
            color: ink,
            font: { size: 10 },
            // With fewer, chart.js may leave a range of 9 with the one tick at 0.
            maxTicksLimit: 8,
            includeBounds: false,
            callback: (value) => formatNumber(Number(value)),
          },
          title: { display: yTitle !== '', text: shortened(yTitle), color: ink, font: { size: 11 } },
        },
        ...(data.right && right
          ? {
              right: {
                type: 'linear' as const,
                position: 'right' as const,
                ...right,
                grid: { display: false },
                border: { display: false },
                ticks: {
                  color: data.right.series.color,
                  font: { size: 10 },
                  maxTicksLimit: 8,
                  includeBounds: false,
                  callback: (value: string | number) => formatNumber(Number(value)),
                },
                title: { display: true, text: data.right.title, color: data.right.series.color, font: { size: 11 } },
              },
            }
          : {}),
      },
      ...(data.zoom ? { plugins: { [data.zoom.plugin.id]: data.zoom.options } } : {}),
    },
    plugins: [
      ...(data.zoom ? [data.zoom.plugin] : []),
      { id: 'background', beforeDraw: (chart) => drawBackground(chart, data) },
      {
        id: 'series',
        beforeDestroy: () => {
          pictures += 1;
        },
        afterDatasetsDraw: (chart) => {
          if (data.right) drawSeries(chart, { ...data, series: [data.right.series], drawing: bare }, 'right');
          pictures += 1;
          const picture = pictures;
          const [first, ...others] = inParts(series);
          drawSeries(chart, data, 'y', first);
          for (const part of others)
            drawSoon(() => {
              if (picture === pictures) drawSeries(chart, data, 'y', part);
            });
        },
      },
    ],
  };
}

/** What is at the right axis is drawn as points and a line alone. */
const bare: Drawing = { ...usualDrawing, errors: false, regression: false };

/** Of the ticks of a logarithmic axis the round ones, not its ends; all where there are too few of them. */
function roundTicks(ticks: readonly Tick[]): Tick[] {
  const round = ticks.filter(({ value }) => [1, 2, 5].includes(Number(value.toExponential(6).split('e')[0])));
  return round.length > 1 ? round : [...ticks];
}

/** As much of a title as fits beside the axis; the card's title has it whole on hover. */
function shortened(title: string): string {
  return title.length > 27 ? `${title.slice(0, 26)}…` : title;
}
