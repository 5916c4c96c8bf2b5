/** Texts of pictures: titles and legends, which pages have beside their charts. */
import { titleParts } from '../../format/tlatex.ts';
import { addMarker } from '../markers/marker.ts';
import type { Series } from '../series.ts';

export const font = 'Helvetica, Arial, sans-serif';
/** In pixels. */
export const lineHeight = 16;

const ink = '#212529';

/** Where a legend is drawn, and how. */
export interface LegendBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  /** Of the texts. */
  readonly color?: string;
  /** Lines beyond are left out, and their series counted; default: all are drawn. */
  readonly maxLines?: number;
}

/** Draws the names of series with their markers, and returns where they end. */
export function drawLegend(context: CanvasRenderingContext2D, series: readonly Series[], box: LegendBox): number {
  const { left, top, color = ink } = box;
  const [positions, hidden] = arrangeLegend(context, series, box);
  for (const { series, x, y, width } of positions) {
    context.fillStyle = series.color;
    context.strokeStyle = series.color;
    context.lineWidth = 1.2;
    context.beginPath();
    addMarker(context, x + 6, y - 4, 4, series.marker.shape);
    if (!series.marker.isHollow) context.fill();
    else context.stroke();
    write(context, series.name, x + 15, y, `12px ${font}`, width, color);
  }
  const last = positions.at(-1);
  if (hidden > 0) {
    const more = `… and ${hidden} more`;
    const [x, y] = last ? [last.x + last.length, last.y] : [left, top + 12];
    write(context, more, x, y, `12px ${font}`, box.width, color);
  }
  return (last?.y ?? top + 12) + 8;
}

interface LegendPlace {
  readonly series: Series;
  readonly x: number;
  readonly y: number;
  /** Maximum of its name. */
  readonly width: number;
  /** To the next one. */
  readonly length: number;
}

/** Where the names of series are, and how many have no place. */
function arrangeLegend(
  context: CanvasRenderingContext2D,
  series: readonly Series[],
  { left, top, width, maxLines = Infinity }: LegendBox,
): [positions: LegendPlace[], hidden: number] {
  context.font = `12px ${font}`;
  const room = context.measureText('… and 99 more').width;
  const right = left + width;
  const positions: LegendPlace[] = [];
  let [x, y] = [left, top + 12];
  for (const [index, one] of series.entries()) {
    const length = Math.min(context.measureText(one.name).width, width - 20) + 30;
    if (x > left && x + length > right) [x, y] = [left, y + lineHeight];
    const line = Math.round((y - top - 12) / lineHeight) + 1;
    // The last line has room for the count, unless this is the last name.
    const isFull = line > maxLines || (line === maxLines && index < series.length - 1 && x + length + room > right);
    if (isFull && (line > maxLines || x > left)) return [positions, series.length - index];
    positions.push({ series: one, x, y, width: width - 20, length });
    x += length;
  }
  return [positions, 0];
}

/** Writes a text, cut where it is longer than `maxWidth`. */
export function write(
  context: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  font: string,
  maxWidth: number,
  color = ink,
): void {
  context.font = font;
  context.fillStyle = color;
  let shown = text;
  while (shown.length > 4 && context.measureText(shown).width > maxWidth) shown = `${shown.slice(0, -4)}...`;
  context.fillText(shown, x, y);
}

/** Writes a title in TLatex, its subscripts and superscripts smaller, cut where it is longer than `maxWidth`. */
export function writeTitle(
  context: CanvasRenderingContext2D,
  title: string,
  { x, y, size, maxWidth, color = ink }: { x: number; y: number; size: number; maxWidth: number; color?: string },
): void {
  let left = x;
  for (const { text, level } of titleParts(title)) {
    const style = `bold ${level === 'base' ? size : 0.75 * size}px ${font}`;
    const room = x + maxWidth - left;
    if (room < size) return;
    write(context, text, left, y + { base: 0, sub: 0.25, super: -0.35 }[level] * size, style, room, color);
    left += context.measureText(text).width;
  }
}
