/** Ratios of what two MEs say. */
import {
  axisOf,
  binned,
  clopperPearson,
  counts,
  efficiencies,
  effectiveEntries,
  failure,
  findBin,
  integralOf,
  mean,
  meanError,
  metric,
  type Result,
  sumOfAll,
  value,
  z,
} from '../metric.ts';

export const RatioOfMeans = metric({
  summary: 'Mean along x of the ME over that of a second one.',
  parameters: {},
  inputs: { main: binned, histo1: binned },
  formula: 'r = GetMean(1) / GetMean(1) of histo1; |r| times both relative errors added in squares',
  example: 'basic.RatioOfMeans()',
  reduce: ({ main, histo1 }) => {
    if (!(effectiveEntries(main) > 0) || !(effectiveEntries(histo1) > 0))
      return failure('NO_DATA', 'one of the histograms is empty');
    const [above, below] = [mean(main), mean(histo1)];
    if (below === 0) return failure('NO_DATA', 'the mean of histo1 is 0');
    return value(above / below, Math.hypot(meanError(main), (above / below) * meanError(histo1)) / Math.abs(below));
  },
});

/** One standard deviation of a Gaussian on either side: what ROOT's TEfficiency takes. */
const oneSigma = 0.682689492137;

/** An efficiency k/n with Clopper and Pearson's interval at one sigma. */
function efficiency(passed: number, total: number): Result {
  if (!(total > 0)) return failure('NO_DATA', 'nothing was tried: the total is 0');
  if (passed < 0 || passed > total)
    return failure('INCOMPATIBLE', `${passed} passed of ${total}: not a part of the total`);
  const { low, high } = clopperPearson(oneSigma, passed, total);
  const ratio = passed / total;
  return value(ratio, { low: Math.max(0, ratio - low), high: Math.max(0, high - ratio) });
}

export const Efficiency = metric({
  summary: 'Content of the ME (passed) over that of a second one (total), with the proper binomial interval.',
  parameters: {
    lo: z.number().optional().describe('lower end on x; its whole bin counts'),
    hi: z.number().optional().describe('upper end on x; its whole bin counts'),
  },
  inputs: { main: counts, histo1: counts },
  formula: "k / n, sums of all cells or of the bins from lo to hi; Clopper and Pearson's interval at 68.27 %",
  example: 'basic.Efficiency(20., 100.)',
  reduce: ({ main, histo1 }, { lo, hi }) => {
    if (lo === undefined || hi === undefined) return efficiency(sumOfAll(main), sumOfAll(histo1));
    if (main.axes.length > 1 || histo1.axes.length > 1)
      return failure('WRONG_TYPE', 'a range on x needs histograms of one dimension');
    const [passed, total] = [main, histo1].map((histogram) => {
      const axis = axisOf(histogram, 0);
      return integralOf(histogram, findBin(axis, lo), findBin(axis, hi));
    });
    return efficiency(passed ?? 0, total ?? 0);
  },
});

export const EfficiencyOverall = metric({
  summary: 'All that passed over all that was tried, of an efficiency object.',
  parameters: {},
  inputs: { main: efficiencies },
  formula: "sums of all cells of the passed and of the total histogram; Clopper and Pearson's interval at 68.27 %",
  example: 'basic.EfficiencyOverall()',
  reduce: ({ main }) => efficiency(sumOfAll(main.passed), sumOfAll(main.total)),
});
