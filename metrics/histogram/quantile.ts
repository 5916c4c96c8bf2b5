import { binWidth, lowEdge } from './axis.ts';
import { axisOf, type BinnedElement } from './bins.ts';
import type { Direction } from './moments.ts';
import { projection } from './projection.ts';

/** Position of a quantile on an axis. */
export interface Quantile {
  readonly position: number;
  readonly bin: number;
  /** Fraction of the total content per unit of the axis, in the bin of the quantile. */
  readonly density: number;
}

/**
 * Position below which a fraction of the content of bins 1 to N lies (TH1::GetQuantiles, of the projection on an axis), interpolated
 * linearly within a bin; undefined without content. If the fraction is reached exactly at the end of a bin, the position is that end, or
 * the middle of the empty bins after it; there ROOT 6 returns the middle of the bin. With negative contents, the position is the one
 * found by the bisection of ROOT.
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
    // Between two filled bins any position is valid: use the middle.
    let next = bin + 1;
    while (next <= axis.bins && contents[next] === 0) next += 1;
    const between = next <= axis.bins ? lowEdge(axis, next) : lowEdge(axis, bin + 1);
    return { position: (lowEdge(axis, bin + 1) + between) / 2, bin, density };
  }
  const part = content > 0 ? (wanted - (sums[bin - 1] ?? 0)) / content : 0;
  return { position: lowEdge(axis, bin) + width * part, bin, density };
}

/** Relative tolerance for sums that differ only in the order of addition. */
const rounding = 1e-12;

/** Index of the first of `size` numbers that is not below a value, `size` if none: by bisection, as std::lower_bound, even if not sorted. */
function lowerBound(numbers: Float64Array, size: number, value: number): number {
  let [first, count] = [0, size];
  while (count > 0) {
    const half = count >> 1;
    if ((numbers[first + half] ?? 0) < value) [first, count] = [first + half + 1, count - half - 1];
    else count = half;
  }
  return first;
}
