import { axisOf, type BinnedElement, cellContent, forEachCell } from './bins.ts';
import type { Direction } from './moments.ts';

/**
 * Sums the contents over the other axes, including their under- and overflow (TH2::ProjectionX and similar): index 0 is the underflow of
 * the axis, `bins` + 1 its overflow. In one dimension, returns the contents.
 */
export function projection(histogram: BinnedElement, direction: Direction): Float64Array {
  const sums = new Float64Array(axisOf(histogram, direction).bins + 2);
  forEachCell(histogram, 'all', (cell, ...bins) => {
    const bin = bins[direction];
    sums[bin] = (sums[bin] ?? 0) + cellContent(histogram, cell);
  });
  return sums;
}
