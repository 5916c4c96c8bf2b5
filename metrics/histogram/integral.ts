import { type BinnedElement, cellContent, forEachCell } from './bins.ts';

/** Sum of the contents within the axis ranges (TH1::Integral()). For a profile a sum of means. */
export function integral(histogram: BinnedElement): number {
  return sum(histogram, 'range');
}

/** Sum of the contents of all inside bins (TH1::GetSumOfWeights). */
export function sumOfWeights(histogram: BinnedElement): number {
  return sum(histogram, 'inside');
}

/** Sum of all contents, under- and overflow too. */
export function sumOfAll(histogram: BinnedElement): number {
  return sum(histogram, 'all');
}

/** Sum of bins `from` to `to` (TH1::Integral(a, b)): a negative start is 0, an end beyond the overflow, or before the start, is the overflow. */
export function integralOf(histogram: BinnedElement, from: number, to: number): number {
  const bins = histogram.axes[0]?.bins ?? 0;
  const start = Math.max(from, 0);
  const end = to > bins + 1 || to < start ? bins + 1 : to;
  let total = 0;
  for (let bin = start; bin <= end; bin += 1) total += cellContent(histogram, bin);
  return total;
}

function sum(histogram: BinnedElement, which: 'inside' | 'range' | 'all'): number {
  let total = 0;
  forEachCell(histogram, which, (cell) => {
    total += cellContent(histogram, cell);
  });
  return total;
}
