import { binCenter } from '../histogram/axis.ts';
import { axisOf, type BinnedElement, cellContent, cellError } from '../histogram/bins.ts';

/** What a curve is fitted to: contents and errors at bin centres. */
export interface FitPoints {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly error: Float64Array;
}

/**
 * The bins that a chi-square fit of ROOT takes: those within the axis range whose centre lies in [low, high] and whose error is positive.
 */
export function fitPoints(
  histogram: BinnedElement,
  low = Number.NEGATIVE_INFINITY,
  high = Number.POSITIVE_INFINITY,
): FitPoints {
  const axis = axisOf(histogram, 0);
  const bins: number[] = [];
  for (let bin = Math.max(axis.first, 1); bin <= Math.min(axis.last, axis.bins); bin += 1) {
    const center = binCenter(axis, bin);
    const [content, error] = [cellContent(histogram, bin), cellError(histogram, bin)];
    if (center >= low && center <= high && error > 0 && Number.isFinite(error) && Number.isFinite(content))
      bins.push(bin);
  }
  return {
    x: Float64Array.from(bins, (bin) => binCenter(axis, bin)),
    y: Float64Array.from(bins, (bin) => cellContent(histogram, bin)),
    error: Float64Array.from(bins, (bin) => cellError(histogram, bin)),
  };
}
