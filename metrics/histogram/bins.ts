import type { Axis, Histogram, Polygons, Profile } from './histogram.ts';

/** A histogram with bins on axes: TH1, TH2, TH3 or a profile. */
export type BinnedElement = Histogram | Profile;

const noAxis: Axis = { title: '', bins: 1, min: 0, max: 1, first: 1, last: 1, rangeSet: false };

/** Axis of a direction, 0 for x; an axis of one bin if the histogram has fewer dimensions. */
export function axisOf(histogram: BinnedElement | Polygons, direction: 0 | 1 | 2): Axis {
  return histogram.axes[direction] ?? noAxis;
}

/** Number of a cell (TH1::GetBin), x fastest; bin numbers are limited to underflow and overflow. */
export function cellNumber(histogram: BinnedElement, x: number, y = 0, z = 0): number {
  // Without temporary arrays, since metrics call this for millions of cells.
  const { axes } = histogram;
  const xBins = axes[0]?.bins ?? 0;
  const inRow = clamp(x, xBins + 1);
  if (axes.length < 2) return inRow;
  const yBins = axes[1]?.bins ?? 0;
  const inLayer = inRow + (xBins + 2) * clamp(y, yBins + 1);
  if (axes.length < 3) return inLayer;
  return inLayer + (xBins + 2) * (yBins + 2) * clamp(z, (axes[2]?.bins ?? 0) + 1);
}

function clamp(bin: number, last: number): number {
  return bin < 0 ? 0 : Math.min(bin, last);
}

/** Content of a cell by its number (TH1::GetBinContent); of a profile the mean of the cell, 0 if it is empty. */
export function cellContent(histogram: BinnedElement, cell: number): number {
  if (histogram.kind === 'histogram') return histogram.contents[cell] ?? 0;
  const entries = histogram.binEntries[cell] ?? 0;
  return entries === 0 ? 0 : (histogram.sums[cell] ?? 0) / entries;
}

/**
 * Content of a cell for sums, extremes and tests (TH1::RetrieveBinContent): as `cellContent`, but 0 for a cell of a profile with a negative
 * sum of weights.
 */
export function summedContent(histogram: BinnedElement, cell: number): number {
  const isNegative = histogram.kind === 'profile' && !((histogram.binEntries[cell] ?? 0) > 0);
  return isNegative ? 0 : cellContent(histogram, cell);
}

/** Error of a cell by its number (TH1::GetBinError; TProfile::GetBinError with its error option). */
export function cellError(histogram: BinnedElement, cell: number): number {
  if (histogram.kind === 'profile') return profileError(histogram, cell);
  const { sumw2, contents } = histogram;
  return Math.sqrt(Math.abs(sumw2 ? (sumw2[cell] ?? 0) : (contents[cell] ?? 0)));
}

/** Squared error of a cell (TH1::GetBinErrorSqUnchecked): the stored squares without rounding, otherwise the content, also where it is negative. */
export function cellErrorSquared(histogram: BinnedElement, cell: number): number {
  if (histogram.kind === 'profile') return profileError(histogram, cell) ** 2;
  const { sumw2, contents } = histogram;
  return (sumw2 ?? contents)[cell] ?? 0;
}

/** Effective entries of a cell of a profile: (sum of w)^2 / sum of w^2. */
export function cellEffectiveEntries(profile: Profile, cell: number): number {
  const w = profile.binEntries[cell] ?? 0;
  const w2 = profile.binSumw2 ? (profile.binSumw2[cell] ?? 0) : w;
  return w2 === 0 ? 0 : (w * w) / w2;
}

function profileError(profile: Profile, cell: number): number {
  const w = profile.binEntries[cell] ?? 0;
  if (w === 0) return 0;
  // The sum of weights may be negative.
  if (profile.errorOption === 'g') return 1 / Math.sqrt(Math.abs(w));
  const mean = (profile.sums[cell] ?? 0) / w;
  const spread = Math.sqrt(Math.abs((profile.sumw2[cell] ?? 0) / w - mean * mean));
  if (profile.errorOption === 's') return spread;
  const effective = Math.abs(cellEffectiveEntries(profile, cell));
  if (effective === 0) return 0;
  if (profile.errorOption === 'i' && spread === 0) return 1 / Math.sqrt(12 * effective);
  return spread / Math.sqrt(effective);
}

