import { binWidth, lowEdge } from './axis.ts';
import { axisOf, type BinnedElement } from './bins.ts';
import type { Direction } from './moments.ts';
import { projection } from './projection.ts';

/** A position on an axis, and the content per unit of the axis of the bin that it lies in. */
export interface Quantile {
  readonly position: number;
  readonly bin: number;
  /** Fraction of the whole content per unit of the axis. */
  readonly density: number;
}

/**
 * Where a fraction of the content of bins 1 to N lies below (TH1::GetQuantiles, of the projection on an axis), linear within a bin; in
 * the middle of empty bins where it is reached at their edge; undefined where there is no content. Where it is reached exactly at the end of a
 * bin, with content behind it, that end is the place: there ROOT 6 leaps back to the middle of the bin. Negative contents are taken off, and the
 * place is the one that ROOT's bisection finds.
 */
export function quantile(histogram: BinnedElement, fraction: number, direction: Direction = 0): Quantile | undefined {
  const axis = axisOf(histogram, direction);
  const contents = projection(histogram, direction);
  const sums = new Float64Array(axis.bins + 1);
  for (let bin = 1; bin <= axis.bins; bin += 1) sums[bin] = (sums[bin - 1] ?? 0) + (contents[bin] ?? 0);
  const total = sums[axis.bins] ?? 0;
  if (!(total > 0) || !Number.isFinite(total)) return undefined;
  const wanted = fraction * total;
  const bin = Math.max(1, lowerBound(sums, axis.bins, wanted - rounding * total));
  const [content, width] = [contents[bin] ?? 0, binWidth(axis, bin)];
  const density = content / total / width;
  const end = sums[bin] ?? 0;
  if (Math.abs(end - wanted) <= rounding * total) {
    // Exactly between two filled bins every position with no content between is right: the middle of them.
    let next = bin + 1;
    while (next <= axis.bins && contents[next] === 0) next += 1;
    const between = next <= axis.bins ? lowEdge(axis, next) : lowEdge(axis, bin + 1);
    return { position: (lowEdge(axis, bin + 1) + between) / 2, bin, density };
  }
  const part = content > 0 ? (wanted - (sums[bin - 1] ?? 0)) / content : 0;
  return { position: lowEdge(axis, bin) + width * part, bin, density };
}

/** Sums of contents that are equal but for the order of adding. */
const rounding = 1e-12;

/** The first of `size` numbers that is not below a value, `size` where there is none: by bisection (std::lower_bound), be they sorted or not. */
function lowerBound(numbers: Float64Array, size: number, value: number): number {
  let [first, count] = [0, size];
  while (count > 0) {
    const half = count >> 1;
    if ((numbers[first + half] ?? 0) < value) [first, count] = [first + half + 1, count - half - 1];
    else count = half;
  }
  return first;
}
