import { expect, it } from 'vitest';
import { describeFlag } from '../../../client/flags/flag-status.ts';

it.each([
  ['GOOD', 1, 'GOOD'],
  ['GOOD', 0.9737, 'GOOD, 97.4 % good'],
  ['GOOD', 0.9999, 'GOOD, > 99.9 % good'],
  ['STANDBY', 0, 'STANDBY'],
  ['STANDBY', 0.4, 'STANDBY, 40 % good'],
  ['BAD', 0.0001, 'BAD, < 0.1 % good'],
  ['NOTSET', null, 'NOTSET'],
  [null, null, 'not set'],
] as const)('describes %s of which %s is good as %s', (status, goodShare, text) => {
  expect(describeFlag({ status, goodShare })).toBe(text);
});
