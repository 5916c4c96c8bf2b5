import { binningDifference } from './binning.ts';
import {
  axisOf,
  type BinnedElement,
  cellError,
  cellErrorSquared,
  forEachCell,
  isUntouched,
  summedContent,
} from './bins.ts';
import { NotFiniteError } from './finite.ts';
import type { Axis } from './histogram.ts';
import { chiSquareProbability } from './gamma.ts';

/** Whether two histograms have the same numbers of bins and edges (within 1e-9 of the length of the axis). */
export function sameBinning(a: BinnedElement, b: BinnedElement): boolean {
  return binningDifference(a, b) === undefined;
}

/**
 * Probability of a Kolmogorov distance at least as large as `z` (TMath::KolmogorovProb): one series for small z, another for large.
 */
export function kolmogorovProbability(z: number): number {
  if (z < 0.2) return 1;
  if (z < 0.755) {
    const v = 1 / (z * z);
    const sum =
      Math.exp(-1.2337005501361697 * v) + Math.exp(-11.103304951225528 * v) + Math.exp(-30.842513753404244 * v);
    return 1 - (2.50662827 * sum) / z;
  }
  if (z >= 6.8116) return 0;
  const terms = Math.min(4, Math.max(1, Math.round(3 / z)));
  let sum = 0;
  for (let j = 1; j <= terms; j += 1) sum += (j % 2 === 1 ? 1 : -1) * Math.exp(-2 * j * j * z * z);
  return 2 * sum;
}

/** Options of TH1::KolmogorovTest, all off by default. */
export interface KolmogorovOptions {
  /** Include underflow and overflow (options U and O). */
  readonly underflow?: boolean;
  readonly overflow?: boolean;
  /** Compare the numbers of events as well as the shapes (option N). */
  readonly normalisation?: boolean;
}

/** Result of a Kolmogorov test. */
export interface KolmogorovComparison {
  /** Maximum difference of the normalised cumulative sums; in two dimensions the mean for both orders of summation (option M). */
  readonly distance: number;
  readonly probability: number;
}

/**
 * Probability that two histograms of the same binning come from one distribution (TH1::KolmogorovTest, TH2::KolmogorovTest); undefined
 * if one has no content. Uses bins 1 to N, regardless of axis ranges. Throws a NotFiniteError if the sum of the contents overflows.
 */
export function kolmogorovTest(
  a: BinnedElement,
  b: BinnedElement,
  options: KolmogorovOptions = {},
): number | undefined {
  return kolmogorovComparison(a, b, options)?.probability;
}

/** As `kolmogorovTest`, with the distance. */
export function kolmogorovComparison(
  a: BinnedElement,
  b: BinnedElement,
  options: KolmogorovOptions = {},
): KolmogorovComparison | undefined {
  const orders =
    a.axes.length === 1
      ? [filledCells(a, b, options, 'x')]
      : [filledCells(a, b, options, 'x'), filledCells(a, b, options, 'y')];
  const [sumA, sumB] = [sums(a, orders[0] ?? []), sums(b, orders[0] ?? [])];
  if (sumA.content === 0 || sumB.content === 0) return undefined;
  // A sum that overflows would make the normalised contents 0.
  for (const { content } of [sumA, sumB])
    if (Math.abs(content) === Number.POSITIVE_INFINITY) throw new NotFiniteError('sum of contents', content);
  const distances = orders.map((cells) => maxDistance(cells, a, b, sumA.content, sumB.content));
  const distance = distances.reduce((sum, one) => sum + one, 0) / distances.length;
  // A histogram without errors (squares 0) is treated as a function without uncertainty.
  const [nA, nB] = [sumA, sumB].map(({ content, squares }) =>
    squares > 0 ? content ** 2 / squares : Number.POSITIVE_INFINITY,
  ) as [number, number];
  const both = Number.isFinite(nA) && Number.isFinite(nB);
  const n = both ? (nA * nB) / (nA + nB) : Math.min(nA, nB);
  if (!Number.isFinite(n)) return undefined;
  const shape = kolmogorovProbability(distance * Math.sqrt(n));
  if (!options.normalisation || !both) return { distance, probability: shape };
  // Combination of two independent probabilities (W. T. Eadie et al., Statistical Methods in Experimental Physics, 11.6.2).
  const count = chiSquareProbability((nA - nB) ** 2 / (nA + nB), 1);
  const product = shape * count;
  return { distance, probability: product > 0 ? product * (1 - Math.log(product)) : 0 };
}

