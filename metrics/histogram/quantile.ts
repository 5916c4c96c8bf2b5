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
 * the middle of empty bins where it is reached at their edge; undefined where there is no content. Negative contents count as none.
 */
export function quantile(histogram: BinnedElement, fraction: number, direction: Direction = 0): Quantile | undefined {
  const axis = axisOf(histogram, direction);
  const contents = Array.from(projection(histogram, direction).subarray(1, axis.bins + 1), (sum) => Math.max(0, sum));
  const total = contents.reduce((sum, content) => sum + content, 0);
  if (!(total > 0) || !Number.isFinite(total)) return undefined;
  const wanted = fraction * total;
  let below = 0;
  for (const [index, content] of contents.entries()) {
    const bin = index + 1;
    if (content > 0 && below + content >= wanted - rounding * total) {
      const width = binWidth(axis, bin);
      const inside = lowEdge(axis, bin) + (width * (wanted - below)) / content;
      const next = contents.findIndex((other, at) => at > index && other > 0);
      // Exactly between two filled bins every position with no content between is right: the middle of them.
      const between = Math.abs(below + content - wanted) <= rounding * total && next > bin;
      const position = between ? (lowEdge(axis, bin + 1) + lowEdge(axis, next + 1)) / 2 : inside;
      return { position, bin, density: content / total / width };
    }
    below += content;
  }
  return undefined;
}

/** Sums of contents that are equal but for the order of adding. */
const rounding = 1e-12;
