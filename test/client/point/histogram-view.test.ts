import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type HistogramView,
  overlaidRuns,
  parseHistogramView,
  usualHistogramView,
  writeHistogramView,
} from '../../../client/point/histogram-view.ts';

const views: fc.Arbitrary<HistogramView> = fc.record({
  log: fc.boolean(),
  statistics: fc.boolean(),
  normalised: fc.boolean(),
  inputs: fc.boolean(),
  projection: fc.constantFrom('x' as const, 'y' as const, null),
  neighbours: fc.boolean(),
  reference: fc.option(fc.integer({ min: 1, max: 999_999 })),
});

describe('how a histogram is drawn', () => {
  it('comes back from the URL as it was', () => {
    fc.assert(
      fc.property(views, (view) => {
        expect(parseHistogramView(writeHistogramView(view))).toEqual(view);
      }),
    );
  });

  it('is the usual one where the URL says nothing, or nonsense', () => {
    expect(writeHistogramView(usualHistogramView)).toBe('');
    expect(parseHistogramView(null)).toEqual(usualHistogramView);
    expect(parseHistogramView('ref:x,lög,,')).toEqual(usualHistogramView);
  });
});

describe('overlaid runs', () => {
  const runs = [10, 20, 30, 40];

  it('are the neighbours among the runs, and the reference', () => {
    expect(overlaidRuns({ ...usualHistogramView, neighbours: true, reference: 7 }, 20, runs)).toEqual([10, 30, 7]);
    expect(overlaidRuns({ ...usualHistogramView, neighbours: true }, 40, runs)).toEqual([30]);
  });

  it('are each drawn once, and never the run itself', () => {
    expect(overlaidRuns({ ...usualHistogramView, neighbours: true, reference: 30 }, 20, runs)).toEqual([10, 30]);
    expect(overlaidRuns({ ...usualHistogramView, reference: 20 }, 20, runs)).toEqual([]);
    expect(overlaidRuns({ ...usualHistogramView, neighbours: true }, 25, runs)).toEqual([]);
  });
});
