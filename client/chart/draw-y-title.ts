import type { Chart, Plugin } from 'chart.js';
import { type TitlePart, titleParts } from '../format/tlatex.ts';
import { tickOffset } from './axis/y-ticks.ts';

/** Sizes of the font, and of that of subscripts and superscripts, in pixels. */
const fontSize = 11;
const scriptSize = 8.5;

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
  ctx.fillStyle = color;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  const parts = cut(ctx, titleParts(title), area.height - widthOf(ctx, suffix));
  const shown = [...parts, { text: suffix, level: 'base' as const }];
  let x = -shown.reduce((sum, part) => sum + setFont(ctx, part), 0) / 2;
  for (const part of shown) {
    const width = setFont(ctx, part);
    ctx.fillText(part.text, x, { base: 0, sub: 3, super: -4 }[part.level]);
    x += width;
  }
  ctx.restore();
}

/** Sets the font of a part of the title and returns the part's width. */
function setFont(ctx: CanvasRenderingContext2D, { text, level }: TitlePart): number {
  return widthOf(ctx, text, level === 'base' ? fontSize : scriptSize);
}

function widthOf(ctx: CanvasRenderingContext2D, text: string, size = fontSize): number {
  ctx.font = `${size}px system-ui, sans-serif`;
  return ctx.measureText(text).width;
}

/** As much of a title as fits. */
function cut(ctx: CanvasRenderingContext2D, parts: readonly TitlePart[], room: number): readonly TitlePart[] {
  const shown: TitlePart[] = [];
  let left = room;
  for (const part of parts) {
    const width = setFont(ctx, part);
    if (width > left) {
      let count = part.text.length;
      while (count > 0 && setFont(ctx, { ...part, text: `${part.text.slice(0, count)}…` }) > left) count -= 1;
      return [...shown, { ...part, text: `${part.text.slice(0, count)}…` }];
    }
    shown.push(part);
    left -= width;
  }
  return shown;
}
