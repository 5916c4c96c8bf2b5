import { describe, expect, it } from 'vitest';
import { parseQuantityFilter } from '../../../../../server/store/runs/quantities/quantity-filter.ts';
import { SelectionError } from '../../../../../server/store/runs/selection-error.ts';

describe('the text of a filter on a quantity', () => {
  it.each([
    ['pileup:20:60', { key: 'pileup', min: 20, max: 60 }],
    ['pileup: 20 :', { key: 'pileup', min: 20, max: undefined }],
    ['pileup:20', { key: 'pileup', min: 20, max: undefined }],
    ['pileup:', { key: 'pileup', min: undefined, max: undefined }],
    ['field::-3.8e0', { key: 'field', min: undefined, max: -3.8 }],
  ])('%s', (text, filter) => {
    expect(parseQuantityFilter(text)).toEqual(filter);
  });

  it.each(['', 'pileup', ':1:2', 'pileup:a', 'pileup:1:2:3', 'pileup:1:Infinity'])('is refused: %s', (text) => {
    expect(() => parseQuantityFilter(text)).toThrow(SelectionError);
  });
});
