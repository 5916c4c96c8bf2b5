import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { isLoopbackHost, crossOriginReason } from '../../../../server/api/auth/csrf.ts';
import { type AccessRules, permissionsOf } from '../../../../server/api/auth/permissions.ts';
import type { Session } from '../../../../server/api/auth/session-cookie.ts';

const nothingSet: AccessRules = { publicUrl: undefined, adminToken: undefined, role: undefined, loginToRead: false };
const adminToken = 'a-token-of-sixteen';
const session: Session = { kind: 'session', subject: 'ada', name: 'Ada', roles: ['boss'], expires: 0 };

function requestOf(headers: Record<string, string> = {}, from = '127.0.0.1'): IncomingMessage {
  const socket = new Socket();
  Object.defineProperty(socket, 'remoteAddress', { value: from });
  return Object.assign(new IncomingMessage(socket), { headers: { host: 'localhost:4000', ...headers } });
}

describe('rightsOf', () => {
  it.each(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'])('lets change things from the machine, %s', (from) => {
    expect(permissionsOf(requestOf({}, from), undefined, nothingSet)).toEqual({ by: 'machine' });
  });

  it.each(['10.0.0.1', '128.141.0.1', '::2', '::ffff:10.0.0.1', 'fe80::1', '1270.0.0.1'])('not from %s', (from) => {
    expect(permissionsOf(requestOf({}, from), undefined, nothingSet)).toMatchObject({
      by: 'nothing',
      mayNotChange: 'changes are allowed from the machine of the server only',
    });
  });

  it('knows a session only where people can log in, and the role by its whole name', () => {
    const rules = { ...nothingSet, role: 'boss' };
    expect(permissionsOf(requestOf(), session, rules)).toEqual({ by: 'session', name: 'Ada' });
    expect(permissionsOf(requestOf({}, '10.0.0.1'), session, nothingSet)).toMatchObject({ by: 'nothing' });
    expect(permissionsOf(requestOf(), { ...session, roles: ['bos', 'bosses'] }, rules)).toMatchObject({
      by: 'session',
      mayNotChange: expect.stringMatching(/without the role boss/),
    });
  });

  it('lets a token do all, from anywhere, over a session', () => {
    const rules = { ...nothingSet, role: 'boss', adminToken, loginToRead: true, publicUrl: 'https://hdqm.example' };
    const headers = { authorization: `bearer ${adminToken}`, 'sec-fetch-site': 'cross-site' };
    expect(permissionsOf(requestOf(headers, '10.0.0.1'), undefined, rules)).toEqual({ by: 'token' });
    expect(permissionsOf(requestOf({ authorization: 'Bearer x' }), session, rules)).toMatchObject({ by: 'session' });
    for (const authorization of ['Bearer x', 'Bearer', 'Bearer  ', adminToken, `Bearer ${adminToken} x`])
      expect(permissionsOf(requestOf({ authorization }), undefined, rules).mayNotRead).toBeDefined();
  });

  it('bounds reading only where it needs a login', () => {
    const rules = { ...nothingSet, role: 'boss' };
    expect(permissionsOf(requestOf(), undefined, rules).mayNotRead).toBeUndefined();
    expect(permissionsOf(requestOf(), undefined, { ...rules, loginToRead: true }).mayNotRead).toMatch(/not logged in/);
    expect(permissionsOf(requestOf(), { ...session, roles: [] }, { ...rules, loginToRead: true })).toMatchObject({
      by: 'session',
      mayNotRead: undefined,
    });
  });
});

describe('whyForeign', () => {
  it.each([
    [{}, undefined],
    [{ origin: 'http://localhost:4000' }, undefined],
    [{ origin: 'http://localhost:4000', 'sec-fetch-site': 'same-origin' }, undefined],
    [{ 'sec-fetch-site': 'none' }, undefined],
    [{ origin: 'https://hdqm.example', host: 'inside:1' }, undefined],
    [{ origin: 'https://hdqm.example', host: 'hdqm.example:443' }, undefined],
  ])('takes %j for our own', (headers, expected) => {
    expect(crossOriginReason(requestOf(headers), 'https://hdqm.example')).toBe(expected);
  });

  it.each([
    { origin: 'http://localhost:5000' },
    { origin: 'null' },
    { origin: 'http://hdqm.example' },
    { origin: 'https://x.hdqm.example' },
    { origin: 'https://hdqm.example.evil.example' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'cross-site', origin: 'http://localhost:4000' },
  ])('takes %j for foreign', (headers) => {
    expect(crossOriginReason(requestOf(headers), 'https://hdqm.example')).toMatch(/page of another site/);
  });
});

describe('namesThisMachine', () => {
  it.each(['localhost', 'localhost:4000', '127.0.0.1:1', '[::1]:4000', 'LOCALHOST'])('%s', (host) => {
    expect(isLoopbackHost(host)).toBe(true);
  });
  it.each([
    undefined,
    '',
    'evil.example',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    '127.evil',
    'a@b',
    '10.0.0.1',
  ])('not %s', (host) => {
    expect(isLoopbackHost(host)).toBe(false);
  });
});
