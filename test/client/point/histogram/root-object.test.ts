import { describe, expect, it } from 'vitest';
import {
  integral,
  isCounting,
  maxContent,
  normalise,
  type RootHistogram,
} from '../../../../client/point/histogram/root-object.ts';
import { flatten } from '../../../../client/format/flatten.ts';

const axis = (fNbins: number) => ({
  fNbins,
  fXmin: 0,
  fXmax: fNbins,
  fXbins: [],
  fTitle: '',
  fBits: 0,
  fFirst: 0,
  fLast: 0,
});

function histogram(fArray: number[], nx: number, ny = 0, fSumw2: number[] = []): RootHistogram {
  return {
    _typename: ny > 0 ? 'TH2F' : 'TH1F',
    fTitle: '',
    fBits: 0,
    fArray,
    fSumw2,
    fEntries: 1,
    fMaximum: -1111,
    fMinimum: -1111,
    fXaxis: axis(nx),
    fYaxis: axis(Math.max(1, ny)),
    fZaxis: axis(1),
  };
}

describe('a ROOT histogram', () => {
  it('is distinguished from profiles and polygons', () => {
    expect(isCounting({ _typename: 'TH1D' }, 1)).toBe(true);
    expect(isCounting({ _typename: 'TH2Poly' }, 2)).toBe(false);
    expect(isCounting({ _typename: 'TProfile' }, 1)).toBe(false);
  });

  it('is normalised like Integral and Scale: without flows, with errors', () => {
    const plain = histogram([100, 1, 3, 50], 2);
    normalise(plain);
    expect([...plain.fArray]).toEqual([25, 0.25, 0.75, 12.5]);
    expect([...plain.fSumw2]).toEqual([100 / 16, 1 / 16, 3 / 16, 50 / 16]);
    expect(integral(plain)).toBe(1);
    const weighted = histogram([0, 2, 2, 0], 2, 0, [0, 8, 4, 0]);
    normalise(weighted);
    expect([...weighted.fSumw2]).toEqual([0, 0.5, 0.25, 0]);
    const empty = histogram([0, 0, 0, 0], 2);
    normalise(empty);
    expect([empty.fArray, empty.fYaxis.fTitle]).toEqual([[0, 0, 0, 0], '']);
  });

  it('has the title of what it is normalised to: entries, or the integral of weights', () => {
    const titles = (fArray: number[], ny: number, fSumw2: number[] = []): string[] => {
      const normalised = histogram(fArray, 2, ny, fSumw2);
      normalise(normalised);
      return [normalised.fYaxis.fTitle, normalised.fZaxis.fTitle];
    };
    expect(titles([0, 1, 3, 0], 0)).toEqual(['Fraction of entries / bin', '']);
    expect(titles([0, 1, 3, 0], 0, [0, 1, 3, 0])).toEqual(['Fraction of entries / bin', '']);
    expect(titles([0, 1, 3, 0], 0, [0, 2, 5, 0])).toEqual(['Fraction of the integral / bin', '']);
    expect(titles([0, 0, 0, 0, 0, 1, 3, 0, 0, 0, 0, 0], 1)).toEqual(['', 'Fraction of entries / bin']);
  });

  it('has a maximum content', () => {
    expect(maxContent(histogram([100, 1, 3, 50], 2))).toBe(3);
  });
});

describe('flatten', () => {
  it('returns the leaves with their paths', () => {
    expect(flatten({ a: { b: [1, { c: 'x' }] }, d: false, e: null, f: '' })).toEqual([
      ['a.b.0', '1'],
      ['a.b.1.c', 'x'],
      ['d', 'false'],
    ]);
    expect(flatten(null)).toEqual([]);
  });
});
