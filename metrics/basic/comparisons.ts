import {
  type BinnedElement,
  type ChiSquare,
  chiSquareTest,
  effectiveEntries,
  failure,
  type Failure,
  flatHistograms,
  histograms,
  isBlank,
  kolmogorovTest,
  metric,
  oneDimensional,
  quantile,
  sameBinning,
  value,
  z,
} from '../metric.ts';

const inputs = { main: histograms, reference: histograms } as const;

const emptyHistogram = failure('NO_DATA', 'one of the histograms is empty');

function incompatible(main: BinnedElement, reference: BinnedElement): Failure | undefined {
  return sameBinning(main, reference) ? undefined : failure('INCOMPATIBLE', 'the reference has different bins');
}

/**
 * Chi-square test with the options of ROOT: weighted against weighted for profiles, whose contents are means. A failure for different bins,
 * an empty histogram, or a profile without errors of the mean.
 */
function compare(main: BinnedElement, reference: BinnedElement): ChiSquare | Failure {
  const mismatch = incompatible(main, reference);
  if (mismatch) return mismatch;
  if (main.kind !== 'profile')
    return (
      chiSquareTest(main, reference) ??
      withoutResult(main, reference, 'the contents are no numbers of events: their sum is not positive')
    );
  if (reference.kind !== 'profile')
    return failure('INCOMPATIBLE', `the reference is a ${reference.className}, expected a profile as the ME`);
  for (const { errorOption } of [main, reference])
    if (errorOption !== '')
      return failure('INCOMPATIBLE', `a profile has error option '${errorOption}', the test needs errors of the mean`);
  const test = chiSquareTest(main, reference, { comparison: 'WW' });
  return test ?? withoutResult(main, reference, 'a bin has no error in both profiles, or the sum of means is 0');
}

/** Why a test has no result: a histogram is empty, or else this reason. */
function withoutResult(main: BinnedElement, reference: BinnedElement, reason: string): Failure {
  return isBlank(main) || isBlank(reference) ? emptyHistogram : failure('NO_DATA', reason);
}

export const Kolmogorov = metric({
  summary: 'Kolmogorov-Smirnov probability that the ME and its reference come from the same distribution.',
  parameters: {},
  inputs: { main: flatHistograms, reference: flatHistograms },
  formula: 'TH1::KolmogorovTest or TH2::KolmogorovTest without options, over all bins',
  example: 'basic.Kolmogorov()',
  reduce: ({ main, reference }) => {
    const mismatch = incompatible(main, reference);
    if (mismatch) return mismatch;
    const p = kolmogorovTest(main, reference);
    return p === undefined ? emptyHistogram : value(p);
  },
});

export const Chi2 = metric({
  summary: 'Chi-square between the ME and its reference, each normalised.',
  parameters: {},
  inputs,
  formula: 'TH1::Chi2Test, option UU NORM CHI2; of profiles WW CHI2, with errors of the mean (no error option)',
  example: 'basic.Chi2()',
  revision: 3,
  reduce: ({ main, reference }) => {
    const test = compare(main, reference);
    return 'failure' in test ? test : value(test.chi2);
  },
});

export const NormChi2 = metric({
  summary: 'Chi-square between the ME and its reference, each normalised, per degree of freedom.',
  parameters: {},
  inputs,
  formula: 'TH1::Chi2Test, option UU NORM CHI2/NDF; of profiles WW CHI2/NDF, with errors of the mean (no error option)',
  example: 'basic.NormChi2()',
  revision: 3,
  reduce: ({ main, reference }) => {
    const test = compare(main, reference);
    if ('failure' in test) return test;
    return test.ndf === 0 ? failure('NO_DATA', 'only one bin has events') : value(test.chi2 / test.ndf);
  },
});

export const Quantile = metric({
  summary: 'Position on x below which a given fraction of the content lies.',
  parameters: { fraction: z.number().gt(0).lt(1).default(0.95).describe('fraction of the content, between 0 and 1') },
  inputs: { main: oneDimensional },
  formula: 'TH1::GetQuantiles; sqrt(f (1-f) / effective entries) / density of the content at the quantile',
  example: 'basic.Quantile(0.95)',
  reduce: ({ main }, { fraction }) => {
    const found = quantile(main, fraction);
    const effective = effectiveEntries(main);
    if (found === undefined || !(effective > 0)) return failure('NO_DATA', 'the histogram is empty');
    if (!(found.density > 0)) return failure('NOT_FINITE', 'negative content at the quantile: error not defined');
    return value(found.position, Math.sqrt((fraction * (1 - fraction)) / effective) / found.density);
  },
});
