/** Ratios of two MEs. */
import {
  axisOf,
  binned,
  clopperPearson,
  counts,
  efficiencies,
  effectiveEntries,
  failure,
  finite,
  findBin,
  integralOf,
  mean,
  meanError,
  metric,
  oneSigma,
  type Result,
  sumOfAll,
  value,
  z,
} from '../metric.ts';

export const RatioOfMeans = metric({
  summary: 'Mean along x of the ME over that of a second ME.',
  parameters: {},
  inputs: { main: binned, histo1: binned },
  formula: 'r = GetMean(1) / GetMean(1) of histo1; |r| times the relative errors added in quadrature',
  example: 'basic.RatioOfMeans()',
  reduce: ({ main, histo1 }) => {
    if (!(effectiveEntries(main) > 0) || !(effectiveEntries(histo1) > 0))
      return failure('NO_DATA', 'one of the histograms is empty');
    const [numerator, denominator] = [mean(main), mean(histo1)];
    if (denominator === 0) return failure('NO_DATA', 'mean of histo1 is 0');
    const ratio = numerator / denominator;
    return value(ratio, Math.hypot(meanError(main), ratio * meanError(histo1)) / Math.abs(denominator));
  },
});

/** Efficiency k/n with the Clopper-Pearson interval at one sigma. */
function efficiency(passed: number, total: number): Result {
  finite(total, 'sum of contents');
  if (!(total > 0)) return failure('NO_DATA', 'total is 0');
  if (passed < 0 || passed > total)
    return failure('INCOMPATIBLE', `passed is not between 0 and the total: ${passed} of ${total}`);
  const { low, high } = clopperPearson(oneSigma, passed, total);
  const ratio = passed / total;
  return value(ratio, { low: Math.max(0, ratio - low), high: Math.max(0, high - ratio) });
}

export const Efficiency = metric({
  summary: 'Content of the ME (passed) over that of a second ME (total), with a binomial confidence interval.',
  parameters: {
    lo: z.number().optional().describe('lower limit on x; its whole bin is included'),
    hi: z.number().optional().describe('upper limit on x; its whole bin is included'),
  },
  inputs: { main: counts, histo1: counts },
  formula: 'k / n, sums of all cells or of the bins from lo to hi; Clopper-Pearson interval at 68.27 %',
  example: 'basic.Efficiency(20., 100.)',
  reduce: ({ main, histo1 }, { lo, hi }) => {
    if (lo === undefined || hi === undefined) return efficiency(sumOfAll(main), sumOfAll(histo1));
    if (main.axes.length > 1 || histo1.axes.length > 1)
      return failure('WRONG_TYPE', 'a range on x requires one-dimensional histograms');
    const [passed, total] = [main, histo1].map((histogram) => {
      const axis = axisOf(histogram, 0);
      return integralOf(histogram, findBin(axis, lo), findBin(axis, hi));
    });
    return efficiency(passed ?? 0, total ?? 0);
  },
});

export const EfficiencyOverall = metric({
  summary: 'Passed over total events of a TEfficiency.',
  parameters: {},
  inputs: { main: efficiencies },
  formula: 'sums of all cells of the passed and of the total histogram; Clopper-Pearson interval at 68.27 %',
  example: 'basic.EfficiencyOverall()',
  reduce: ({ main }) => efficiency(sumOfAll(main.passed), sumOfAll(main.total)),
});
