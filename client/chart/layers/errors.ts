import { shownIndices } from '../axis/run-interval.ts';
import { connectedPoints, toPixels } from '../draw-series.ts';
import type { LayerContext, Overlay } from '../overlay.ts';
import type { Series } from '../series.ts';

/** With more points, the bars would hide one another. */
const maxBars = 300;

const errors: Overlay = {
  key: 'errors',
  label: 'Error bars',
  help: `A vertical bar shows the uncertainty of a value; it can be longer on one side. With more than ${maxBars} runs, a band replaces the bars.`,
  isOfPoints: true,
  default: true,
  order: 10,
  draw(context) {
    const [from, to] = shownIndices(context.axis);
    for (const series of context.series) {
      // A band follows the line through the points, which that of a quantity has not.
      if (to - from > maxBars && !context.axis.quantity) drawBand(context, series);
      else drawBars(context, series);
    }
  },
};
export default errors;

function drawBars({ ctx, y, centers }: LayerContext, { values, errorsLow, errorsHigh }: Series): void {
  const isLog = y.type === 'logarithmic';
  ctx.globalAlpha = 0.5;
  ctx.lineWidth = 1;
  ctx.beginPath();
  for (const [index, value] of values.entries()) {
    const [low, high] = [errorsLow[index] ?? 0, errorsHigh[index] ?? 0];
    if (value === null || (low === 0 && high === 0) || (isLog && value <= 0)) continue;
    const center = centers[index] ?? 0;
    ctx.moveTo(center, isLog && value - low <= 0 ? y.bottom : y.getPixelForValue(value - low));
    ctx.lineTo(center, y.getPixelForValue(value + high));
  }
  ctx.stroke();
  ctx.globalAlpha = 1;
}

/** An area between the lower and the upper ends of the error bars, as long as the line through the points. */
function drawBand(context: LayerContext, series: Series): void {
  const { ctx, y, centers } = context;
  const { values, errorsLow, errorsHigh } = series;
  const shifted = (by: readonly (number | null)[], sign: 1 | -1): number[] => {
    const ends = values.map((value, index) => (value === null ? null : value + sign * (by[index] ?? 0)));
    // The end of a bar that a logarithmic axis cannot show is at infinity.
    return toPixels(ends, y).map((height) => Math.min(height, y.bottom));
  };
  const [lower, upper] = [shifted(errorsLow, -1), shifted(errorsHigh, 1)];
  ctx.globalAlpha = 0.22;
  ctx.beginPath();
  for (const line of connectedPoints(context, series, toPixels(values, y))) {
    const [first, last] = [centers[line[0] ?? 0] ?? 0, centers[line.at(-1) ?? 0] ?? 0];
    if (line.length - 1 > last - first) fillColumns(context, line, lower, upper);
    else addOutline(context, line, lower, upper);
  }
  ctx.fill();
  ctx.globalAlpha = 1;
}

/** Adds the area between the ends of the bars of points to the path. */
function addOutline(
  { ctx, centers }: LayerContext,
  line: readonly number[],
  lower: readonly number[],
  upper: readonly number[],
): void {
  const outline = [
    ...line.map((index) => [index, upper[index]] as const),
    ...line.toReversed().map((index) => [index, lower[index]] as const),
  ];
  for (const [position, [index, height = 0]] of outline.entries()) {
    if (position === 0) ctx.moveTo(centers[index] ?? 0, height);
    else ctx.lineTo(centers[index] ?? 0, height);
  }
}

/** Fills the same area where there are more points than pixels, by columns: an outline of many spikes takes Chromium a tenth of a second. */
function fillColumns(
  { ctx, centers }: LayerContext,
  line: readonly number[],
  lower: readonly number[],
  upper: readonly number[],
): void {
  let [x, top, bottom] = [Number.NaN, Infinity, -Infinity];
  const fillUpTo = (next: number): void => {
    if (top < Infinity) ctx.fillRect(x, top, next - x, bottom - top);
  };
  for (const index of line) {
    const column = Math.floor(centers[index] ?? 0);
    if (column !== x) {
      fillUpTo(column);
      [x, top, bottom] = [column, Infinity, -Infinity];
    }
    top = Math.min(top, upper[index] ?? top);
    bottom = Math.max(bottom, lower[index] ?? bottom);
  }
  fillUpTo(x + 1);
}
