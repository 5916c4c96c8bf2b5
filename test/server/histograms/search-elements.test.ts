import { describe, expect, it } from 'vitest';
import { searchElements } from '../../../server/histograms/search-elements.ts';

const elements = ['Tracking/Pt/Other', 'Tracking/General/TrackPt', 'SiStrip/Noise', 'Tracking/Pt/trackEta'].map(
  (path) => ({
    path,
    className: 'TH1F',
    bytes: 1,
  }),
);
const find = (search: string, limit = 10) => {
  const { total, elements: found } = searchElements(elements, search, limit);
  return { total, paths: found.map(({ path }) => path) };
};

describe('searchElements', () => {
  it('finds paths with all words in any order and case, names first', () => {
    expect(find('pt TRACK')).toEqual({
      total: 3,
      paths: ['Tracking/General/TrackPt', 'Tracking/Pt/Other', 'Tracking/Pt/trackEta'],
    });
    expect(find('noise')).toEqual({ total: 1, paths: ['SiStrip/Noise'] });
    expect(find('noise track')).toEqual({ total: 0, paths: [] });
  });

  it('counts those beyond the limit, of which the best are left', () => {
    expect(find('pt track', 1)).toEqual({ total: 3, paths: ['Tracking/General/TrackPt'] });
  });

  it('finds all with an empty search', () => {
    expect(find(' ', 2)).toEqual({ total: 4, paths: ['Tracking/Pt/Other', 'Tracking/General/TrackPt'] });
  });
});
