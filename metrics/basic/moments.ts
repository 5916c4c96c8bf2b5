import {
  binned,
  type Direction,
  failure,
  histograms,
  mean,
  meanError,
  metric,
  type Result,
  stdDev,
  stdDevError,
  sumOfWeights,
  value,
  weight,
  type WithMoments,
} from '../metric.ts';

const inputs = { main: binned } as const;
const parameters = {} as const;

/** Number of directions with moments: the last one of a profile is the profiled quantity. */
function directions(histogram: WithMoments): number {
  return histogram.axes.length + (histogram.kind === 'profile' ? 1 : 0);
}

/** Whether there is no weight, also where there is some outside of the axis range; there ROOT has the moments 0. */
function isEmpty(histogram: WithMoments): boolean {
  return weight(histogram) === 0;
}

/** Returns a quantity along a direction; a failure if the class does not have this axis or the histogram is empty. */
function along(
  histogram: WithMoments,
  direction: Direction,
  quantity: (of: WithMoments, along: Direction) => number,
  error: (of: WithMoments, along: Direction) => number,
): Result {
  if (direction >= directions(histogram)) {
    return failure('WRONG_TYPE', `a ${histogram.className} has no ${'xyz'.charAt(direction)} axis`);
  }
  if (isEmpty(histogram)) return failure('NO_DATA', 'the histogram is empty');
  return value(quantity(histogram, direction), error(histogram, direction));
}

export const Mean = metric({
  summary: 'Mean along x, with its statistical error.',
  parameters,
  inputs,
  formula: 'TH1::GetMean(1); GetMeanError(1) = standard deviation / sqrt(effective entries)',
  example: 'basic.Mean()',
  reduce: ({ main }) => along(main, 0, mean, meanError),
});

export const StdDev = metric({
  summary: 'Standard deviation along x, with its statistical error.',
  parameters,
  inputs,
  formula: 'TH1::GetStdDev(1); GetStdDevError(1) = standard deviation / sqrt(2 effective entries)',
  example: 'basic.StdDev()',
  reduce: ({ main }) => along(main, 0, stdDev, stdDevError),
});

export const MeanRMS = metric({
  summary: 'Mean along x; the error is the standard deviation of the distribution.',
  parameters,
  inputs,
  formula: 'TH1::GetMean(1); GetRMS(1)',
  example: 'basic.MeanRMS()',
  reduce: ({ main }) => along(main, 0, mean, stdDev),
});

export const RMSXAxis = metric({
  summary: 'Standard deviation along x (called RMS in ROOT).',
  parameters,
  inputs,
  formula: 'TH1::GetRMS(1); GetRMSError(1)',
  example: 'basic.RMSXAxis()',
  reduce: ({ main }) => along(main, 0, stdDev, stdDevError),
});

export const RMSYAxis = metric({
  summary: 'Standard deviation along y; of a profile, of the profiled quantity over all entries.',
  parameters,
  inputs,
  formula: 'TH1::GetRMS(2); GetRMSError(2)',
  example: 'basic.RMSYAxis()',
  revision: 2,
  reduce: ({ main }) => along(main, 1, stdDev, stdDevError),
});

export const MeanYAxis = metric({
  summary: 'Mean along y; of a profile, of the profiled quantity over all entries.',
  parameters,
  inputs,
  formula: 'TH1::GetMean(2); GetMeanError(2)',
  example: 'basic.MeanYAxis()',
  revision: 2,
  reduce: ({ main }) => along(main, 1, mean, meanError),
});

export const MeanZAxis = metric({
  summary: 'Mean along z; of a two-dimensional profile, of the profiled quantity over all entries.',
  parameters,
  inputs,
  formula: 'TH1::GetMean(3); GetMeanError(3)',
  example: 'basic.MeanZAxis()',
  reduce: ({ main }) => along(main, 2, mean, meanError),
});

export const MeanEntries = metric({
  summary: 'Mean along x times the number of entries.',
  parameters,
  inputs,
  formula: 'GetMean(1) T; GetMeanError(1) T, T = GetEntries',
  example: 'basic.MeanEntries()',
  reduce: ({ main }) =>
    along(
      main,
      0,
      (of) => mean(of) * of.entries,
      (of) => meanError(of) * Math.abs(of.entries),
    ),
});

export const MeanY = metric({
  summary: 'Sum of the contents of all bins over the number of entries, without error.',
  parameters,
  inputs: { main: histograms },
  formula: 'GetSumOfWeights / GetEntries',
  example: 'basic.MeanY()',
  reduce: ({ main }) =>
    main.entries === 0 ? failure('NO_DATA', 'the histogram has no entries') : value(sumOfWeights(main) / main.entries),
});

export const MeanDiff = metric({
  summary: 'Difference of the means along x of the ME and its reference.',
  parameters,
  inputs: { main: binned, reference: binned },
  formula: 'GetMean(1) - GetMean(1) of the reference; errors added in quadrature',
  example: 'basic.MeanDiff()',
  reduce: ({ main, reference }) =>
    isEmpty(main) || isEmpty(reference)
      ? failure('NO_DATA', 'one of the histograms is empty')
      : value(mean(main) - mean(reference), Math.hypot(meanError(main), meanError(reference))),
});
