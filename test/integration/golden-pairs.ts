/** Compares quantities of two histograms with ROOT: statistical tests, quotients, efficiencies. */
import { binCenter } from '../../metrics/histogram/axis.ts';
import { axisOf, type BinnedElement, content, error } from '../../metrics/histogram/bins.ts';
import {
  type ChiSquareOptions,
  chiSquareTest,
  kolmogorovComparison,
  kolmogorovTest,
  type KolmogorovOptions,
} from '../../metrics/histogram/comparison.ts';
import { efficiencyOf, type EfficiencyOptions } from '../../metrics/histogram/efficiency.ts';
import { integral, sumOfWeights } from '../../metrics/histogram/integral.ts';
import { binomialQuotient, quotient } from '../../metrics/histogram/ratio.ts';
import { type Golden, type Judge, type Json, lists, number, numbers, object } from './golden-judge.ts';

const exact = 1e-9;
/** ROOT stores quotients as float32. */
const single = 1e-6;

export function judgePair(judge: Judge, main: BinnedElement, reference: BinnedElement, golden: Golden): void {
  const where = `${String(golden['file'])} ${String(golden['path'])} against ${String(golden['reference'])}`;
  const kolmogorov =
    (what: 'probability' | 'distance', options?: KolmogorovOptions) =>
    (wanted: Json, key: string): void => {
      const got = kolmogorovComparison(main, reference, options);
      if (got) judge.close(key, where, got[what], number(wanted), exact, 1e-280);
      else judge.truth(`${key}: none`, where, wanted === 0 && isEmpty(main, reference), `none, not ${String(wanted)}`);
    };
  const chi2 =
    (options: ChiSquareOptions) =>
    (wanted: Json, key: string): void => {
      judgeChiSquare(judge, main, reference, options, object(wanted), key, where);
    };
  if (![main, reference].every((histogram) => Number.isFinite(sumOfWeights(histogram)))) {
    judge.truth('pairs with NaN contents', where, kolmogorovTest(main, reference) === undefined, 'a result');
    return;
  }
  judge.each(
    golden,
    {
      file: () => {},
      path: () => {},
      reference: () => {},
      kolmogorov: kolmogorov('probability'),
      kolmogorov_N: kolmogorov('probability', { normalisation: true }),
      kolmogorov_M: kolmogorov('distance'),
      kolmogorov_UO: kolmogorov('probability', { underflow: true, overflow: true }),
      // Option D prints.
      kolmogorov_DN: kolmogorov('probability', { normalisation: true }),
      chi2_UU: chi2({ comparison: 'UU', scaled: false }),
      chi2_UUNORM: chi2({ comparison: 'UU', scaled: true }),
      chi2_UW: chi2({ comparison: 'UW' }),
      chi2_WW: chi2({ comparison: 'WW' }),
    },
    where,
  );
}

function isEmpty(...histograms: readonly BinnedElement[]): boolean {
  return histograms.some((histogram) => sumOfWeights(histogram) === 0 || integral(histogram) === 0);
}

function judgeChiSquare(
  judge: Judge,
  main: BinnedElement,
  reference: BinnedElement,
  options: ChiSquareOptions,
  golden: Golden,
  key: string,
  where: string,
): void {
  const got = chiSquareTest(main, reference, options);
  if (got === undefined) {
    const none = golden['p'] === 0 && golden['chi2'] === 0;
    judge.truth(`${key}: none`, where, none, `none, not ${JSON.stringify(golden)}`);
    return;
  }
  const close = (value: number) => (wanted: Json, what: string) => {
    judge.close(`${key} ${what}`, where, value, number(wanted), exact, what === 'p' ? 1e-280 : 1e-9);
  };
  judge.each(
    golden,
    {
      p: close(got.probability),
      chi2: close(got.chi2),
      ndf: close(got.ndf),
      quality: close((got.few.first ? 1 : 0) + (got.few.second ? 2 : 0)),
      chi2perNdf: close(got.ndf === 0 ? 0 : got.chi2 / got.ndf),
    },
    `${key} of ${where}`,
  );
}

