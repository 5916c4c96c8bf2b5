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
])('%s is like %j: %s', (name, text, alike) => {
  expect(wildcard(name).test(text)).toBe(alike);
});

it('is not held up by many * over a long text', () => {
  expect(wildcard(`${'a*'.repeat(50)}b`).test('a'.repeat(100_000))).toBe(false);
});
