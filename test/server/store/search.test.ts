import { describe, expect, it } from 'vitest';
import { searchLimits, searchPatterns } from '../../../server/store/search.ts';

describe('searchPatterns', () => {
  it('has a pattern for each word, in lower case, once', () => {
    expect(searchPatterns(' Mean  of\tMEAN ')).toEqual(['%mean%', '%of%']);
    expect(searchPatterns('100%_\\')).toEqual([String.raw`%100\%\_\\%`]);
    for (const none of [undefined, null, '', ' \n ']) expect(searchPatterns(none)).toBeNull();
  });

  it('rejects more words and longer texts', () => {
    const words = (count: number): string => Array.from({ length: count }, (_, index) => `w${index}`).join(' ');
    expect(searchPatterns(words(searchLimits.words))).toHaveLength(searchLimits.words);
    expect(() => searchPatterns(words(searchLimits.words + 1))).toThrow('the search has more than 20 words');
    expect(searchPatterns('t '.repeat(200))).toEqual(['%t%']);
    expect(() => searchPatterns('t '.repeat(20_000))).toThrow('the search has more than 500 characters');
  });
});
