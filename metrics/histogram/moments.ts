import { binCenter } from './axis.ts';
import { type BinnedElement, axisOf, cellContent, cellError, forEachCell, forEachFilled } from './bins.ts';
import { NotFiniteError } from './finite.ts';
import type { Moments, Polygons } from './histogram.ts';

/** A direction of a histogram: 0 x, 1 y, 2 z. */
export type Direction = 0 | 1 | 2;

/** Elements with moments. */
export type WithMoments = BinnedElement | Polygons;

/**
 * Sums for mean and standard deviation (TH1::GetStats): those accumulated while filling, or computed from the bins if an axis range is
 * set or the bins were set explicitly (entries, but no sum of weights).
 */
export function stats(histogram: WithMoments): Moments {
  if (histogram.kind === 'polygons') return histogram.moments;
  const ranged = histogram.axes.some(({ rangeSet }) => rangeSet);
  const { moments } = histogram;
  const isStored = !ranged && !(moments.w === 0 && histogram.entries > 0);
  // Sums of y are not stored by TProfile up to version 3.
  const lacksY = histogram.kind === 'profile' && histogram.axes.length === 1 && moments.wy === 0 && moments.wy2 === 0;
  if (isStored && !lacksY) return moments;
  let sums = statsCache.get(histogram);
  if (sums === undefined) {
    const fromBins = histogram.kind === 'profile' ? profileStats(histogram) : binStats(histogram);
    sums = isStored ? { ...moments, wy: fromBins.wy, wy2: fromBins.wy2 } : fromBins;
    statsCache.set(histogram, sums);
  }
  return sums;
}

/** Cache: mean, standard deviation and their errors use the same sums, and a map may have millions of cells. */
const statsCache = new WeakMap<BinnedElement, Moments>();

function binStats(histogram: BinnedElement): Moments {
  const sums = { w: 0, w2: 0, wx: 0, wx2: 0, wy: 0, wy2: 0, wxy: 0, wz: 0, wz2: 0, wxz: 0, wyz: 0 };
  const dimension = histogram.axes.length;
  const [xs, ys, zs] = ([0, 1, 2] as const).map((direction) => coordinates(histogram, direction));
  forEachCell(histogram, ranges(histogram), (cell, x, y, z) => {
    const w = cellContent(histogram, cell);
    // Without stored errors, TH2 uses the content, TH1 and TH3 the absolute content.
    const squares = dimension === 2 ? signedSquare(histogram, cell, w) : cellError(histogram, cell) ** 2;
    if (w === 0 && squares === 0) return;
    const [cx, cy, cz] = [xs?.[x] ?? 0, dimension > 1 ? (ys?.[y] ?? 0) : 0, dimension > 2 ? (zs?.[z] ?? 0) : 0];
    sums.w += w;
    sums.w2 += squares;
    sums.wx += w * cx;
    sums.wx2 += w * cx * cx;
    sums.wy += w * cy;
    sums.wy2 += w * cy * cy;
    sums.wxy += w * cx * cy;
    sums.wz += w * cz;
    sums.wz2 += w * cz * cz;
    sums.wxz += w * cx * cz;
    sums.wyz += w * cy * cz;
  });
  return sums;
}

function signedSquare(histogram: BinnedElement, cell: number, content: number): number {
  return histogram.sumw2 ? (histogram.sumw2[cell] ?? 0) : content;
}

/** TProfile::GetStats over a range: weights are the entries of the cells; the last direction is the profiled quantity. */
function profileStats(profile: BinnedElement): Moments {
  const sums = { w: 0, w2: 0, wx: 0, wx2: 0, wy: 0, wy2: 0, wxy: 0, wz: 0, wz2: 0, wxz: 0, wyz: 0 };
  if (profile.kind !== 'profile') return sums;
  const flat = profile.axes.length === 1;
  const [xs, ys] = ([0, 1] as const).map((direction) => coordinates(profile, direction));
  forEachCell(profile, ranges(profile), (cell, x, y) => {
    const w = profile.binEntries[cell] ?? 0;
    const v = profile.sums[cell] ?? 0;
    const v2 = profile.sumw2[cell] ?? 0;
    const [cx, cy] = [xs?.[x] ?? 0, ys?.[y] ?? 0];
    sums.w += w;
    sums.w2 += profile.binSumw2 ? (profile.binSumw2[cell] ?? 0) : w;
    sums.wx += w * cx;
    sums.wx2 += w * cx * cx;
    if (flat) {
      sums.wy += v;
      sums.wy2 += v2;
      sums.wxy += v * cx;
    } else {
      sums.wy += w * cy;
      sums.wy2 += w * cy * cy;
      sums.wxy += w * cx * cy;
      sums.wz += v;
      sums.wz2 += v2;
    }
  });
  return sums;
}

/** The axis ranges; all cells if under- and overflow are included and no range is set. */
function ranges(histogram: BinnedElement): 'range' | 'all' {
  return histogram.statOverflows && !histogram.axes.some(({ rangeSet }) => rangeSet) ? 'all' : 'range';
}

