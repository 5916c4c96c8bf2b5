import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { CookieOptions, Response } from 'express';
import { describe, expect, it } from 'vitest';
import { lifetimes, SessionCookies } from '../../../../server/api/auth/session-cookie.ts';

const secret = 'a secret that seals cookies of a test';
const ada = { subject: 'ada', name: 'Ada Lovelace', roles: ['boss'] };
const attempt = { state: 'a-state-that-is-long', nonce: 'n', verifier: 'v', to: '/runs' };

/** The cookies of a browser, and requests and responses that read and set them. */
function jar({ publicUrl = undefined as string | undefined, now = (): number => 0, headers = {} } = {}) {
  const stored = new Map<string, { value: string; options: CookieOptions }>();
  const response = {
    cookie: (name: string, value: string, options: CookieOptions) => void stored.set(name, { value, options }),
    clearCookie: (name: string) => void stored.delete(name),
  } as unknown as Response;
  const request = (): IncomingMessage =>
    Object.assign(new IncomingMessage(new Socket()), {
      headers: { ...headers, cookie: [...stored].map(([name, { value }]) => `${name}=${value}`).join('; ') },
    });
  return { stored, request, response, cookies: new SessionCookies({ secret, publicUrl, now }) };
}

describe('SessionCookies', () => {
  it('stores the session, readable by the server only, until it expires', async () => {
    let time = 0;
    const { cookies, stored, request, response } = jar({ now: () => time });
    await cookies.setSession(request(), response, ada);
    const [[name, { value, options }] = ['', { value: '', options: {} }]] = stored;
    expect(name).toBe('hdqm-session');
    expect(options).toEqual({ httpOnly: true, sameSite: 'lax', secure: false, path: '/', maxAge: 12 * 3600_000 });
    expect(value + Buffer.from(value, 'base64url').toString('latin1')).not.toContain('Lovelace');
    time = lifetimes.session * 1000 - 1;
    expect(await cookies.session(request())).toEqual({
      kind: 'session',
      id: expect.any(String),
      ...ada,
      expires: lifetimes.session * 1000,
    });
    time += 1;
    expect(await cookies.session(request())).toBeUndefined();
  });

  it.each([
    [{ publicUrl: 'https://hdqm.example' }, true],
    [{ headers: { 'x-forwarded-proto': 'https' } }, true],
    [{ publicUrl: 'http://hdqm.example' }, false],
  ])('sets the prefix and Secure by the scheme that the browser uses: %j', async (options, secure) => {
    const { cookies, stored, request, response } = jar(options);
    await cookies.setSession(request(), response, ada);
    const [[name, cookie] = ['', undefined]] = stored;
    expect([name, cookie?.options.secure]).toEqual([secure ? '__Host-hdqm-session' : 'hdqm-session', secure]);
    expect(await cookies.session(request())).toMatchObject(ada);
  });

  it('rejects a cookie of another kind, of another secret, or modified', async () => {
    const { cookies, stored, request, response } = jar();
    await cookies.setAttempt(request(), response, attempt);
    const [{ value } = { value: '' }] = stored.values();
    expect(await cookies.attempt(request(), attempt.state)).toMatchObject(attempt);
    stored.set('hdqm-session', { value, options: {} });
    expect(await cookies.session(request())).toBeUndefined();

    await cookies.setSession(request(), response, ada);
    const session = stored.get('hdqm-session')?.value ?? '';
    const other = new SessionCookies({ secret: `${secret}!`, publicUrl: undefined, now: () => 0 });
    expect(await other.session(request())).toBeUndefined();
    for (let index = 0; index < session.length; index += 7) {
      const changed = session.slice(0, index) + (session[index] === 'A' ? 'B' : 'A') + session.slice(index + 1);
      stored.set('hdqm-session', { value: changed, options: {} });
      expect(await cookies.session(request())).toBeUndefined();
    }
    stored.set('hdqm-session', { value: session, options: {} });
    expect(await cookies.session(request())).toMatchObject(ada);
  });

  it('stores at most three logins in progress, each ended separately', async () => {
    const { cookies, stored, request, response } = jar();
    const states = ['one', 'two', 'three', 'four'].map((name) => `${name}-`.padEnd(43, 'x'));
    for (const state of states) await cookies.setAttempt(request(), response, { ...attempt, state });
    expect(stored.size).toBe(3);
    expect(await cookies.attempt(request(), states[0] ?? '')).toBeUndefined();
    expect(await cookies.attempt(request(), states[3] ?? '')).toMatchObject({ state: states[3] });
    cookies.endAttempt(request(), response, states[3] ?? '');
    expect(await cookies.attempt(request(), states[3] ?? '')).toBeUndefined();
    expect(await cookies.attempt(request(), states[2] ?? '')).toMatchObject({ state: states[2] });
  });
});
