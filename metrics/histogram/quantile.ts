import { binWidth, lowEdge } from './axis.ts';
import { type BinnedElement, axisOf, cellContent } from './bins.ts';

/** A position on the x axis, and the content per unit of x of the bin that it lies in. */
export interface Quantile {
  readonly position: number;
  readonly bin: number;
  /** Fraction of the whole content per unit of x. */
  readonly density: number;
}

/**
 * Where a fraction of the content of bins 1 to N lies below (TH1::GetQuantiles), linear within a bin; undefined where there is no content.
 * Negative contents count as none.
 */
export function quantile(histogram: BinnedElement, fraction: number): Quantile | undefined {
  const axis = axisOf(histogram, 0);
  const contents = Array.from({ length: axis.bins }, (_, index) => Math.max(0, cellContent(histogram, index + 1)));
  const total = contents.reduce((sum, content) => sum + content, 0);
  if (!(total > 0) || !Number.isFinite(total)) return undefined;
  const wanted = fraction * total;
  let below = 0;
  for (const [index, content] of contents.entries()) {
    const bin = index + 1;
    if (content > 0 && below + content >= wanted) {
      const width = binWidth(axis, bin);
      const position = lowEdge(axis, bin) + (width * (wanted - below)) / content;
      return { position, bin, density: content / total / width };
    }
    below += content;
  }
  return undefined;
}