/** Sums of contents and of squared errors. */
function sums(histogram: BinnedElement, cells: readonly number[]): { content: number; squares: number } {
  let content = 0;
  let squares = 0;
  for (const cell of cells) {
    content += summedContent(histogram, cell);
    squares += cellError(histogram, cell) ** 2;
  }
  return { content, squares };
}

/** Cells that are not empty in both histograms, in the order of summation: `fastest` is the axis that varies fastest. */
function filledCells(
  a: BinnedElement,
  b: BinnedElement,
  { underflow = false, overflow = false }: KolmogorovOptions,
  fastest: 'x' | 'y',
): number[] {
  const first = underflow ? 0 : 1;
  const last = ({ bins }: Axis): number => bins + (overflow ? 1 : 0);
  const [x, y] = [axisOf(a, 0), axisOf(a, 1)];
  const cells: number[] = [];
  const add = (cell: number): void => {
    if (!isUntouched(a, cell) || !isUntouched(b, cell)) cells.push(cell);
  };
  const stride = x.bins + 2;
  if (a.axes.length === 1) {
    for (let i = first; i <= last(x); i += 1) add(i);
  } else if (fastest === 'x') {
    for (let j = first; j <= last(y); j += 1) for (let i = first; i <= last(x); i += 1) add(i + stride * j);
  } else {
    for (let i = first; i <= last(x); i += 1) for (let j = first; j <= last(y); j += 1) add(i + stride * j);
  }
  return cells;
}

function maxDistance(
  cells: readonly number[],
  a: BinnedElement,
  b: BinnedElement,
  totalA: number,
  totalB: number,
): number {
  let [cumulativeA, cumulativeB, max] = [0, 0, 0];
  for (const cell of cells) {
    cumulativeA += summedContent(a, cell) / totalA;
    cumulativeB += summedContent(b, cell) / totalB;
    max = Math.max(max, Math.abs(cumulativeA - cumulativeB));
  }
  return max;
}

/** Options of TH1::Chi2Test. */
export interface ChiSquareOptions {
  /** Whether the first and the second histogram are unweighted (U) or weighted (W). Default: UU. */
  readonly comparison?: 'UU' | 'UW' | 'WW';
  /** Unweighted histograms are scaled: the number of events of a bin is content^2 / error^2 (option NORM). Default: true. */
  readonly scaled?: boolean;
}

/** Chi-square of two histograms, its degrees of freedom, and the probability of a value at least as large. */
export interface ChiSquare {
  readonly chi2: number;
  readonly ndf: number;
  readonly probability: number;
  /** Whether a histogram has a bin with too few events for the probability: none if unweighted, fewer than 10 effective ones if weighted. */
  readonly few: { readonly first: boolean; readonly second: boolean };
}

/**
 * Chi-square test of two histograms of the same binning (TH1::Chi2Test; N. D. Gagunashvili, physics/0605123), within the axis ranges of the
 * first. Undefined if one has no content, or if a weighted bin has no error.
 */
