/** The members of jsroot's histogram objects that HDQM changes before drawing. */
export interface RootAxis {
  readonly fNbins: number;
  readonly fXmin: number;
  readonly fXmax: number;
  readonly fXbins: ArrayLike<number>;
  fTitle: string;
  readonly fBits: number;
  /** Range of bins, if fBits has kAxisRange. */
  readonly fFirst: number;
  readonly fLast: number;
}

export interface RootHistogram {
  readonly _typename: string;
  fTitle: string;
  fBits: number;
  fArray: Numbers;
  fSumw2: Numbers;
  fEntries: number;
  fMaximum: number;
  fMinimum: number;
  readonly fXaxis: RootAxis;
  readonly fYaxis: RootAxis;
  readonly fZaxis: RootAxis;
}
export type Numbers = number[] | Float64Array | Float32Array | Int32Array | Int16Array | Int8Array;

/** Whether an object is a TH1 or TH2, whose bins are counts: not a profile, a graph or another class. */
export function isCounting(object: { readonly _typename?: unknown }, dimension: 1 | 2): object is RootHistogram {
  return typeof object._typename === 'string' && new RegExp(`^TH${dimension}[CSILFD]$`).test(object._typename);
}

/** Returns the sum of all bins without underflows and overflows, as ROOT's Integral(). */
export function integral({ fArray, fXaxis, fYaxis, _typename }: RootHistogram): number {
  const [nx, ny] = [fXaxis.fNbins, _typename.startsWith('TH2') ? fYaxis.fNbins : 0];
  let sum = 0;
  if (ny === 0) {
    for (let x = 1; x <= nx; x += 1) sum += fArray[x] ?? 0;
    return sum;
  }
  for (let y = 1; y <= ny; y += 1) for (let x = 1; x <= nx; x += 1) sum += fArray[x + y * (nx + 2)] ?? 0;
  return sum;
}

/**
 * Scales a histogram and its errors to an integral of 1, as ROOT's Scale(), and gives the axis of the contents the title of a fraction. An
 * empty one is left unchanged.
 */
export function normalise(histogram: RootHistogram): void {
  const sum = integral(histogram);
  if (sum === 0) return;
  const contents = Float64Array.from(histogram.fArray);
  const isWeighted = !histogram.fSumw2.every((square: number, cell: number) => square === contents[cell]);
  const axis = histogram._typename.startsWith('TH2') ? histogram.fZaxis : histogram.fYaxis;
  axis.fTitle = isWeighted ? 'Fraction of the integral / bin' : 'Fraction of entries / bin';
  const squares = histogram.fSumw2.length > 0 ? histogram.fSumw2 : contents.map(Math.abs);
  histogram.fArray = contents.map((content) => content / sum);
  histogram.fSumw2 = Float64Array.from(squares, (square) => square / sum ** 2);
}

/** Returns the maximum bin content of a histogram of one dimension, without flows; at least 0. */
export function maxContent({ fArray, fXaxis }: RootHistogram): number {
  let max = 0;
  for (let bin = 1; bin <= fXaxis.fNbins; bin += 1) max = Math.max(max, fArray[bin] ?? 0);
  return max;
}
