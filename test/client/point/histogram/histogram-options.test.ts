import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  defaultHistogramOptions,
  histogramCodec,
  type HistogramOptions,
  overlaidRuns,
  type ReferenceRule,
  referenceRules,
} from '../../../../client/point/histogram/histogram-options.ts';
import { toParameters } from '../../../../client/url/codec.ts';

const allOptions: fc.Arbitrary<HistogramOptions> = fc.record({
  log: fc.boolean(),
  statistics: fc.boolean(),
  normalised: fc.boolean(),
  inputs: fc.boolean(),
  projection: fc.constantFrom('x' as const, 'y' as const, null),
  neighbours: fc.boolean(),
  reference: fc.option(
    fc.oneof(
      fc.integer({ min: 1, max: 999_999 }),
      fc.constantFrom(...(Object.keys(referenceRules) as ReferenceRule[])),
    ),
  ),
  ratio: fc.boolean(),
  pulls: fc.boolean(),
});

describe('the options of a histogram', () => {
  it('are unchanged after a round trip through the URL', () => {
    fc.assert(
      fc.property(allOptions, (options) => {
        expect(histogramCodec.read(toParameters(histogramCodec, options))).toEqual(options);
      }),
    );
  });

  it('have defaults if the parameter is missing or invalid', () => {
    expect(toParameters(histogramCodec, defaultHistogramOptions).toString()).toBe('');
    expect(histogramCodec.read(new URLSearchParams())).toEqual(defaultHistogramOptions);
    expect(histogramCodec.read(new URLSearchParams({ hist: 'ref:x,ref:constructor,lög,,' }))).toEqual(
      defaultHistogramOptions,
    );
  });
});

describe('overlaid runs', () => {
  const runs = [10, 20, 30, 40];

  it('are the neighbours in the list of runs, and the reference', () => {
    expect(overlaidRuns({ ...defaultHistogramOptions, neighbours: true }, 20, runs, 7)).toEqual([10, 30, 7]);
    expect(overlaidRuns({ ...defaultHistogramOptions, neighbours: true }, 40, runs, null)).toEqual([30]);
  });

  it('have no duplicates, and never include the run itself', () => {
    expect(overlaidRuns({ ...defaultHistogramOptions, neighbours: true }, 20, runs, 30)).toEqual([10, 30]);
    expect(overlaidRuns(defaultHistogramOptions, 20, runs, 20)).toEqual([]);
    expect(overlaidRuns({ ...defaultHistogramOptions, neighbours: true }, 25, runs, null)).toEqual([]);
  });
});