const methods: Readonly<Record<string, EfficiencyOptions>> = {
  clopperPearson: { method: 'Clopper-Pearson' },
  normal: { method: 'normal' },
  wilson: { method: 'Wilson' },
  agrestiCoull: { method: 'Agresti-Coull' },
  feldmanCousins: { method: 'Feldman-Cousins' },
  jeffreys: { method: 'Jeffreys' },
  bayesUniform: { method: 'uniform prior' },
  bayesian: { method: 'Bayesian', alpha: 2, beta: 3, level: 0.9 },
  midP: { method: 'mid-P' },
};

export function judgeEfficiency(judge: Judge, passed: BinnedElement, total: BinnedElement, golden: Golden): void {
  const where = `${String(golden['file'])} ${String(golden['passedPath'])}`;
  const bins = Array.from({ length: axisOf(total, 0).bins }, (_, index) => index + 1);
  const contents = (of: BinnedElement) => (wanted: Json, key: string) => {
    for (const [index, value] of numbers(wanted).entries())
      judge.close(key, where, content(of, index + 1), value, exact);
  };
  const part = (bin: number) => ({ content: content(passed, bin), error: error(passed, bin) });
  const whole = (bin: number) => ({ content: content(total, bin), error: error(total, bin) });
  const graph = (options: EfficiencyOptions) => (wanted: Json, key: string) => {
    const filled = bins.filter((bin) => content(total, bin) > 0);
    judge.close(`${key}: points`, where, filled.length, lists(wanted).length, 0);
    for (const [index, [x, y = 0, low = 0, high = 0]] of lists(wanted).entries()) {
      const bin = filled[index] ?? 0;
      judge.close(`${key}: x`, where, binCenter(axisOf(total, 0), bin), x ?? 0, exact);
      judgeInterval(
        judge,
        key,
        options,
        content(passed, bin),
        content(total, bin),
        [y, low, high],
        `${where} [${bin}]`,
      );
    }
  };
  const divided = (by: typeof quotient) => (wanted: Json, key: string) => {
    for (const [index, [value = 0, its = 0]] of lists(wanted).entries()) {
      const got = by(part(index + 1), whole(index + 1)) ?? { content: 0, error: 0 };
      judge.close(key, `${where} [${index + 1}]`, got.content, value, single);
      judge.close(`${key}: error`, `${where} [${index + 1}]`, got.error, its, single);
    }
  };
  judge.each(
    golden,
    {
      file: () => {},
      passedPath: () => {},
      totalPath: () => {},
      passed: contents(passed),
      total: contents(total),
      tefficiency: (wanted) => {
        for (const [method, rows] of Object.entries(object(wanted))) {
          const options = methods[method];
          if (options === undefined) throw new Error(`no comparison for method ${method} of ${where}`);
          for (const [index, row] of lists(rows).entries())
            judgeInterval(
              judge,
              method,
              options,
              content(passed, index + 1),
              content(total, index + 1),
              row,
              `${where} [${index + 1}]`,
            );
        }
      },
      // TGraphAsymmErrors::BayesDivide has its own confidence level.
      bayesDivide: graph({ method: 'uniform prior', mode: true, level: 0.683 }),
      graphDivide: graph({}),
      divideB: divided(binomialQuotient),
      divide: divided(quotient),
    },
    where,
  );
}

function judgeInterval(
  judge: Judge,
  key: string,
  options: EfficiencyOptions,
  passed: number,
  total: number,
  row: readonly number[],
  where: string,
): void {
  const { value, low, high } = efficiencyOf(passed, total, options);
  const [wanted = 0, below = 0, above = 0] = row;
  // ROOT computes Feldman-Cousins and shortest intervals to about 1e-9.
  const tolerance = options.method === 'Feldman-Cousins' || options.method === 'mid-P' || options.mode ? 1e-6 : exact;
  judge.close(`${key}: value`, where, value, wanted, exact, 1e-3);
  judge.close(`${key}: lower error`, where, value - low, below, tolerance, 1e-3);
  judge.close(`${key}: upper error`, where, high - value, above, tolerance, 1e-3);
}
