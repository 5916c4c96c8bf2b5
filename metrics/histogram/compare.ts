import { binningDifference } from './binning.ts';
import { type BinnedElement, cellContent, cellError, forEachCell, isUntouched } from './bins.ts';
import { chiSquareTest, kolmogorovComparison } from './comparison.ts';
import { efficiencyMethods, efficiencyOf } from './efficiency.ts';
import type { Efficiency, MonitorElement } from './histogram.ts';
import { integral } from './integral.ts';
import { type Content, quotient } from './ratio.ts';

/** The bins of two elements compared, without under- and overflow, x fastest. */
export interface ComparedBins {
  /** a / b; NaN where b is 0. */
  readonly ratios: Float64Array;
  /** Of the ratios, a and b being independent (TH1::Divide). */
  readonly errors: Float64Array;
  /** (a - b) / the error of the difference; NaN where that is 0. */
  readonly pulls: Float64Array;
}

/** Options of TH1::Chi2Test. */
export type ChiSquareOption = 'UU NORM' | 'WW';

/** Two elements of the same binning compared. A test without result is undefined. */
export interface ElementComparison {
  readonly bins: ComparedBins;
  /** The same after scaling a to the integral of b: the shapes. Of means and ratios undefined. */
  readonly shapes?: ComparedBins;
  readonly chiSquare?: {
    readonly option: ChiSquareOption;
    readonly chi2: number;
    readonly ndf: number;
    readonly probability: number;
  };
  /** Of one or two dimensions. */
  readonly kolmogorov?: { readonly distance: number; readonly probability: number };
}

/** Why two elements are not compared. */
export interface ComparisonProblem {
  readonly problem: string;
}

/**
 * Compares two elements bin by bin and by the tests of ROOT: TH1::Chi2Test, for counts with UU NORM, otherwise, and for profiles, with WW, and
 * TH1::KolmogorovTest; of weighted TH2 with the effective entries of both, where ROOT takes the sum of weights of one. The errors of efficiencies are half their intervals; they have no tests.
 */
export function compareElements(a: MonitorElement, b: MonitorElement): ElementComparison | ComparisonProblem {
  if (a.kind === 'efficiency' && b.kind === 'efficiency') return compareEfficiencies(a, b);
  for (const element of [a, b])
    if (element.kind !== 'histogram' && element.kind !== 'profile')
      return { problem: `a ${element.className} is not compared bin by bin` };
  const [first, second] = [a as BinnedElement, b as BinnedElement];
  if (first.kind !== second.kind) return { problem: `a ${a.className} is not compared with a ${b.className}` };
  const difference = binningDifference(first, second);
  if (difference !== undefined) return { problem: `different bins: ${difference}` };
  const scale = integral(second) / integral(first);
  const option = first.kind === 'histogram' && isCounts(first) && isCounts(second) ? 'UU NORM' : 'WW';
  const hasMeanErrors = [first, second].every((each) => each.kind === 'histogram' || each.errorOption === '');
  const test = hasMeanErrors ? chiSquareTest(first, second, { comparison: option === 'WW' ? 'WW' : 'UU' }) : undefined;
  const kolmogorov = first.axes.length <= 2 ? kolmogorovComparison(first, second) : undefined;
  return {
    bins: compareBins(first, contentOf(first), contentOf(second)),
    ...(first.kind === 'histogram' && Number.isFinite(scale) && scale !== 0
      ? { shapes: compareBins(first, contentOf(first, scale), contentOf(second)) }
      : {}),
    ...(test ? { chiSquare: { option, chi2: test.chi2, ndf: test.ndf, probability: test.probability } } : {}),
    ...(kolmogorov ? { kolmogorov } : {}),
  };
}

function compareEfficiencies(a: Efficiency, b: Efficiency): ElementComparison | ComparisonProblem {
  const difference = binningDifference(a.total, b.total);
  if (difference !== undefined) return { problem: `different bins: ${difference}` };
  return { bins: compareBins(a.total, efficiencyContent(a), efficiencyContent(b)) };
}

type ContentOf = (cell: number) => Content;

function compareBins(axes: BinnedElement, a: ContentOf, b: ContentOf): ComparedBins {
  const count = axes.axes.reduce((product, { bins }) => product * bins, 1);
  const [ratios, errors, pulls] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
  let index = 0;
  forEachCell(axes, 'inside', (cell) => {
    const [one, other] = [a(cell), b(cell)];
    const ratio = quotient(one, other);
    const error = Math.hypot(one.error, other.error);
    ratios[index] = ratio?.content ?? Number.NaN;
    errors[index] = ratio?.error ?? Number.NaN;
    pulls[index] = error > 0 ? (one.content - other.content) / error : Number.NaN;
    index += 1;
  });
  return { ratios, errors, pulls };
}

function contentOf(element: BinnedElement, scale = 1): ContentOf {
  return (cell) => ({ content: scale * cellContent(element, cell), error: scale * cellError(element, cell) });
}

function efficiencyContent(efficiency: Efficiency): ContentOf {
  const { passed, total, statisticOption, confidenceLevel, betaAlpha, betaBeta } = efficiency;
  const method = efficiencyMethods[statisticOption];
  const options = { ...(method && { method }), level: confidenceLevel, alpha: betaAlpha, beta: betaBeta };
  return (cell) => {
    const events = cellContent(total, cell);
    if (events === 0) return { content: 0, error: 0 };
    const { value, low, high } = efficiencyOf(cellContent(passed, cell), events, options);
    return { content: value, error: (high - low) / 2 };
  };
}

/** Whether the contents are events, all multiplied by the same factor: then their errors give their numbers. */
function isCounts(histogram: BinnedElement): boolean {
  if (histogram.kind !== 'histogram') return false;
  const { sumw2, contents } = histogram;
  if (!sumw2) return true;
  let factor: number | undefined;
  let isSame = true;
  forEachCell(histogram, 'all', (cell) => {
    if (isUntouched(histogram, cell)) return;
    const weight = (sumw2[cell] ?? 0) / (contents[cell] ?? 0);
    factor ??= weight;
    if (!(Math.abs(weight - factor) <= 1e-6 * Math.abs(factor))) isSame = false;
  });
  return isSame;
}
