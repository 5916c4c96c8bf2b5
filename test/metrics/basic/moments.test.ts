import { expect, it } from 'vitest';
import { makeHistogram } from '../../../metrics/histogram/make.ts';
import type { Histogram } from '../../../metrics/histogram/histogram.ts';
import { type Result } from '../../../metrics/metric.ts';
import { allMetrics } from '../all-metrics.ts';

/** A histogram with 2,000 entries in its first bins, and an axis range of bins 6 to 8. */
function withRange(): Histogram {
  const plain = makeHistogram({ contents: [500, 1000, 500, 0, 0, 0, 0, 0] });
  return { ...plain, axes: plain.axes.map((axis) => ({ ...axis, first: 6, last: 8, rangeSet: true })) };
}

it.each([
  'basic.Mean',
  'basic.MeanRMS',
  'basic.StdDev',
  'basic.RMSXAxis',
  'basic.MeanEntries',
  'basic.MeanDiff',
  'basic.RatioOfMeans',
  'basic.PixelEfficiency',
  'basic.MaxBin',
])('%s of an axis range without content has no value', (name) => {
  const one = allMetrics.find((metric) => metric.name === name);
  const plain = makeHistogram({ contents: [1, 2, 3, 4, 5, 6, 7, 8] });
  const inputs = { main: withRange(), histo1: plain, reference: plain };
  const result: Result | undefined = one?.metric.reduce(inputs, one.parameters, { run: 1 });
  expect(result).toMatchObject({ failure: 'NO_DATA' });
});
