import type { Chart, Scale } from 'chart.js';
import { isApart } from './axis/run-axis.ts';
import { addMarker, type Marker } from './markers/marker.ts';
import type { LayerContext } from './overlay.ts';
import type { Series } from './series.ts';

/** Draws each series as a thin line with its points; arrows at the edge stand for points outside the range. */
export function drawSeries(context: LayerContext): void {
  const { ctx, area, y, centers } = context;
  for (const series of context.series) {
    const { marker, dash } = series;
    const heights = toPixels(series.values, y);
    ctx.setLineDash(lineDashes[dash] ?? []);
    drawLine(ctx, centers, heights, connectedPoints(context, series, heights));
    ctx.setLineDash([]);
    drawPoints(ctx, centers, heights, area, marker);
  }
}

/** A small cross above the axis for each run without a value. */
export function drawGaps({ ctx, area: { bottom }, centers, dark }: LayerContext, { values }: Series): void {
  ctx.strokeStyle = dark ? '#909296' : '#868e96';
  ctx.lineWidth = 1;
  ctx.beginPath();
  for (const [index, value] of values.entries()) {
    if (value !== null) continue;
    const center = centers[index] ?? 0;
    ctx.moveTo(center - 2.5, bottom - 6);
    ctx.lineTo(center + 2.5, bottom - 1);
    ctx.moveTo(center + 2.5, bottom - 6);
    ctx.lineTo(center - 2.5, bottom - 1);
  }
  ctx.stroke();
}

/** Points that take a few milliseconds to draw: no frame has to draw more of them than fit. */
const maxGroupPoints = 2000;

/** Splits series into groups that are drawn one at a time; most plots are one group. */
export function splitByPoints(series: readonly Series[]): Series[][] {
  const groups: Series[][] = [];
  let points = Number.POSITIVE_INFINITY;
  for (const each of series) {
    points += each.values.length;
    if (points > maxGroupPoints) {
      groups.push([]);
      points = each.values.length;
    }
    groups.at(-1)?.push(each);
  }
  return groups;
}

/** The values in pixels; NaN for a gap. */
export function toPixels(values: Series['values'], y: Scale): number[] {
  const isLog = y.type === 'logarithmic';
  return values.map((value) => {
    if (value === null) return Number.NaN;
    // A logarithmic axis has no place for 0 and below: such a point is under its lower end.
    return isLog && value <= 0 ? Number.POSITIVE_INFINITY : y.getPixelForValue(value);
  });
}

/**
 * The indices of the points that a line connects, line by line: it ends at gaps, before points outside the y range, and, where the x axis
 * shows distances, before weeks without data.
 */
export function connectedPoints(
  { area, axis, table }: LayerContext,
  { unknown }: Series,
  heights: readonly number[],
): number[][] {
  const lines: number[][] = [];
  let line: number[] | undefined;
  for (const [index, height] of heights.entries()) {
    if (unknown.has(index)) continue;
    // NaN, a gap, is not inside.
    const isInside = height >= area.top - 1 && height <= area.bottom + 1;
    const last = line?.at(-1);
    if (!isInside) line = undefined;
    else if (line && last !== undefined && !isApart(axis, table, last, index)) line.push(index);
    else lines.push((line = [index]));
  }
  return lines;
}

/** Thin lines from point to point. */
function drawLine(
  ctx: CanvasRenderingContext2D,
  centers: readonly number[],
  heights: readonly number[],
  lines: readonly (readonly number[])[],
): void {
  ctx.globalAlpha = 0.55;
  ctx.lineWidth = 0.8;
  ctx.beginPath();
  for (const [first = 0, ...others] of lines) {
    ctx.moveTo(centers[first] ?? 0, heights[first] ?? 0);
    for (const index of others) ctx.lineTo(centers[index] ?? 0, heights[index] ?? 0);
  }
  ctx.stroke();
  ctx.globalAlpha = 1;
}

/** Dash patterns: each dataset has its own line. */
const lineDashes: readonly number[][] = [[], [4, 2], [1.5, 2], [6, 2, 1.5, 2]];

/** Points, the smaller the more there are; arrows for those outside the range. */
function drawPoints(
  ctx: CanvasRenderingContext2D,
  centers: readonly number[],
  heights: readonly number[],
  { top, bottom, left, right }: Chart['chartArea'],
  marker: Marker,
): void {
  const radius = heights.length > 400 ? 1.1 : heights.length > 120 ? 1.7 : 2.5;
  const isVisible = (x: number): boolean => x >= left - 3 && x <= right + 3;
  ctx.beginPath();
  for (const [index, height] of heights.entries()) {
    const x = centers[index] ?? 0;
    if (!isVisible(x)) continue;
    if (height < top - 1) addArrow(ctx, x, top, 1);
    else if (height > bottom + 1) addArrow(ctx, x, bottom, -1);
  }
  ctx.fill();
  ctx.beginPath();
  for (const [index, height] of heights.entries()) {
    const x = centers[index] ?? 0;
    if (Number.isNaN(height) || height < top - 1 || height > bottom + 1 || !isVisible(x)) continue;
    if (radius < 1.5) ctx.rect(x - radius, height - radius, 2 * radius, 2 * radius);
    else addMarker(ctx, x, height, radius, marker.shape);
  }
  ctx.lineWidth = 1.2;
  if (!marker.isHollow || radius < 1.5) ctx.fill();
  else ctx.stroke();
}

/** Adds a triangle to the path whose tip touches the edge that the point is beyond. */
function addArrow(ctx: CanvasRenderingContext2D, x: number, edge: number, direction: 1 | -1): void {
  ctx.moveTo(x, edge);
  ctx.lineTo(x - 4.5, edge + 8 * direction);
  ctx.lineTo(x + 4.5, edge + 8 * direction);
  ctx.closePath();
}
