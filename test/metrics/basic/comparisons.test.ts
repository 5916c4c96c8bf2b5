import { describe, expect, it } from 'vitest';
import { Chi2, NormChi2 } from '../../../metrics/basic/comparisons.ts';
import type { Profile } from '../../../metrics/histogram/histogram.ts';
import { makeHistogram } from '../../../metrics/histogram/make.ts';
import type { MonitorElement, Result } from '../../../metrics/metric.ts';

/** A TProfile filled with these values of y at the centres of its bins, with the error option. */
function profile(values: readonly (readonly number[])[], errorOption: Profile['errorOption'] = ''): Profile {
  const sumOf = (power: number): Float64Array =>
    Float64Array.of(0, ...values.map((ys) => ys.reduce((sum, y) => sum + y ** power, 0)), 0);
  return {
    ...makeHistogram({ contents: values.map((ys) => ys.length) }),
    kind: 'profile',
    className: 'TProfile',
    sums: sumOf(1),
    sumw2: sumOf(2),
    binEntries: sumOf(0),
    errorOption,
  };
}

const main = [[1, 2], [3], [4, 5, 7], []];
const reference = [[1, 2.5], [3.5, 3.7], [4, 5.5, 7], []];

const reduced = (metric: typeof Chi2, a: MonitorElement, b: MonitorElement): Result =>
  metric.reduce({ main: a, reference: b }, {}, { run: 1 });

describe('the chi-square of profiles', () => {
  it('compares means with their errors, as ROOT 6.40 does', () => {
    expect(reduced(Chi2, profile(main), profile(reference))).toMatchObject({
      value: expect.closeTo(16.951980827854825, 10) as number,
    });
    expect(reduced(NormChi2, profile(main), profile(reference))).toMatchObject({
      value: expect.closeTo(8.475990413927413, 10) as number,
    });
  });

  it.each(['s', 'i', 'g'] as const)("has no value for the error option '%s', in either profile", (option) => {
    for (const [a, b] of [
      [profile(main, option), profile(reference)],
      [profile(main), profile(reference, option)],
    ] as const)
      expect(reduced(NormChi2, a, b)).toEqual({
        failure: 'INCOMPATIBLE',
        reason: `a profile has error option '${option}', the test needs errors of the mean`,
      });
  });

  it('has no value where a bin has no error in both', () => {
    expect(reduced(Chi2, profile(main), profile([[1, 2.5], [3.5], [4, 5], []]))).toEqual({
      failure: 'NO_DATA',
      reason: 'a bin has no error in both profiles, or the sum of means is 0',
    });
    expect(reduced(Chi2, profile(main), profile([[], [], [], []]))).toEqual({
      failure: 'NO_DATA',
      reason: 'one of the histograms is empty',
    });
  });

  it('has no value against a histogram, as in ROOT', () => {
    expect(reduced(Chi2, profile(main), makeHistogram({ contents: [1, 2, 3, 4] }))).toMatchObject({
      failure: 'INCOMPATIBLE',
      reason: 'the reference is a TH1D, expected a profile as the ME',
    });
  });
});

describe('the chi-square of contents without errors', () => {
  const fractions = makeHistogram({ contents: [1.93, -1, 1.94, 1.95] });

  it('counts no events where they are negative, as ROOT 6.40 does', () => {
    // Rounded: 2, 0, 2, 2 and 1, 1, 1, 1.
    expect(reduced(Chi2, fractions, makeHistogram({ contents: [0.97, 0.98, 0.99, 0.96] }))).toMatchObject({
      value: expect.closeTo(5 / 3, 12) as number,
    });
  });

  it('has no value if their sum is negative', () => {
    expect(reduced(Chi2, makeHistogram({ contents: [1, -2, 0.9, -0.5] }), fractions)).toEqual({
      failure: 'NO_DATA',
      reason: 'the contents are no numbers of events: their sum is not positive',
    });
  });
});
