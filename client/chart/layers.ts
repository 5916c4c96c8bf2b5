import type { Chart, Scale } from 'chart.js';
import { regression } from './regression.ts';
import type { Series, TrendChartData } from './trend-chart.ts';

/**
 * Draws a plot's series, or a part of them: error bars, lines, points, arrows where a point is out of the range, crosses at gaps.
 */
export function drawSeries(
  chart: Chart,
  data: TrendChartData,
  side: 'y' | 'right' = 'y',
  part: readonly Series[] = data.series,
): void {
  const { ctx, chartArea } = chart;
  const { x, [side]: y } = chart.scales;
  if (!x || !y) return;
  const across = data.axis.centers.map((center) => x.getPixelForValue(center));
  ctx.save();
  ctx.beginPath();
  // A point at the frame is not cut in half.
  ctx.rect(chartArea.left - 3, chartArea.top - 3, chartArea.width + 6, chartArea.height + 6);
  ctx.clip();
  for (const series of part) {
    const up = heights(series, y);
    ctx.strokeStyle = series.color;
    ctx.fillStyle = series.color;
    if (data.drawing.errors) drawErrors(ctx, series, across, y, data.drawing.log);
    ctx.setLineDash(dashes[series.mark] ?? []);
    drawLine(ctx, across, up, series.unknown);
    ctx.setLineDash([]);
    drawPoints(ctx, across, up, chartArea, series.mark);
    if (data.drawing.regression && !data.drawing.log) drawRegression(ctx, series, data, x, y);
  }
  if (data.series.length === 1 && side === 'y') drawGaps(ctx, data, across, chartArea.bottom);
  ctx.restore();
}

/** So many points are painted in a frame that leaves scrolling smooth where no GPU draws. */
const pointsAtOnce = 4000;

/** The series in parts that one frame each may draw; most plots are one part. */
export function inParts(series: readonly Series[]): Series[][] {
  const parts: Series[][] = [];
  let points = Number.POSITIVE_INFINITY;
  for (const each of series) {
    points += each.values.length;
    if (points > pointsAtOnce) {
      parts.push([]);
      points = each.values.length;
    }
    parts.at(-1)?.push(each);
  }
  return parts;
}

/** Pixels of the values; NaN where there is none. */
function heights({ values }: Series, y: Scale): number[] {
  const log = y.type === 'logarithmic';
  return values.map((value) => {
    if (value === null) return Number.NaN;
    // Nothing that is not positive is on a logarithmic axis: it is below.
    return log && value <= 0 ? Number.POSITIVE_INFINITY : y.getPixelForValue(value);
  });
}

function drawErrors(
  ctx: CanvasRenderingContext2D,
  { values, errorsLow, errorsHigh }: Series,
  across: readonly number[],
  y: Scale,
  log: boolean,
): void {
  ctx.globalAlpha = 0.5;
  ctx.lineWidth = 1;
  ctx.beginPath();
  for (const [place, value] of values.entries()) {
    const [low, high] = [errorsLow[place] ?? 0, errorsHigh[place] ?? 0];
    if (value === null || (low === 0 && high === 0) || (log && value <= 0)) continue;
    const below = log && value - low <= 0 ? y.bottom : y.getPixelForValue(value - low);
    ctx.moveTo(across[place] ?? 0, below);
    ctx.lineTo(across[place] ?? 0, y.getPixelForValue(value + high));
  }
  ctx.stroke();
  ctx.globalAlpha = 1;
}

/** A thin line from point to point, broken at gaps. */
function drawLine(
  ctx: CanvasRenderingContext2D,
  across: readonly number[],
  up: readonly number[],
  unknown: ReadonlySet<number>,
): void {
  ctx.globalAlpha = 0.55;
  ctx.lineWidth = 0.8;
  ctx.beginPath();
  let open = false;
  for (const [place, height] of up.entries()) {
    if (!Number.isFinite(height)) open = open && unknown.has(place);
    else if (open) ctx.lineTo(across[place] ?? 0, height);
    else {
      ctx.moveTo(across[place] ?? 0, height);
      open = true;
    }
  }
  ctx.stroke();
  ctx.globalAlpha = 1;
}