/** Coordinates for the moments: bin centres, but 0 for an extendable labelled axis. */
function coordinates(histogram: BinnedElement, direction: Direction): Float64Array {
  const axis = axisOf(histogram, direction);
  return axis.labels && axis.extendable ? new Float64Array(axis.bins + 2) : centers(histogram, direction);
}

function centers(histogram: BinnedElement, direction: Direction): Float64Array {
  const axis = axisOf(histogram, direction);
  return Float64Array.from({ length: axis.bins + 2 }, (_, bin) => binCenter(axis, bin));
}

const first = ['wx', 'wy', 'wz'] as const;
const second = ['wx2', 'wy2', 'wz2'] as const;

/** Mean along a direction (TH1::GetMean); 0 for an empty histogram, as in ROOT. */
export function mean(histogram: WithMoments, direction: Direction = 0): number {
  const sums = stats(histogram);
  return sums.w === 0 ? 0 : sums[first[direction]] / sums.w;
}

/** Standard deviation along a direction (TH1::GetStdDev, GetRMS), of the population (not N-1); 0 for a negative variance. */
export function stdDev(histogram: WithMoments, direction: Direction = 0): number {
  const sums = stats(histogram);
  if (sums.w === 0) return 0;
  const m = sums[first[direction]] / sums.w;
  const variance = sums[second[direction]] / sums.w - m * m;
  return Number.isFinite(variance) ? Math.sqrt(Math.max(0, variance)) : Number.NaN;
}

/**
 * (sum of w)^2 / sum of w^2 (TH1::GetEffectiveEntries); the sum of w if the sum of squares is 0. Throws a NotFiniteError if it overflows,
 * since errors would then be 0.
 */
export function effectiveEntries(histogram: WithMoments): number {
  const { w, w2 } = stats(histogram);
  const effective = w2 === 0 ? Math.abs(w) : (w * w) / w2;
  if (Math.abs(effective) === Number.POSITIVE_INFINITY) throw new NotFiniteError('effective entries', effective);
  return effective;
}

/** Error of the mean (TH1::GetMeanError): standard deviation / sqrt(effective entries). */
export function meanError(histogram: WithMoments, direction: Direction = 0): number {
  const effective = effectiveEntries(histogram);
  return effective > 0 ? stdDev(histogram, direction) / Math.sqrt(effective) : 0;
}

/** Error of the standard deviation (TH1::GetStdDevError): standard deviation / sqrt(2 effective entries). */
export function stdDevError(histogram: WithMoments, direction: Direction = 0): number {
  const effective = effectiveEntries(histogram);
  return effective > 0 ? stdDev(histogram, direction) / Math.sqrt(2 * effective) : 0;
}

/** Sum of weights; 0 for a histogram without data. */
export function weight(histogram: WithMoments): number {
  return stats(histogram).w;
}

/** Covariance of two directions (TH2::GetCovariance); 0 without data. */
export function covariance(histogram: BinnedElement, a: Direction, b: Direction): number {
  const sums = stats(histogram);
  if (sums.w === 0) return 0;
  return sums[products[a][b]] / sums.w - (sums[first[a]] / sums.w) * (sums[first[b]] / sums.w);
}

const products = [
  ['wx2', 'wxy', 'wxz'],
  ['wxy', 'wy2', 'wyz'],
  ['wxz', 'wyz', 'wz2'],
] as const;

/** Correlation of two directions, -1 to 1 (TH2::GetCorrelationFactor); 0 if one standard deviation is 0. */
export function correlation(histogram: BinnedElement, a: Direction = 0, b: Direction = 1): number {
  const spread = stdDev(histogram, a) * stdDev(histogram, b);
  return spread === 0 ? 0 : covariance(histogram, a, b) / spread;
}

/**
 * Third standardized moment (TH1::GetSkewness): 0 for a symmetric shape, positive for a tail to the right. As in ROOT, the moment is
 * computed from the bins, but mean and standard deviation from the stored sums. Undefined without data or spread.
 */
export function skewness(histogram: BinnedElement, direction: Direction = 0): number | undefined {
  return standardMoment(histogram, direction, 3);
}

/** Fourth standardized moment minus 3 (TH1::GetKurtosis): 0 for a Gaussian. Undefined as for `skewness`. */
export function kurtosis(histogram: BinnedElement, direction: Direction = 0): number | undefined {
  const fourth = standardMoment(histogram, direction, 4);
  return fourth === undefined ? undefined : fourth - 3;
}

function standardMoment(histogram: BinnedElement, direction: Direction, power: 3 | 4): number | undefined {
  const [center, spread] = [mean(histogram, direction), stdDev(histogram, direction)];
  const positions = centers(histogram, direction);
  let [weights, sum] = [0, 0];
  forEachFilled(histogram, ranges(histogram), (cell, x, y, z) => {
    const content = cellContent(histogram, cell);
    const deviation = (positions[direction === 0 ? x : direction === 1 ? y : z] ?? 0) - center;
    weights += content;
    sum += content * deviation * deviation * deviation * (power === 4 ? deviation : 1);
  });
  const moment = sum / (weights * spread ** power);
  return Number.isFinite(moment) ? moment : undefined;
}
