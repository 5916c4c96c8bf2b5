/** Sums and comparisons of ROOT, written by test/tools/write-sum-golden.py, and what HDQM finds. */
import { add, type Summable } from '../../../metrics/histogram/add.ts';
import { compareElements } from '../../../metrics/histogram/compare.ts';
import type { Histogram, MonitorElement, Profile } from '../../../metrics/histogram/histogram.ts';
import { stats } from '../../../metrics/histogram/moments.ts';

type Numbers = readonly (number | null)[];

interface Stored {
  readonly class: string;
  readonly entries: number;
  readonly stats: Numbers;
  readonly contents?: Numbers;
  readonly sums?: Numbers;
  readonly sumw2?: Numbers;
  readonly binEntries?: Numbers;
  readonly binSumw2?: Numbers;
}

interface Bins {
  readonly ratios: Numbers;
  readonly errors: Numbers;
}

export interface SumCase {
  readonly name: string;
  readonly sum?: Stored;
  readonly passed?: Stored;
  readonly total?: Stored;
  readonly comparison?: {
    readonly option: string;
    readonly bins: Bins;
    readonly shapes?: Bins;
    readonly chiSquare?: { readonly chi2: number; readonly ndf: number; readonly probability: number };
    readonly kolmogorov?: { readonly distance: number; readonly probability: number };
  };
}

/** What differs from ROOT by more than 1e-9, relative, or 1e-12. */
export function differences(golden: SumCase, [a, b, c]: readonly [Summable, Summable, Summable]): string[] {
  const wrong: string[] = [];
  const same = (what: string, got: number | null | undefined, wanted: number | null | undefined): void => {
    const isNone = (value: number | null | undefined): boolean => value === undefined || !Number.isFinite(value);
    if (isNone(got) && isNone(wanted)) return;
    const [x, y] = [got ?? Number.NaN, wanted ?? Number.NaN];
    if (!(Math.abs(x - y) <= Math.max(1e-12, 1e-9 * Math.abs(y))))
      wrong.push(`${golden.name} ${what}: ${x}, ROOT ${y}`);
  };
  const list = (what: string, got: ArrayLike<number> | undefined, wanted: Numbers | undefined): void => {
    if (got?.length !== wanted?.length) wrong.push(`${golden.name} ${what}: ${got?.length} of ${wanted?.length}`);
    else wanted?.forEach((value, index) => same(`${what}[${index}]`, got?.[index], value));
  };
  const stored = (element: Histogram | Profile, wanted: Stored): void => {
    same('entries', element.entries, wanted.entries);
    list('sumw2', element.sumw2, wanted.sumw2);
    if (element.kind === 'profile') {
      list('sums', element.sums, wanted.sums);
      list('binEntries', element.binEntries, wanted.binEntries);
      list('binSumw2', element.binSumw2, wanted.binSumw2);
    } else list('contents', element.contents, wanted.contents);
    const { w, w2, wx, wx2, wy, wy2, wxy, wz, wz2, wxz, wyz } = stats(element);
    const all = [w, w2, wx, wx2, wy, wy2, wxy, wz, wz2, wxz, wyz];
    const count = element.kind === 'profile' ? [6, 9][element.axes.length - 1] : [4, 7, 11][element.axes.length - 1];
    all.slice(0, count).forEach((sum, index) => same(`stats[${index}]`, sum, wanted.stats[index]));
  };
  const sum = add(a, b);
  if (sum.kind === 'efficiency') {
    if (!golden.passed || !golden.total) return [`${golden.name} is no efficiency`];
    stored(sum.passed, golden.passed);
    stored(sum.total, golden.total);
    return wrong;
  }
  if (!golden.sum || !golden.comparison) return [`${golden.name} is no histogram`];
  stored(sum, golden.sum);
  const compared = compareElements(sum, c);
  if ('problem' in compared) return [...wrong, `${golden.name}: ${compared.problem}`];
  const { comparison } = golden;
  list('ratios', compared.bins.ratios, comparison.bins.ratios);
  list('errors', compared.bins.errors, comparison.bins.errors);
  list('shape ratios', compared.shapes?.ratios, comparison.shapes?.ratios);
  list('shape errors', compared.shapes?.errors, comparison.shapes?.errors);
  if (compared.chiSquare && compared.chiSquare.option !== comparison.option)
    wrong.push(`${golden.name} option ${compared.chiSquare.option}`);
  if (compared.kolmogorov) {
    same('distance', compared.kolmogorov.distance, comparison.kolmogorov?.distance);
    same('KS', compared.kolmogorov.probability, comparison.kolmogorov?.probability);
  }
  // The errors of other options are no errors of the means, which Chi2Test takes them for.
  const hasTest = sum.kind === 'histogram' || sum.errorOption === '';
  if (!hasTest && compared.chiSquare) wrong.push(`${golden.name} has a test`);
  if (!hasTest) return wrong;
  same('chi2', compared.chiSquare?.chi2, comparison.chiSquare?.chi2);
  same('ndf', compared.chiSquare?.ndf, comparison.chiSquare?.ndf);
  same('p', compared.chiSquare?.probability, comparison.chiSquare?.probability);
  return wrong;
}

/** An element that has a sum. */
export function summable(element: MonitorElement): Summable {
  if (element.kind === 'histogram' || element.kind === 'profile' || element.kind === 'efficiency') return element;
  throw new TypeError(`a ${element.className} has no sum`);
}
