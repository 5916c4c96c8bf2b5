import { type BinnedElement, cellContent, cellError, cellNumber, forEachCell } from './bins.ts';

/** Whether two histograms have the same axes: number of bins and edges (to a billionth of the axis). */
export function sameBinning(a: BinnedElement, b: BinnedElement): boolean {
  if (a.axes.length !== b.axes.length) return false;
  return a.axes.every((axis, direction) => {
    const other = b.axes[direction];
    if (!other || axis.bins !== other.bins) return false;
    const near = (x: number, y: number): boolean => Math.abs(x - y) <= 1e-9 * Math.abs(axis.max - axis.min);
    if (!near(axis.min, other.min) || !near(axis.max, other.max)) return false;
    if (!axis.edges && !other.edges) return true;
    return Array.from({ length: axis.bins + 1 }, (_, index) => index).every((index) => {
      const step = (of: typeof axis): number => of.edges?.[index] ?? of.min + (index * (of.max - of.min)) / of.bins;
      return near(step(axis), step(other));
    });
  });
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

/** Sum of contents and of squared errors of the inside bins. */
function sums(histogram: BinnedElement): { content: number; squares: number } {
  let content = 0;
  let squares = 0;
  forEachCell(histogram, 'inside', (cell) => {
    content += cellContent(histogram, cell);
    squares += cellError(histogram, cell) ** 2;
  });
  return { content, squares };
}

/**
 * Probability that two histograms of the same binning come from one distribution (TH1::KolmogorovTest, TH2::KolmogorovTest without
 * options); undefined where one has no content. Goes over all bins 1 to N, whatever the axis ranges.
 */
export function kolmogorovTest(a: BinnedElement, b: BinnedElement): number | undefined {
  const [sumA, sumB] = [sums(a), sums(b)];
  if (sumA.content === 0 || sumB.content === 0) return undefined;
  const distance =
    a.axes.length === 1
      ? largestDistance(a, b, sumA.content, sumB.content, 'x first')
      : (largestDistance(a, b, sumA.content, sumB.content, 'x first') +
          largestDistance(a, b, sumA.content, sumB.content, 'y first')) /
        2;
  // A histogram without errors (squares 0) counts as a function, with no uncertainty of its own.
  const [nA, nB] = [sumA, sumB].map(({ content, squares }) =>
    squares > 0 ? content ** 2 / squares : Number.POSITIVE_INFINITY,
  ) as [number, number];
  const n = Number.isFinite(nA) && Number.isFinite(nB) ? (nA * nB) / (nA + nB) : Math.min(nA, nB);
  return Number.isFinite(n) ? kolmogorovProbability(distance * Math.sqrt(n)) : undefined;
}

function largestDistance(
  a: BinnedElement,
  b: BinnedElement,
  totalA: number,
  totalB: number,
  order: 'x first' | 'y first',
): number {
  let [cumulativeA, cumulativeB, largest] = [0, 0, 0];
  const visit = (cell: number): void => {
    cumulativeA += cellContent(a, cell) / totalA;
    cumulativeB += cellContent(b, cell) / totalB;
    largest = Math.max(largest, Math.abs(cumulativeA - cumulativeB));
  };
  const [nx, ny] = [a.axes[0]?.bins ?? 0, a.axes[1]?.bins ?? 1];
  if (a.axes.length === 1) {
    for (let x = 1; x <= nx; x += 1) visit(x);
  } else if (order === 'y first') {
    for (let x = 1; x <= nx; x += 1) for (let y = 1; y <= ny; y += 1) visit(cellNumber(a, x, y));
  } else {
    for (let y = 1; y <= ny; y += 1) for (let x = 1; x <= nx; x += 1) visit(cellNumber(a, x, y));
  }
  return largest;
}

/** Chi-square of two histograms, and its degrees of freedom. */
export interface ChiSquare {
  readonly chi2: number;
  readonly ndf: number;
}

/**
 * Chi-square test of two histograms of counts that may have been scaled as a whole (TH1::Chi2Test, option UU NORM): a bin's number of events
 * is content^2/error^2. Within the axis ranges; undefined where one has no events.
 */
export function chiSquareTest(a: BinnedElement, b: BinnedElement): ChiSquare | undefined {
  const events = (histogram: BinnedElement, cell: number): number => {
    const e = cellError(histogram, cell);
    return e === 0 ? 0 : Math.floor(cellContent(histogram, cell) ** 2 / (e * e) + 0.5);
  };
  let [totalA, totalB] = [0, 0];
  forEachCell(a, 'range', (cell) => {
    totalA += events(a, cell);
    totalB += events(b, cell);
  });
  if (totalA === 0 || totalB === 0) return undefined;
  let sum = 0;
  let bins = 0;
  forEachCell(a, 'range', (cell) => {
    const [k, m] = [events(a, cell), events(b, cell)];
    if (k + m === 0) return;
    bins += 1;
    sum += (totalB * k - totalA * m) ** 2 / (k + m);
  });
  return { chi2: sum / totalA / totalB, ndf: bins - 1 };
}
