import { describe, expect, it } from 'vitest';
import { guardFinite, NotFiniteError } from '../../../metrics/histogram/finite.ts';
import type { Histogram, MonitorElement, Profile } from '../../../metrics/histogram/histogram.ts';
import { makeHistogram } from '../../../metrics/histogram/make.ts';
import { type InputName, isFailure, type Result } from '../../../metrics/metric.ts';
import { parseExpression } from '../../../server/plan/expression.ts';
import type { Reading } from '../../../server/read/dqm-file.ts';
import { prepareReduction, reduce } from '../../../server/reduce/reduce.ts';
import { allMetrics } from '../all-metrics.ts';

/** Reduces MEs by a metric expression. */
function reduced(text: string, inputs: Partial<Record<InputName, MonitorElement>>, threshold?: number) {
  const expression = parseExpression(text);
  const metric = allMetrics.find(({ name }) => name === `${expression.module}.${expression.name}`)?.metric;
  const config = { configId: 1, revision: 1, expression, paths: { main: ['x'] }, ...(threshold ? { threshold } : {}) };
  const readings: Partial<Record<InputName, Reading>> = Object.fromEntries(
    Object.entries(inputs).map(([name, element]) => [name, { element }]),
  );
  return reduce(
    prepareReduction(config, () => metric),
    readings,
    1,
  );
}

function result(text: string, main: MonitorElement, histo1?: MonitorElement): Result {
  return reduced(text, { main, ...(histo1 ? { histo1, reference: histo1 } : {}) }).result;
}

const counts = [3, 5, 9, 4, 2, 7, 6, 1, 8, 2];
const plain = makeHistogram({ contents: counts });

/** A histogram with another content in a bin; its sums, as after SetBinContent, are the same. */
function withContent(bin: number, content: number, of: Histogram = plain): Histogram {
  const contents = Float64Array.from(of.contents);
  contents[bin] = content;
  return { ...of, contents };
}

/** A profile without entries, all of whose sums are NaN. */
const allNaN: Profile = {
  ...plain,
  kind: 'profile',
  className: 'TProfile',
  entries: 0,
  sums: new Float64Array(12).fill(Number.NaN),
  sumw2: new Float64Array(12).fill(Number.NaN),
  binEntries: new Float64Array(12).fill(Number.NaN),
  errorOption: '',
};

describe('no value is made out of', () => {
  it.each([
    'basic.MaxBin()',
    'L1T_metrics.TurnOnCurveRange()',
    'basic.FED25ErrorFraction(0.25, 440)',
    'basic.MaxExcursion()',
    'basic.Quantile()',
    'basic.ProfileMean()',
    'basic.Ratio(2., 4.)',
    'muon_metrics.NOutsideRange(2., 4.)',
    'L1T_metrics.EffMean()',
    'fits.Gaussian(0, 0., 10., (5., 2., 8.))',
    'fits.FlatLine(0, 0., 10., 0)',
  ])('NaN contents: %s', (text) => {
    for (const main of [withContent(5, Number.NaN), ...(/Quantile|fits/.test(text) ? [] : [allNaN])])
      expect(result(text, main)).toMatchObject({ failure: 'NOT_FINITE' });
  });

  it.each([
    ['basic.NormBinCount(2)', Infinity],
    ['basic.NormBinCount(2, 5)', Infinity],
    ['basic.BinCount(5)', -Infinity],
    ['basic.ROCfraction(5, 100)', Infinity],
    ['basic.FractionInBinArray([2], [5])', Infinity],
    ['basic.Ratio(2., 3.)', Infinity],
    ['basic.Fraction1(2., 3.)', Infinity],
    ['basic.Kolmogorov()', Infinity],
  ])('infinite contents: %s', (text, content) => {
    expect(result(text, withContent(5, content), plain)).toMatchObject({
      failure: 'NOT_FINITE',
      reason: expect.stringMatching(/^contents\[5\] is -?Infinity$/) as string,
    });
  });

  it.each([
    'basic.NormBinCount(2)',
    'basic.Ratio(2., 3.)',
    'basic.Fraction1(2., 3.)',
    'basic.FractionInBinArray([2], [5, 6])',
    'basic.Kolmogorov()',
    'basic.Chi2()',
    'basic.FractionBelow(2.5)',
    'basic.TruncatedMean()',
  ])('sums that overflow: %s', (text) => {
    const main = withContent(6, 1.5e308, withContent(5, 1.5e308));
    expect(result(text, main, plain)).toMatchObject({ failure: 'NOT_FINITE' });
  });

  it('errors that overflow', () => {
    const moments = { ...plain.moments, w: 1e200, w2: 1e-200, wx: 5e200, wx2: 3e201 };
    expect(result('basic.Mean()', { ...plain, moments })).toMatchObject({ failure: 'NOT_FINITE' });
  });

  it('a NaN of another input, which the reason names', () => {
    const { result: seen } = reduced('basic.MeanDiff()', {
      main: plain,
      reference: { ...plain, moments: { ...plain.moments, wx: Number.NaN } },
    });
    expect(seen).toEqual({ failure: 'NOT_FINITE', reason: 'reference: moments.wx is NaN' });
  });

  it('a number of entries that is not finite, if the config has a threshold or the metric uses it', () => {
    const main = { ...plain, entries: Number.NaN };
    expect(reduced('basic.Mean()', { main }, 10)).toEqual({
      result: { failure: 'NOT_FINITE', reason: 'entries is NaN, threshold 10' },
      entries: null,
    });
    expect(reduced('basic.Count()', { main }).result).toEqual({ failure: 'NOT_FINITE', reason: 'entries is NaN' });
    const unused = reduced('basic.Mean()', { main });
    expect([isFailure(unused.result), unused.entries]).toEqual([false, null]);
  });
});

describe('a number that is not finite', () => {
  it('does not matter to a metric that does not need it', () => {
    const main = withContent(5, Number.NaN);
    for (const text of ['basic.Count()', 'basic.BinCount(2)', 'basic.Mean()', 'basic.NormBinCount(2, 3)'])
      expect(result(text, main)).toEqual(result(text, plain));
    // Bins outside of the range of a fit.
    expect(result('fits.FlatLine(0, 5., 10., 0)', main)).toEqual(result('fits.FlatLine(0, 5., 10., 0)', plain));
  });

  it('is found in every part of an element, however it is read', () => {
    const odd = guardFinite({
      ...withContent(5, Number.NaN),
      axes: [{ title: '', bins: 10, min: Number.NaN, max: 10, first: 1, last: 10, rangeSet: false }],
    });
    for (const read of [
      () => odd.contents[5],
      () => odd.contents.at(0),
      () => Float64Array.from(odd.contents),
      () => Math.max(...odd.contents),
      () => odd.contents.buffer,
      () => odd.axes[0]?.min,
      () => odd.axes.map(({ min }) => min),
    ])
      expect(read).toThrow(NotFiniteError);
    expect([odd.contents[4], odd.contents.length, odd.axes[0]?.max, odd.entries]).toEqual([4, 12, 10, 47]);
  });

  it('leaves an element without one as it is', () => {
    expect(guardFinite(plain)).toBe(plain);
    const integers: Histogram = { ...plain, contents: Int32Array.from(plain.contents) };
    expect(guardFinite(integers)).toBe(integers);
  });
});