/** Lines of the datasets that are drawn over the first one. */
const dashes: readonly number[][] = [[], [4, 2], [1.5, 2], [6, 2, 1.5, 2]];

/** Points of a size that leaves them apart; those beyond the range are arrows at its edge. */
function drawPoints(
  ctx: CanvasRenderingContext2D,
  across: readonly number[],
  up: readonly number[],
  { top, bottom, left, right }: Chart['chartArea'],
  mark: number,
): void {
  const radius = up.length > 400 ? 1.1 : up.length > 120 ? 1.7 : 2.5;
  ctx.beginPath();
  for (const [place, height] of up.entries()) {
    const at = across[place] ?? 0;
    if (at < left - 3 || at > right + 3) continue;
    if (height < top - 1) arrow(ctx, at, top, 1);
    else if (height > bottom + 1) arrow(ctx, at, bottom, -1);
  }
  ctx.fill();
  ctx.beginPath();
  for (const [place, height] of up.entries()) {
    const at = across[place] ?? 0;
    if (Number.isNaN(height) || height < top - 1 || height > bottom + 1 || at < left - 3 || at > right + 3) continue;
    if (radius < 1.5) ctx.rect(at - radius, height - radius, 2 * radius, 2 * radius);
    else point(ctx, at, height, radius, mark);
  }
  ctx.lineWidth = 1.2;
  if (mark === 0 || radius < 1.5) ctx.fill();
  else ctx.stroke();
}

/** A point in the shape of its dataset. */
function point(ctx: CanvasRenderingContext2D, at: number, height: number, radius: number, mark: number): void {
  if (mark === 2) ctx.rect(at - radius, height - radius, 2 * radius, 2 * radius);
  else if (mark === 3) {
    ctx.moveTo(at, height - 1.3 * radius);
    ctx.lineTo(at + 1.2 * radius, height + radius);
    ctx.lineTo(at - 1.2 * radius, height + radius);
    ctx.closePath();
  } else {
    ctx.moveTo(at + radius, height);
    ctx.arc(at, height, radius, 0, 2 * Math.PI);
  }
}

/** A triangle whose tip touches the edge that the point lies beyond. */
function arrow(ctx: CanvasRenderingContext2D, at: number, edge: number, down: 1 | -1): void {
  ctx.moveTo(at, edge);
  ctx.lineTo(at - 4.5, edge + 8 * down);
  ctx.lineTo(at + 4.5, edge + 8 * down);
  ctx.closePath();
}

/** A small cross on the axis for a run without a value. */
function drawGaps(
  ctx: CanvasRenderingContext2D,
  { series, dark }: TrendChartData,
  across: readonly number[],
  bottom: number,
): void {
  const [only] = series;
  if (!only) return;
  ctx.strokeStyle = dark ? '#909296' : '#868e96';
  ctx.lineWidth = 1;
  ctx.beginPath();
  for (const [place, value] of only.values.entries()) {
    if (value !== null) continue;
    const at = across[place] ?? 0;
    ctx.moveTo(at - 2.5, bottom - 6);
    ctx.lineTo(at + 2.5, bottom - 1);
    ctx.moveTo(at + 2.5, bottom - 6);
    ctx.lineTo(at - 2.5, bottom - 1);
  }
  ctx.stroke();
}

function drawRegression(
  ctx: CanvasRenderingContext2D,
  { values }: Series,
  { axis }: TrendChartData,
  x: Scale,
  y: Scale,
): void {
  const line = regression(axis.centers, values);
  if (!line) return;
  const height = (at: number): number => y.getPixelForValue(line.intercept + line.slope * at);
  ctx.lineWidth = 1.5;
  ctx.setLineDash([6, 3]);
  ctx.beginPath();
  ctx.moveTo(x.left, height(x.min));
  ctx.lineTo(x.right, height(x.max));
  ctx.stroke();
  ctx.setLineDash([]);
}
