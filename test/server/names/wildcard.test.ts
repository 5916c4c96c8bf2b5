import { expect, it } from 'vitest';
import { wildcard } from '../../../server/names/wildcard.ts';

it.each([
  ['abc', 'abc', true],
  ['abc', 'abcd', false],
  ['a*', 'a', true],
  ['a*', 'ba', false],
  ['*', '', true],
  ['a*a', 'a', false],
  ['a*a', 'aa', true],
  ['a*b*c', 'a-b-c', true],
  ['a*b*c', 'a-c-b', false],
  ['a*bc*c', 'abc', false],
  ['*ab*ab*', 'abab', true],
  ['DQM_V*DQMIO.root', 'DQM_V0001_DQMIO.root', true],
  ['DQM_V*DQMIO.root', 'DQM_V0001_DQMIO_root', false],
  ['a.c', 'abc', false],
  ['a*c', 'a\nc', true],
])('%s matches %j: %s', (pattern, text, matches) => {
  expect(wildcard(pattern)(text)).toBe(matches);
});

it('matches a pattern with many * against a long text without backtracking', () => {
  expect(wildcard(`${'a*'.repeat(50)}b`)('a'.repeat(100_000))).toBe(false);
});
