import type { Numbers, RootAxis, RootHistogram } from './root-object.ts';

const axisNames = ['x', 'y', 'z'] as const;
export type AxisName = (typeof axisNames)[number];

/** Sums of weights times positions, and times their squares, by axis. */
type Moments = { readonly [moment in `fTsumw${AxisName}${'' | '2'}`]?: number };

/** The members of jsroot's objects that a projection is made from. Profiles have sums of weights by cell. */
export interface Projectable extends RootHistogram, Moments {
  readonly fBinEntries?: Numbers;
  readonly fBinSumw2?: Numbers;
  readonly fTsumw: number;
  readonly fTsumw2: number;
}

/** The members of a projection: a TH1D, or a TProfile with `fBinEntries` and `fBinSumw2`. Sums by bin include flows. */
export interface Projection {
  readonly fArray: Float64Array;
  readonly fSumw2: Float64Array;
  readonly fBinEntries?: Float64Array;
  readonly fBinSumw2?: Float64Array;
  readonly fEntries: number;
  /** Sums of weights and positions where ROOT keeps them; otherwise they follow from the bins. */
  readonly fTsumw?: number;
  readonly fTsumw2?: number;
  readonly fTsumwx?: number;
  readonly fTsumwx2?: number;
}

/** TAxis::kAxisRange. */
const axisRange = 1 << 11;

/** The axes that an object of a class can be projected onto: none unless it has bins in two or three dimensions. */
export function projectionAxes(className: unknown): readonly AxisName[] {
  if (typeof className !== 'string') return [];
  if (/^(TH2[CSILFD]|TProfile2D)$/.test(className)) return ['x', 'y'];
  return /^TH3[CSILFD]$/.test(className) ? ['x', 'y', 'z'] : [];
}

/** Whether an object can be projected onto an axis. */
export function isProjectable(object: { readonly _typename?: unknown }, axis: AxisName): object is Projectable {
  return projectionAxes(object._typename).includes(axis);
}

/**
 * Projects onto an axis as ROOT does: TH2 and TH3 by ProjectionX, Y or Z, TProfile2D by ProfileX or Y, whose bins are the means over all
 * entries. Axes are summed with their flows; one that has a range is summed in the range, except for the others than `axis` of a TH3. All bins of
 * `axis` are returned, also those outside of its range: they are 0.
 */
export function project(histogram: Projectable, axis: AxisName): Projection {
  const { fXaxis, fYaxis, fZaxis, fArray, fSumw2, fBinEntries = [], fBinSumw2 = [] } = histogram;
  const is3D = histogram._typename.startsWith('TH3');
  const isProfile = fBinEntries.length > 0;
  const axes = is3D ? [fXaxis, fYaxis, fZaxis] : [fXaxis, fYaxis];
  const own = axisNames.indexOf(axis);
  const ranges = axes.map((each, index) => rangeOf(each, !is3D || index === own));
  const bins = binsOfCells(axes, ranges, own);
  const sum = (numbers: Numbers | readonly number[]): Float64Array => {
    const sums = new Float64Array(numbers.length > 0 ? (axes[own]?.fNbins ?? 0) + 2 : 0);
    for (let cell = 0; cell < numbers.length; cell += 1) {
      const bin = bins[cell] ?? -1;
      if (bin >= 0) sums[bin] = (sums[bin] ?? 0) + (numbers[cell] ?? 0);
    }
    return sums;
  };
  const projection = { fArray: sum(fArray), fSumw2: sum(fSumw2) };
  if (isProfile) {
    const profile = { ...projection, fBinEntries: sum(fBinEntries), fBinSumw2: sum(fBinSumw2) };
    return { ...profile, fEntries: effectiveEntries(profile.fBinEntries, profile.fBinSumw2) };
  }
  const total = projection.fArray.reduce((all, content) => all + content, 0);
  const weight = histogram.fTsumw;
  // ROOT keeps entries and moments if nothing is outside of the axes.
  const isWhole =
    weight !== 0 && Math.abs(weight - total) < Math.abs(weight) * (histogram._typename.endsWith('F') ? 1e-6 : 1e-12);
  if (!isWhole) {
    const isWeighted = projection.fSumw2.length > 0;
    const fEntries = isWeighted ? effectiveEntries(projection.fArray, projection.fSumw2) : Math.floor(total + 0.5);
    return { ...projection, fEntries };
  }
  const [fTsumwx, fTsumwx2] = [histogram[`fTsumw${axis}`] ?? 0, histogram[`fTsumw${axis}2`] ?? 0];
  const moments = hasRange(axes[own]) ? {} : { fTsumw: weight, fTsumw2: histogram.fTsumw2, fTsumwx, fTsumwx2 };
  return { ...projection, fEntries: histogram.fEntries, ...moments };
}

/** The bin of each cell on the axis of the projection; -1 of a cell outside of the ranges. */
function binsOfCells(
  axes: readonly RootAxis[],
  ranges: readonly (readonly [first: number, last: number])[],
  own: number,
): Int32Array {
  const bins = new Int32Array(axes.reduce((product, { fNbins }) => product * (fNbins + 2), 1));
  let stride = 1;
  for (const [index, { fNbins }] of axes.entries()) {
    const [first, last] = ranges[index] ?? [0, -1];
    for (let cell = 0; cell < bins.length; cell += 1) {
      const at = Math.floor(cell / stride) % (fNbins + 2);
      if (at < first || at > last) bins[cell] = -1;
      else if (index === own && bins[cell] !== -1) bins[cell] = at;
    }
    stride *= fNbins + 2;
  }
  return bins;
}

/** The effective number of entries of the bins without flows, (sum of weights)² / (sum of squared weights), as TH1::GetEffectiveEntries. */
function effectiveEntries(weights: Float64Array, squares: Float64Array): number {
  const inside = (numbers: Float64Array): number => numbers.subarray(1, -1).reduce((sum, number) => sum + number, 0);
  const [sum, sumOfSquares] = [inside(weights), inside(squares.length > 0 ? squares : weights)];
  return sumOfSquares === 0 ? 0 : sum ** 2 / sumOfSquares;
}

function hasRange(axis: RootAxis | undefined): boolean {
  return axis !== undefined && (axis.fBits & axisRange) !== 0;
}

function rangeOf(axis: RootAxis, applies: boolean): readonly [first: number, last: number] {
  return applies && hasRange(axis) ? [axis.fFirst, axis.fLast] : [0, axis.fNbins + 1];
}
