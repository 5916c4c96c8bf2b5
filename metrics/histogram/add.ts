import { binningDifference, labelDifference } from './binning.ts';
import type { BinnedElement } from './bins.ts';
import type { Cells, Efficiency, Histogram, Moments, MonitorElement, Profile } from './histogram.ts';
import { stats } from './moments.ts';

/** Elements that have a sum. */
export type Summable = Histogram | Profile | Efficiency;

/** Two elements that cannot be added. The message names the difference. */
export class AddError extends Error {
  override name = 'AddError';
}

/** Whether elements of this kind have a sum. */
export function isSummable(element: MonitorElement): element is Summable {
  return element.kind === 'histogram' || element.kind === 'profile' || element.kind === 'efficiency';
}

/**
 * The sum of two elements of the same binning and labels, with class, name, titles and axis ranges of the first (TH1::Add, TProfile::Add,
 * TEfficiency::operator+=): contents, squared weights, entries and moments are added. As in ROOT, contents of TH1F have the precision of
 * 32-bit numbers, and those of TH1C, TH1S and TH1I end at the limits of their type. Throws an AddError where ROOT would rebin or merge
 * labels: a bin of the sum has the events of this bin in both.
 */
export function add(a: Summable, b: Summable): Summable {
  if (a.kind === 'efficiency' && b.kind === 'efficiency')
    return { ...a, passed: addHistograms(a.passed, b.passed), total: addHistograms(a.total, b.total) };
  if (a.kind === 'profile' && b.kind === 'profile') return addProfiles(a, b);
  if (a.kind === 'histogram' && b.kind === 'histogram') return addHistograms(a, b);
  throw new AddError(`a ${b.className} instead of a ${a.className}`);
}

function addHistograms(a: Histogram, b: Histogram): Histogram {
  expectSameBins(a, b);
  return {
    ...withoutLimits(a),
    entries: Math.abs(a.entries + b.entries),
    moments: addMoments(stats(a), stats(b)),
    contents: addContents(a.contents, b.contents),
    ...(a.sumw2 || b.sumw2 ? { sumw2: addLists(squares(a), squares(b)) } : {}),
  };
}

/** The stored squared weights, or those of counts. ROOT takes the negative contents of a second histogram for negative squares: here both are alike. */
function squares({ sumw2, contents }: Histogram): Float64Array {
  return sumw2 ?? Float64Array.from(contents, Math.abs);
}

function addProfiles(a: Profile, b: Profile): Profile {
  expectSameBins(a, b);
  if (a.errorOption !== b.errorOption)
    throw new AddError(`the error option '${b.errorOption}' instead of '${a.errorOption}'`);
  const isWeighted = a.binSumw2 !== undefined || b.binSumw2 !== undefined;
  return {
    ...withoutLimits(a),
    entries: Math.abs(a.entries) + Math.abs(b.entries),
    moments: addMoments(stats(a), stats(b)),
    sums: addLists(a.sums, b.sums),
    sumw2: addLists(a.sumw2, b.sumw2),
    binEntries: addLists(a.binEntries, b.binEntries),
    // A profile without sums of squared weights was filled with weights of 1.
    ...(isWeighted ? { binSumw2: addLists(a.binSumw2 ?? a.binEntries, b.binSumw2 ?? b.binEntries) } : {}),
  };
}

/** As ROOT, which unsets maximum and minimum. */
function withoutLimits<T extends BinnedElement>(histogram: T): Omit<T, 'storedMaximum' | 'storedMinimum'> {
  const { storedMaximum: _maximum, storedMinimum: _minimum, ...rest } = histogram;
  return rest;
}

function addMoments(a: Moments, b: Moments): Moments {
  const sum = (name: keyof Moments): number => a[name] + b[name];
  return {
    w: sum('w'),
    w2: sum('w2'),
    wx: sum('wx'),
    wx2: sum('wx2'),
    wy: sum('wy'),
    wy2: sum('wy2'),
    wxy: sum('wxy'),
    wz: sum('wz'),
    wz2: sum('wz2'),
    wxz: sum('wxz'),
    wyz: sum('wyz'),
  };
}

function addLists(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((number, index) => number + (b[index] ?? 0));
}

/** Largest content, positive or negative, of cells that are integers. */
const maxContent = new Map<unknown, number>([
  [Int8Array, 127],
  [Int16Array, 32_767],
  [Int32Array, 2_147_483_647],
]);

function addContents(a: Cells, b: Cells): Cells {
  const sum = a.slice();
  const max = maxContent.get(a.constructor);
  for (let cell = 0; cell < sum.length; cell += 1) {
    const [content, other] = [a[cell] ?? 0, b[cell] ?? 0];
    sum[cell] = max === undefined ? content + other : Math.max(-max, Math.min(max, content + Math.trunc(other)));
  }
  return sum;
}

function expectSameBins(a: BinnedElement, b: BinnedElement): void {
  const difference = binningDifference(a, b) ?? labelDifference(a, b);
  if (difference !== undefined) throw new AddError(difference);
}
