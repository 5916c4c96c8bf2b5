import { describe, expect, it } from 'vitest';
import { agreementText } from '../../../../../client/pages/new-config/results/agreement-text.ts';

describe('agreementText', () => {
  it.each([
    [9, 8, 180, 2, '8 of 9 BAD runs caught, 2 of 180 GOOD runs disturbed'],
    [1, 0, 1, 1, '0 of 1 BAD run caught, 1 of 1 GOOD run disturbed'],
    [0, 0, 0, 0, 'no BAD run, no GOOD run'],
  ])('counts %i, %i, %i and %i runs', (badRuns, caught, goodRuns, disturbed, text) => {
    expect(agreementText({ badRuns, caught, goodRuns, disturbed })).toBe(text);
  });
});
