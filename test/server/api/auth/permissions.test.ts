import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { isLoopbackHost, crossOriginReason } from '../../../../server/api/auth/csrf.ts';
import { type AuthPolicy, permissionsOf } from '../../../../server/api/auth/permissions.ts';
import type { Session } from '../../../../server/api/auth/session-cookie.ts';

const defaultPolicy: AuthPolicy = {
  publicUrl: undefined,
  adminToken: undefined,
  role: undefined,
  notesRole: undefined,
  loginToRead: false,
};
const adminToken = 'a-token-of-sixteen';
const session: Session = { kind: 'session', id: 'a1', subject: 'ada', name: 'Ada', roles: ['boss'], expires: 0 };

function requestOf(headers: Record<string, string> = {}, from = '127.0.0.1'): IncomingMessage {
  const socket = new Socket();
  Object.defineProperty(socket, 'remoteAddress', { value: from });
  return Object.assign(new IncomingMessage(socket), { headers: { host: 'localhost:4000', ...headers } });
}

describe('permissionsOf', () => {
  it.each(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'])(
    'allows operator actions from the machine itself, %s',
    (from) => {
      expect(permissionsOf(requestOf({}, from), undefined, defaultPolicy)).toEqual({ source: 'machine' });
    },
  );

  it.each(['10.0.0.1', '128.141.0.1', '::2', '::ffff:10.0.0.1', 'fe80::1', '1270.0.0.1'])(
    'denies them from %s',
    (from) => {
      expect(permissionsOf(requestOf({}, from), undefined, defaultPolicy)).toMatchObject({
        source: 'none',
        operateDenial: 'operator actions are allowed from the machine of the server only',
        editDenial: 'changes are allowed from the machine of the server only',
        notesDenial: 'notes are allowed from the machine of the server only',
      });
    },
  );

  it('accepts a session only if login is configured, and compares the whole name of the role', () => {
    const policy = { ...defaultPolicy, role: 'boss' };
    expect(permissionsOf(requestOf(), session, policy)).toEqual({ source: 'session', userId: 'ada', userName: 'Ada' });
    expect(permissionsOf(requestOf({}, '10.0.0.1'), session, defaultPolicy)).toMatchObject({ source: 'none' });
    expect(permissionsOf(requestOf(), { ...session, roles: ['bos', 'bosses'] }, policy)).toMatchObject({
      source: 'session',
      operateDenial: expect.stringMatching(/without the role boss/),
      editDenial: undefined,
    });
    expect(permissionsOf(requestOf({ 'sec-fetch-site': 'cross-site' }), session, policy).editDenial).toBeDefined();
  });

  it('allows every login to write notes, or those with the role for it', () => {
    const policy = { ...defaultPolicy, role: 'boss' };
    const writer = { ...session, roles: ['writer'] };
    expect(permissionsOf(requestOf(), { ...session, roles: [] }, policy).notesDenial).toBeUndefined();
    expect(permissionsOf(requestOf(), writer, { ...policy, notesRole: 'writer' })).toMatchObject({
      notesDenial: undefined,
      operateDenial: expect.stringMatching(/without the role boss/),
    });
    expect(permissionsOf(requestOf(), session, { ...policy, notesRole: 'writer' })).toMatchObject({
      notesDenial: 'you are logged in as Ada, without the role writer, which notes require',
      editDenial: undefined,
    });
    const crossSite = requestOf({ 'sec-fetch-site': 'cross-site' });
    expect(permissionsOf(crossSite, writer, { ...policy, notesRole: 'writer' }).notesDenial).toBeDefined();
  });

  it('grants ADMIN_TOKEN every permission, from any address', () => {
    const policy = { ...defaultPolicy, role: 'boss', adminToken, loginToRead: true, publicUrl: 'https://hdqm.example' };
    const headers = { authorization: `bearer ${adminToken}`, 'sec-fetch-site': 'cross-site' };
    expect(permissionsOf(requestOf(headers, '10.0.0.1'), undefined, policy)).toEqual({ source: 'token' });
    expect(permissionsOf(requestOf({ authorization: 'Bearer x' }), session, policy)).toMatchObject({
      source: 'session',
    });
    for (const authorization of ['Bearer x', 'Bearer', 'Bearer  ', adminToken, `Bearer ${adminToken} x`])
      expect(permissionsOf(requestOf({ authorization }), undefined, policy).readDenial).toBeDefined();
  });

  it('grants a read token reading and nothing else, whatever else the request has', () => {
    const policy = { ...defaultPolicy, role: 'boss', loginToRead: true };
    const authorization = 'Bearer hdqm_1';
    for (const sent of [requestOf({ authorization }), requestOf({ authorization }, '10.0.0.1')]) {
      const { readDenial, ...denials } = permissionsOf(sent, session, policy, { kind: 'reader', name: 'ci' });
      const reason = 'the read token ci allows reading only';
      expect(readDenial).toBeUndefined();
      expect(denials).toEqual({
        source: 'reader',
        operateDenial: reason,
        editDenial: reason,
        notesDenial: reason,
        tokensDenial: reason,
        mutationDenial: reason,
      });
    }
  });

  it('grants an access token what a login of its user grants, and nothing to other sites', () => {
    const policy = { ...defaultPolicy, role: 'boss', loginToRead: true, notesRole: 'writer' };
    const authorization = 'Bearer eyJ';
    const user = { subject: 'ada', name: 'Ada', roles: ['boss'] };
    for (const roles of [[], ['boss'], ['writer'], ['boss', 'writer']]) {
      for (const headers of [{}, { origin: 'https://evil.example' }, { 'sec-fetch-site': 'same-site' }]) {
        const byToken = permissionsOf(requestOf({ authorization, ...headers }), undefined, policy, {
          kind: 'user',
          user: { ...user, roles },
        });
        const byLogin = permissionsOf(requestOf(headers), { ...session, roles }, policy);
        expect(byToken).toEqual({ ...byLogin, source: 'access token' });
      }
    }
  });

  it('denies what the token of a request does not grant, with the reason; a session counts nevertheless', () => {
    const policy = { ...defaultPolicy, role: 'boss', loginToRead: true };
    const sent = requestOf({ authorization: 'Bearer eyJ' });
    const rejected = { kind: 'rejected', reason: 'the token expired', isUnavailable: false } as const;
    expect(permissionsOf(sent, undefined, policy, rejected)).toMatchObject({
      source: 'none',
      readDenial: 'the token expired',
      operateDenial: 'the token expired',
      tokensDenial: 'the token expired',
      tokenProblem: { reason: 'the token expired' },
    });
    expect(permissionsOf(sent, undefined, { ...policy, loginToRead: false }, rejected).readDenial).toBeUndefined();
    expect(permissionsOf(sent, session, policy, rejected)).toMatchObject({ source: 'session', readDenial: undefined });
  });

  it('denies reading only if it requires a login', () => {
    const policy = { ...defaultPolicy, role: 'boss' };
    expect(permissionsOf(requestOf(), undefined, policy).readDenial).toBeUndefined();
    expect(permissionsOf(requestOf(), undefined, { ...policy, loginToRead: true }).readDenial).toMatch(/not logged in/);
    expect(permissionsOf(requestOf(), { ...session, roles: [] }, { ...policy, loginToRead: true })).toMatchObject({
      source: 'session',
      readDenial: undefined,
    });
  });
});

describe('crossOriginReason', () => {
  it.each([
    [{}, undefined],
    [{ origin: 'http://localhost:4000' }, undefined],
    [{ origin: 'http://localhost:4000', 'sec-fetch-site': 'same-origin' }, undefined],
    [{ 'sec-fetch-site': 'none' }, undefined],
    [{ origin: 'https://hdqm.example', host: 'inside:1' }, undefined],
    [{ origin: 'https://hdqm.example', host: 'hdqm.example:443' }, undefined],
  ])('accepts %j as same-origin', (headers, expected) => {
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
  ])('rejects %j as cross-site', (headers) => {
    expect(crossOriginReason(requestOf(headers), 'https://hdqm.example')).toMatch(/page of another site/);
  });
});

describe('isLoopbackHost', () => {
  it.each(['localhost', 'localhost:4000', '127.0.0.1:1', '[::1]:4000', 'LOCALHOST'])('accepts %s', (host) => {
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
  ])('rejects %s', (host) => {
    expect(isLoopbackHost(host)).toBe(false);
  });
});