export function chiSquareTest(
  a: BinnedElement,
  b: BinnedElement,
  { comparison = 'UU', scaled = true }: ChiSquareOptions = {},
): ChiSquare | undefined {
  const bins = comparedBins(a, b, comparison === 'UU' && scaled);
  // The order matters only for UW, which adds events on the way: ROOT varies x slowest.
  if (comparison === 'UW') bins.sort((one, other) => one.x - other.x || one.y - other.y);
  const totals = { a: 0, b: 0, squaresA: 0, squaresB: 0 };
  for (const bin of bins) {
    totals.a += bin.a;
    totals.b += bin.b;
    totals.squaresA += bin.squaresA;
    totals.squaresB += bin.squaresB;
  }
  if (totals.a === 0 || totals.b === 0) return undefined;
  // Contents without stored squares may be negative: they are no numbers of events.
  if (comparison === 'UU' && scaled && !(totals.squaresA > 0 && totals.squaresB > 0)) return undefined;
  let [chi2, filled, fewA, fewB] = [0, 0, false, false];
  for (const bin of bins) {
    const empty = comparison === 'UU' ? Math.trunc(bin.a) === 0 && Math.trunc(bin.b) === 0 : bin.a === 0 && bin.b === 0;
    if (empty) continue;
    filled += 1;
    const term = terms[comparison](bin, totals);
    if (term === undefined) return undefined;
    chi2 += term.chi2;
    fewA ||= term.few.first;
    fewB ||= term.few.second;
  }
  const ndf = filled - 1;
  return { chi2, ndf, probability: chiSquareProbability(chi2, ndf), few: { first: fewA, second: fewB } };
}

/** Contents and squared errors of a bin of both histograms. */
interface ComparedBin {
  readonly x: number;
  readonly y: number;
  readonly a: number;
  readonly b: number;
  readonly squaresA: number;
  readonly squaresB: number;
}

interface Totals {
  a: number;
  readonly b: number;
  readonly squaresB: number;
}

type Term = Pick<ChiSquare, 'chi2' | 'few'> | undefined;

function comparedBins(a: BinnedElement, b: BinnedElement, asEvents: boolean): ComparedBin[] {
  const bins: ComparedBin[] = [];
  const count = (content: number, squares: number): number =>
    !asEvents ? content : !(squares > 0) ? 0 : Math.floor(content ** 2 / squares + 0.5);
  forEachCell(a, 'range', (cell, x, y) => {
    if (isUntouched(a, cell) && isUntouched(b, cell)) return;
    const [squaresA, squaresB] = [cellErrorSquared(a, cell), cellErrorSquared(b, cell)];
    if (squaresA === 0 && squaresB === 0 && summedContent(a, cell) === 0 && summedContent(b, cell) === 0) return;
    bins.push({
      x,
      y,
      a: count(summedContent(a, cell), squaresA),
      b: count(summedContent(b, cell), squaresB),
      squaresA,
      squaresB,
    });
  });
  return bins;
}

const terms = {
  UU: ({ a, b }: ComparedBin, totals: Totals): Term => ({
    chi2: (totals.b * a - totals.a * b) ** 2 / (a + b) / totals.a / totals.b,
    few: { first: a < 1, second: b < 1 },
  }),
  UW: ({ a, b, squaresB }: ComparedBin, totals: Totals): Term => {
    // A weighted bin without content has the error of one event of mean weight.
    const squares = b === 0 && squaresB === 0 ? totals.squaresB / totals.b : squaresB;
    if (!(squares > 0) && b === 0) return undefined;
    // The best estimate of the probability of the bin: the positive root of a quadratic equation.
    const shareOf = (events: number): number => {
      const half = totals.b * b - totals.a * squares;
      return (half + Math.sqrt(half ** 2 + 4 * totals.b ** 2 * events * squares)) / (2 * totals.b ** 2);
    };
    let [events, share] = [a, shareOf(a)];
    if (share === 0) {
      // As in ROOT, an event is added to this bin and to the total of all bins from here on.
      events += 1;
      totals.a += 1;
      share = shareOf(events);
    }
    const expected = share * totals.a;
    if (!(expected > 0)) return undefined;
    return {
      chi2: (events - expected) ** 2 / expected + (squares > 0 ? (b - share * totals.b) ** 2 / squares : 0),
      few: { first: a < 1, second: squares > 0 && b ** 2 / squares < 10 },
    };
  },
  WW: ({ a, b, squaresA, squaresB }: ComparedBin, totals: Totals): Term => {
    const variance = totals.a ** 2 * squaresB + totals.b ** 2 * squaresA;
    if (!(variance > 0)) return undefined;
    return {
      chi2: (totals.b * a - totals.a * b) ** 2 / variance,
      few: {
        first: squaresA > 0 && a ** 2 / squaresA < 10,
        second: squaresB > 0 && b ** 2 / squaresB < 10,
      },
    };
  },
};
