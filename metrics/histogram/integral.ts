import { binWidth } from './axis.ts';
import {
  axisOf,
  type BinnedElement,
  cellError,
  cellNumber,
  type CellRange,
  forEachFilled,
  summedContent,
} from './bins.ts';

/** Sum of the contents within the axis ranges (TH1::Integral()); of a profile the sum of means. */
export function integral(histogram: BinnedElement): number {
  return sum(histogram, 'range');
}

/** Sum of the contents without under- and overflow (TH1::GetSumOfWeights). */
export function sumOfWeights(histogram: BinnedElement): number {
  return sum(histogram, 'inside');
}

/** Sum of all contents, including under- and overflow. */
export function sumOfAll(histogram: BinnedElement): number {
  return sum(histogram, 'all');
}

/** Sum of bins `from` to `to` (TH1::Integral(a, b)): a negative start is 0, an end beyond the overflow or before the start the overflow. */
export function integralOf(histogram: BinnedElement, from: number, to: number): number {
  return integralAndErrorOf(histogram, from, to).content;
}

/** A sum of contents, and its error. */
export interface Integral {
  readonly content: number;
  readonly error: number;
}

/** As `integralOf`, with the errors of the bins added in quadrature (TH1::IntegralAndError). */
export function integralAndErrorOf(histogram: BinnedElement, from: number, to: number): Integral {
  const [start, end] = bounds(histogram, 0, from, to);
  let [content, squares] = [0, 0];
  for (let bin = start; bin <= end; bin += 1) {
    content += summedContent(histogram, bin);
    squares += cellError(histogram, bin) ** 2;
  }
  return { content, error: Math.sqrt(squares) };
}

/** Sum of the cells of a rectangle of bins (TH2::Integral(x1, x2, y1, y2)), with limits as for `integralOf`. */
export function integralOfCells(
  histogram: BinnedElement,
  [x1, x2]: readonly [number, number],
  [y1, y2]: readonly [number, number],
): number {
  const [columns, rows] = [bounds(histogram, 0, x1, x2), bounds(histogram, 1, y1, y2)];
  let total = 0;
  for (let y = rows[0]; y <= rows[1]; y += 1)
    for (let x = columns[0]; x <= columns[1]; x += 1) total += summedContent(histogram, cellNumber(histogram, x, y));
  return total;
}

/** Sum of contents times bin widths (in two dimensions areas, …) within the axis ranges (TH1::Integral("width")). */
export function integralTimesWidth(histogram: BinnedElement): number {
  const [xs, ys, zs] = ([0, 1, 2] as const).map((direction) => {
    const axis = histogram.axes[direction];
    return Float64Array.from({ length: (axis?.bins ?? 0) + 2 }, (_, bin) => (axis ? binWidth(axis, bin) : 1));
  });
  let total = 0;
  forEachFilled(histogram, 'range', (cell, x, y, z) => {
    total += summedContent(histogram, cell) * (xs?.[x] ?? 1) * (ys?.[y] ?? 1) * (zs?.[z] ?? 1);
  });
  return total;
}

function bounds(histogram: BinnedElement, direction: 0 | 1, from: number, to: number): readonly [number, number] {
  const last = axisOf(histogram, direction).bins + 1;
  const start = Math.max(from, 0);
  return [start, to > last || to < start ? last : to];
}

function sum(histogram: BinnedElement, which: CellRange): number {
  let total = 0;
  forEachFilled(histogram, which, (cell) => {
    total += summedContent(histogram, cell);
  });
  return total;
}
