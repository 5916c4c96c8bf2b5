import type { Chart, ChartOptions, Plugin, Scale } from 'chart.js';
import { rightAxis } from '../draw-layers.ts';
import type { TrendChartData } from '../trend-chart.ts';
import { isShown } from './drawn-plots.ts';

/** Lengths of ticks in pixels: with a label, and between two of them. */
const [major, minor] = [9, 5];
const ink = '#000000';

/** The style of CMS's plots: a black frame with ticks inward on its four sides, no grid, and "CMS Preliminary" above it. */
export function cmsStyle(data: TrendChartData): {
  change: (options: ChartOptions<'scatter'>) => ChartOptions<'scatter'>;
  plugin: Plugin<'scatter'>;
} {
  return {
    change: (options) => ({
      layout: { padding: { top: 26, right: 10 } },
      scales: Object.fromEntries(
        Object.entries(options.scales ?? {}).map(([key, scale]) => [
          key,
          {
            ...scale,
            grid: { ...scale?.grid, display: false },
            border: { display: false },
            ...(key === 'x' || key === 'y'
              ? {
                  ticks: { ...scale?.ticks, color: ink, font: { size: 12 } },
                  title: { ...titleOf(scale), color: ink, font: { size: 13 } },
                }
              : {}),
          },
        ]),
      ),
    }),
    plugin: { id: 'cms', afterDraw: (chart) => drawFrame(chart, luminosityLabel(data)) },
  };
}

/** The integrated recorded luminosity of the runs; empty where none is known. */
export function luminosityLabel({ table, axis }: Pick<TrendChartData, 'table' | 'axis'>): string {
  const shown = table.recordedLumis.filter((_, index) => isShown(axis, index));
  const inversePb = shown.reduce<number>((sum, lumi) => sum + (lumi ?? 0), 0);
  if (inversePb === 0) return '';
  const [value, unit] = inversePb >= 1000 ? [inversePb / 1000, 'fb'] : [inversePb, 'pb'];
  return `${Number(value.toPrecision(3))} /${unit}`;
}

/** The title's options of an axis, which not every kind has. */
function titleOf(scale: object | undefined): object {
  return scale && 'title' in scale && typeof scale.title === 'object' ? (scale.title ?? {}) : {};
}

function drawFrame({ ctx, chartArea: { left, right, top, bottom }, scales }: Chart, luminosity: string): void {
  const { x, y, [rightAxis(0)]: second } = scales;
  ctx.save();
  ctx.strokeStyle = ink;
  ctx.fillStyle = ink;
  ctx.lineWidth = 1;
  ctx.setLineDash([]);
  ctx.beginPath();
  ctx.rect(left, top, right - left, bottom - top);
  for (const [position, length] of x ? tickPixels(x) : []) {
    ctx.moveTo(position, bottom);
    ctx.lineTo(position, bottom - length);
    ctx.moveTo(position, top);
    ctx.lineTo(position, top + length);
  }
  for (const [position, length] of y ? tickPixels(y) : []) {
    ctx.moveTo(left, position);
    ctx.lineTo(left + length, position);
    if (second) continue;
    ctx.moveTo(right, position);
    ctx.lineTo(right - length, position);
  }
  for (const [position, length] of second ? tickPixels(second) : []) {
    ctx.moveTo(right, position);
    ctx.lineTo(right - length, position);
  }
  ctx.stroke();
  ctx.textAlign = 'left';
  ctx.textBaseline = 'alphabetic';
  ctx.font = 'bold 18px Helvetica, Arial, sans-serif';
  ctx.fillText('CMS', left, top - 7);
  const width = ctx.measureText('CMS ').width;
  ctx.font = 'italic 14px Helvetica, Arial, sans-serif';
  ctx.fillText('Preliminary', left + width, top - 7);
  ctx.font = '14px Helvetica, Arial, sans-serif';
  ctx.textAlign = 'right';
  ctx.fillText(luminosity, right, top - 7);
  ctx.restore();
}

/** Pixels and lengths of an axis' ticks: those with labels, and on a linear axis of round numbers four between two of them. */
function tickPixels(scale: Scale): [position: number, length: number][] {
  const values = scale.ticks.map(({ value }) => value);
  const labelled = values.map((value): [number, number] => [scale.getPixelForValue(value), major]);
  const [first, second] = values;
  const step = (second ?? 0) - (first ?? 0);
  const isRegular = values.every((value, index) => index === 0 || isNear(value - (values[index - 1] ?? 0), step));
  if (first === undefined || step <= 0 || !isRegular || scale.type !== 'linear') return labelled;
  const between: [number, number][] = [];
  for (let value = first - step; value < (values.at(-1) ?? first) + step; value += step / 5)
    if (value >= scale.min && value <= scale.max) between.push([scale.getPixelForValue(value), minor]);
  return [...between, ...labelled];
}

const isNear = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-6 * Math.abs(b);
