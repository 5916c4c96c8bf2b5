import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { expect, it } from 'vitest';
import { looksLikeJwt } from '../../../../server/api/auth/access-token.ts';
import { bearerToken, forwardedToken, isSameToken } from '../../../../server/api/auth/bearer.ts';

const requestOf = (headers: Record<string, string>): IncomingMessage =>
  Object.assign(new IncomingMessage(new Socket()), { headers });

it.each([
  ['Bearer abc', 'abc'],
  ['bearer  abc ', 'abc'],
  ['Bearer', undefined],
  ['Bearer a b', undefined],
  ['Basic abc', undefined],
  ['xBearer abc', undefined],
])('reads the token of the header %j', (authorization, token) => {
  expect(bearerToken(requestOf({ authorization }))).toBe(token);
});

it('reads a JWT, and nothing else, from the header of a proxy', () => {
  const header = 'x-forwarded-access-token';
  expect(forwardedToken(requestOf({ [header]: 'eyJh.eyJz.c2ln' }))).toBe('eyJh.eyJz.c2ln');
  for (const token of ['hdqm_1', '', 'eyJh.eyJz', 'eyJh.eyJz.c2ln.x', 'eyJh..c2ln', 'eyJh.eyJz.c2ln '])
    expect(forwardedToken(requestOf({ [header]: token }))).toBeUndefined();
  expect(forwardedToken(requestOf({ authorization: 'Bearer eyJh.eyJz.c2ln' }))).toBeUndefined();
});

it('takes a JWT without a signature for one, to reject it', () => {
  expect(looksLikeJwt('eyJh.eyJz.')).toBe(true);
});

it('compares tokens of any length', () => {
  expect(isSameToken('abc', 'abc')).toBe(true);
  expect(isSameToken('abc', 'abd')).toBe(false);
  expect(isSameToken('abc', '')).toBe(false);
});
