import { type BinnedElement, forEachCell, forEachFilled, summedContent } from './bins.ts';

/** Number of the first cell with the maximum content within the axis ranges (TH1::GetMaximumBin). */
export function maximumBin(histogram: BinnedElement): number {
  return extreme(histogram, 1);
}

/** Number of the first cell with the minimum content within the axis ranges (TH1::GetMinimumBin). */
export function minimumBin(histogram: BinnedElement): number {
  return extreme(histogram, -1);
}

/** Value stored by SetMaximum, else the maximum content (TH1::GetMaximum). */
export function maximum(histogram: BinnedElement): number {
  return histogram.storedMaximum ?? summedContent(histogram, maximumBin(histogram));
}

/** Value stored by SetMinimum, else the minimum content (TH1::GetMinimum). */
export function minimum(histogram: BinnedElement): number {
  return histogram.storedMinimum ?? summedContent(histogram, minimumBin(histogram));
}

function extreme(histogram: BinnedElement, sign: 1 | -1): number {
  let [best, at] = [Number.NEGATIVE_INFINITY, 0];
  const contents = histogram.kind === 'histogram' ? histogram.contents : undefined;
  forEachCell(histogram, 'range', (cell) => {
    const content = sign * (contents ? (contents[cell] ?? 0) : summedContent(histogram, cell));
    if (content > best) {
      best = content;
      at = cell;
    }
  });
  return at;
}

/** Whether all bins without under- and overflow, or those within the axis ranges, are empty, regardless of the number of entries. */
export function isBlank(histogram: BinnedElement, which: 'inside' | 'range' = 'inside'): boolean {
  let blank = true;
  forEachFilled(histogram, which, (cell) => {
    if (summedContent(histogram, cell) !== 0) blank = false;
  });
  return blank;
}
