import type { Chart, Plugin } from 'chart.js';
import { tickOffset } from './axis/y-ticks.ts';

/** Size of the font in pixels. */
const fontSize = 11;

/**
 * The plugin that draws the title of the y axis, with the offset of its labels, in the space that chart.js reserves for a title. What does not
 * fit beside the axis is cut; the title of the card shows it in full on hover.
 */
export function yTitlePlugin(title: string, color: string): Plugin<'scatter'> {
  return {
    id: 'yTitle',
    afterDraw: (chart) => drawTitle(chart, title, color),
  };
}

function drawTitle({ ctx, scales: { y }, chartArea: area }: Chart, title: string, color: string): void {
  if (!y?.options) return;
  const offset = y.type === 'linear' ? tickOffset(y.ticks.map(({ value }) => value)) : 0;
  const suffix = offset === 0 ? '' : ` (${offset < 0 ? '−' : '+'} ${Math.abs(offset)})`;
  ctx.save();
  ctx.translate(y.left + fontSize * 0.75, (area.top + area.bottom) / 2);
  ctx.rotate(-Math.PI / 2);
  ctx.font = `${fontSize}px system-ui, sans-serif`;
  ctx.fillStyle = color;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  const room = area.height - ctx.measureText(suffix).width;
  ctx.fillText(shorten(title, (text) => ctx.measureText(text).width <= room) + suffix, 0, 0);
  ctx.restore();
}

/** As much of a text as fits. */
function shorten(text: string, fits: (text: string) => boolean): string {
  if (fits(text)) return text;
  let count = text.length - 1;
  while (count > 0 && !fits(`${text.slice(0, count)}…`)) count -= 1;
  return `${text.slice(0, count)}…`;
}