/** Content of a bin by its number on each axis, including under- and overflow. Beyond these, it is 0 for a TProfile, as in ROOT. */
export function content(histogram: BinnedElement, x: number, y = 0, z = 0): number {
  return isBeyond(histogram, x) ? 0 : cellContent(histogram, cellNumber(histogram, x, y, z));
}

/** Error of a bin, by its number on each axis. */
export function error(histogram: BinnedElement, x: number, y = 0, z = 0): number {
  return isBeyond(histogram, x) ? 0 : cellError(histogram, cellNumber(histogram, x, y, z));
}

function isBeyond({ kind, axes }: BinnedElement, x: number): boolean {
  return kind === 'profile' && axes.length === 1 && (x < 0 || x > (axes[0]?.bins ?? 0) + 1);
}

/**
 * Content of a cell by a number of any value (TH1::GetBinContent of one number, in two dimensions x + (Nx + 2) y): beyond all cells, it is
 * that of the first or last cell, for a profile 0. Polygons are numbered from 1, their overflow regions from -1 downwards; others are 0.
 */
export function contentOfCell(histogram: BinnedElement | Polygons, number: number): number {
  if (histogram.kind === 'polygons')
    return (number < 0 ? histogram.overflow[-number - 1] : histogram.contents[number - 1]) ?? 0;
  const last = cellCount(histogram) - 1;
  if (histogram.kind === 'profile' && (number < 0 || number > last)) return 0;
  return cellContent(histogram, clamp(number, last));
}

/** Whether a cell has neither content nor error, and so does not contribute to any sum. */
export function isUntouched(histogram: BinnedElement, cell: number): boolean {
  if (histogram.kind === 'profile') return histogram.binEntries[cell] === 0;
  return histogram.contents[cell] === 0 && (histogram.sumw2 === undefined || histogram.sumw2[cell] === 0);
}

/** Number of cells, including under- and overflow. */
export function cellCount(histogram: BinnedElement): number {
  return histogram.axes.reduce((product, { bins }) => product * (bins + 2), 1);
}

/** Set of cells: without under- and overflow, within the axis ranges, or all. */
export type CellRange = 'inside' | 'range' | 'all';

/** Calls `visit` for each of these cells, x fastest. */
export function forEachCell(
  histogram: BinnedElement,
  which: CellRange,
  visit: (cell: number, x: number, y: number, z: number) => void,
): void {
  const [[x1, x2], [y1, y2], [z1, z2]] = limitsOf(histogram, which);
  for (let z = z1; z <= z2; z += 1) {
    for (let y = y1; y <= y2; y += 1) {
      const row = cellNumber(histogram, 0, y, z);
      for (let x = x1; x <= x2; x += 1) visit(row + x, x, y, z);
    }
  }
}

/** Calls `visit` for each of these cells with content, x fastest. Maps of millions of cells are mostly empty. */
export function forEachFilled(
  histogram: BinnedElement,
  which: CellRange,
  visit: (cell: number, x: number, y: number, z: number) => void,
): void {
  const [[x1, x2], [y1, y2], [z1, z2]] = limitsOf(histogram, which);
  const sums = histogram.kind === 'histogram' ? histogram.contents : histogram.sums;
  for (let z = z1; z <= z2; z += 1) {
    for (let y = y1; y <= y2; y += 1) {
      const row = cellNumber(histogram, 0, y, z);
      for (let x = x1; x <= x2; x += 1) if (sums[row + x] !== 0) visit(row + x, x, y, z);
    }
  }
}

type Limits = readonly [number, number];

function limitsOf(histogram: BinnedElement, which: CellRange): readonly [Limits, Limits, Limits] {
  const along = (direction: 0 | 1 | 2): Limits => {
    const axis = histogram.axes[direction];
    if (!axis) return [0, 0];
    if (which === 'all') return [0, axis.bins + 1];
    return which === 'range' ? [axis.first, axis.last] : [1, axis.bins];
  };
  return [along(0), along(1), along(2)];
}
