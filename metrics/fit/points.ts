import { binCenter } from '../histogram/axis.ts';
import { axisOf, type BinnedElement, cellContent, cellError } from '../histogram/bins.ts';

/** What a curve is fitted to: contents and errors at bin centres. */
export interface FitPoints {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly error: Float64Array;
}

/**
 * The bins that a fit of ROOT takes: those within the axis range (which may hold under- and overflow) whose centre lies between `low` and
 * `high`, whichever is the smaller; ends that are equal are no range, and all bins count. For chi-square only those whose error is positive, for a likelihood ('all') also the empty ones.
 */
export function fitPoints(
  histogram: BinnedElement,
  low = Number.NEGATIVE_INFINITY,
  high = Number.POSITIVE_INFINITY,
  which: 'with error' | 'all' = 'with error',
): FitPoints {
  const axis = axisOf(histogram, 0);
  const bins: number[] = [];
  const [from, to] = low === high ? [-Infinity, Infinity] : [Math.min(low, high), Math.max(low, high)];
  for (let bin = axis.first; bin <= axis.last; bin += 1) {
    const center = binCenter(axis, bin);
    const [content, error] = [cellContent(histogram, bin), cellError(histogram, bin)];
    const usable = Number.isFinite(error) && Number.isFinite(content) && (which === 'all' || error > 0);
    if (center >= from && center <= to && usable) bins.push(bin);
  }
  return {
    x: Float64Array.from(bins, (bin) => binCenter(axis, bin)),
    y: Float64Array.from(bins, (bin) => cellContent(histogram, bin)),
    error: Float64Array.from(bins, (bin) => cellError(histogram, bin)),
  };
}
