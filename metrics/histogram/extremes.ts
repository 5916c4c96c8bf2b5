import { type BinnedElement, summedContent, forEachCell } from './bins.ts';

/** Number of the first cell with the largest content within the axis ranges, never under- or overflow (TH1::GetMaximumBin). */
export function maximumBin(histogram: BinnedElement): number {
  return extreme(histogram, (content, best) => content > best, Number.NEGATIVE_INFINITY);
}

/** The same for the smallest (TH1::GetMinimumBin). */
export function minimumBin(histogram: BinnedElement): number {
  return extreme(histogram, (content, best) => content < best, Number.POSITIVE_INFINITY);
}

/** What SetMaximum stored, else the largest content (TH1::GetMaximum). */
export function maximum(histogram: BinnedElement): number {
  return histogram.storedMaximum ?? summedContent(histogram, maximumBin(histogram));
}

/** What SetMinimum stored, else the smallest content (TH1::GetMinimum). */
export function minimum(histogram: BinnedElement): number {
  return histogram.storedMinimum ?? summedContent(histogram, minimumBin(histogram));
}

function extreme(histogram: BinnedElement, better: (content: number, best: number) => boolean, start: number): number {
  let best = start;
  let at = 0;
  forEachCell(histogram, 'range', (cell) => {
    const content = summedContent(histogram, cell);
    if (better(content, best)) {
      best = content;
      at = cell;
    }
  });
  return at;
}

/** Whether no inside bin has content, be there entries or not. */
export function isBlank(histogram: BinnedElement): boolean {
  let blank = true;
  forEachCell(histogram, 'inside', (cell) => {
    if (summedContent(histogram, cell) !== 0) blank = false;
  });
  return blank;
}
