import { binCenter } from '../histogram/axis.ts';
import { axisOf, type BinnedElement, cellContent, cellError } from '../histogram/bins.ts';

/** Mean and standard deviation of the positions, weighted by the positive contents; `total` is the sum of these. 0 if all are 0. */
export function shapeOfPoints({ x, y }: FitPoints): { total: number; mean: number; spread: number } {
  const weights = y.map((content) => Math.max(0, content));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = x.reduce((sum, at, index) => sum + at * (weights[index] ?? 0), 0) / (total || 1);
  const squares = x.reduce((sum, at, index) => sum + (at - mean) ** 2 * (weights[index] ?? 0), 0);
  return { total, mean, spread: Math.sqrt(squares / (total || 1)) };
}

/** Position and content of the highest point, and the full width at half maximum around it, at least the distance of two points. */
export function peakOfPoints({ x, y }: FitPoints): { position: number; height: number; fullWidth: number } {
  let top = 0;
  for (let index = 0; index < y.length; index += 1) if ((y[index] ?? 0) > (y[top] ?? 0)) top = index;
  const [position, height] = [x[top] ?? 0, y[top] ?? 0];
  let [first, last] = [top, top];
  while (first > 0 && (y[first - 1] ?? 0) > height / 2) first -= 1;
  while (last < y.length - 1 && (y[last + 1] ?? 0) > height / 2) last += 1;
  const step = x.length > 1 ? Math.abs((x.at(-1) ?? 0) - (x[0] ?? 0)) / (x.length - 1) : 1;
  return { position, height, fullWidth: Math.abs((x[last] ?? 0) - (x[first] ?? 0)) + step };
}

/** Points to fit: contents and errors at bin centres. */
export interface FitPoints {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly error: Float64Array;
}

/** The range of a fit between two limits in any order; equal limits are no limits. */
export function rangeOf(low: number, high: number): readonly [from: number, to: number] {
  return low === high ? [-Infinity, Infinity] : [Math.min(low, high), Math.max(low, high)];
}

/**
 * Selects the bins that ROOT uses for a fit: those within the axis range (which may include under- and overflow) whose centre is in
 * the range between `low` and `high`. Chi-square uses only bins with a positive error, a likelihood ('all') also empty ones.
 */
export function fitPoints(
  histogram: BinnedElement,
  low = Number.NEGATIVE_INFINITY,
  high = Number.POSITIVE_INFINITY,
  which: 'with error' | 'all' = 'with error',
): FitPoints {
  const axis = axisOf(histogram, 0);
  const bins: number[] = [];
  const [from, to] = rangeOf(low, high);
  for (let bin = axis.first; bin <= axis.last; bin += 1) {
    const center = binCenter(axis, bin);
    if (!(center >= from && center <= to)) continue;
    const [content, error] = [cellContent(histogram, bin), cellError(histogram, bin)];
    if (Number.isFinite(error) && Number.isFinite(content) && (which === 'all' || error > 0)) bins.push(bin);
  }
  return {
    x: Float64Array.from(bins, (bin) => binCenter(axis, bin)),
    y: Float64Array.from(bins, (bin) => cellContent(histogram, bin)),
    error: Float64Array.from(bins, (bin) => cellError(histogram, bin)),
  };
}
