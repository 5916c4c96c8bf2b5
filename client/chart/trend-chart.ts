import {
  Chart,
  type ChartConfiguration,
  LinearScale,
  LogarithmicScale,
  type Scale,
  ScatterController,
  type Tick,
} from 'chart.js';
import { formatNumber } from '../format/numbers.ts';
import type { RunAxis } from './axis/run-axis.ts';
import { shownIndices } from './axis/run-interval.ts';
import { xTicks } from './axis/x-ticks.ts';
import { limitedRange, type YLimits } from './axis/y-limits.ts';
import { yRange, type YRange } from './axis/y-range.ts';
import { tickLabels, tickOffset } from './axis/y-ticks.ts';
import { stripHeights, type LayerData, layerPlugins, rightAxis } from './draw-layers.ts';
import { yTitlePlugin } from './draw-y-title.ts';
import { withJudgement } from './statistics/judgement.ts';
import errorBars from './layers/errors.ts';
import type { MeasuredValues, Series } from './series.ts';

Chart.register(ScatterController, LinearScale, LogarithmicScale);

/** What a chart is drawn from. */
export interface TrendChartData extends LayerData {
  readonly yTitle: string;
  /** Fixed ends of the y axis; by default they follow the values. */
  readonly yLimits?: YLimits | undefined;
}

/**
 * Returns chart.js' configuration of a trend plot. chart.js lays out and draws the axes; layers draw the rest directly from the columns: one
 * object for each of a thousand points of each plot takes ten times as long.
 */
export function trendChart(data: TrendChartData): ChartConfiguration<'scatter', { x: number; y: number }[]> {
  const { axis, table, options, dark } = data;
  const ink = dark ? '#c1c2c5' : '#495057';
  const grid = dark ? '#373a40' : '#e9ecef';
  const range = limitedRange(automaticRange(data), data.yLimits, options.log);
  const strips = stripHeights(data);
  const hasOffset = range.max - range.min < 1e-4 * Math.abs(range.max);
  return {
    type: 'scatter',
    data: { datasets: [] },
    options: {
      animation: false,
      maintainAspectRatio: false,
      events: [],
      layout: { padding: { top: 4 + strips.top, right: 6 } },
      scales: {
        x: {
          type: 'linear',
          min: axis.min,
          max: axis.max,
          // The labels are below the strips.
          grid: { display: false, tickLength: Math.max(strips.bottom, 8) },
          border: { color: grid },
          afterBuildTicks(scale) {
            scale.ticks = xTicks(axis, table, { min: scale.min, max: scale.max, width: scale.width });
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
          type: options.log ? 'logarithmic' : 'linear',
          ...range,
          grid: { color: ({ tick }) => (tick?.value === 0 ? ink : grid), lineWidth: 1 },
          border: { display: false },
          afterBuildTicks(scale) {
            if (options.log) scale.ticks = roundTicks(scale.ticks);
          },
          afterTickToLabelConversion: labelTicks,
          ticks: yTicks(ink),
          // Drawn by a plugin.
          title: { display: data.yTitle !== '' || hasOffset, text: '', font: { size: 11 } },
        },
        ...Object.fromEntries(data.right.map((series, index) => [rightAxis(index), rightScale(series, data)])),
      },
    },
    plugins: [yTitlePlugin(data.yTitle, ink), ...layerPlugins(data)],
  };
}

/** The range of the values of the shown runs, and of the baseline of a judged point. */
function automaticRange({ series, options, judgement, table, axis }: TrendChartData): YRange {
  const errors = options.overlays[errorBars.key] === true;
  const range = yRange(shownPart(series, axis), { ...options, errors }) ?? { min: options.log ? 0.1 : 0, max: 1 };
  if (!judgement || !series[0]) return range;
  return withJudgement(range, judgement, series[0], table.indexByRun.get(judgement.run), options.log);
}

function shownPart(series: readonly Series[], axis: RunAxis): readonly MeasuredValues[] {
  const [from, to] = shownIndices(axis);
  if (to - from === axis.centers.length) return series;
  return series.map(({ values, errorsLow, errorsHigh }) => ({
    values: values.slice(from, to),
    errorsLow: errorsLow.slice(from, to),
    errorsHigh: errorsHigh.slice(from, to),
  }));
}

function yTicks(color: string) {
  return {
    color,
    font: { size: 10 },
    // With fewer, chart.js may leave a range of 9 with the one tick at 0.
    maxTicksLimit: 8,
    includeBounds: false,
  };
}

/** Sets the labels of a y axis; the title names the offset. */
function labelTicks(scale: Scale): void {
  const values = scale.ticks.map(({ value }) => value);
  const [first = 0, second = first] = values;
  // The ticks of a logarithmic axis are not equidistant, unless it is short.
  const isEquidistant = scale.type === 'linear' || second < 1.5 * first;
  const offset = scale.type === 'linear' && scale.id === 'y' ? tickOffset(values) : 0;
  const labels = isEquidistant ? tickLabels(values, offset) : values.map((value) => formatNumber(value));
  for (const [index, tick] of scale.ticks.entries()) tick.label = labels[index] ?? '';
}

function rightScale(series: Series, { axis, options }: TrendChartData) {
  return {
    type: 'linear' as const,
    position: 'right' as const,
    ...(yRange(shownPart([series], axis), { ...options, errors: false, log: false }) ?? { min: 0, max: 1 }),
    grid: { display: false },
    border: { display: false },
    afterTickToLabelConversion: labelTicks,
    ticks: yTicks(series.color),
    title: { display: true, text: series.name, color: series.color, font: { size: 11 } },
  };
}

/** The round ticks of a logarithmic axis, without its ends; all where fewer than two are round. */
function roundTicks(ticks: readonly Tick[]): Tick[] {
  const round = ticks.filter(({ value }) => [1, 2, 5].includes(Number(value.toExponential(6).split('e')[0])));
  return round.length > 1 ? round : [...ticks];
}
