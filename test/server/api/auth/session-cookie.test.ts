import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { CookieOptions, Response } from 'express';
import { describe, expect, it } from 'vitest';
import { lives, LoginCookies } from '../../../../server/api/auth/session-cookie.ts';

const secret = 'a secret that seals cookies of a test';
const ada = { subject: 'ada', name: 'Ada', roles: ['boss'] };
const attempt = { state: 'a-state-that-is-long', nonce: 'n', verifier: 'v', to: '/runs' };

/** Cookies as a browser has them, at an HTTP server that answers with them. */
function jar({ publicUrl = undefined as string | undefined, now = (): number => 0, headers = {} } = {}) {
  const kept = new Map<string, { value: string; options: CookieOptions }>();
  const response = {
    cookie: (name: string, value: string, options: CookieOptions) => void kept.set(name, { value, options }),
    clearCookie: (name: string) => void kept.delete(name),
  } as unknown as Response;
  const request = (): IncomingMessage =>
    Object.assign(new IncomingMessage(new Socket()), {
      headers: { ...headers, cookie: [...kept].map(([name, { value }]) => `${name}=${value}`).join('; ') },
    });
  return { kept, request, response, cookies: new LoginCookies({ secret, publicUrl, now }) };
}

describe('LoginCookies', () => {
  it('keeps who is logged in, readable for the server only, until the time is over', async () => {
    let time = 0;
    const { cookies, kept, request, response } = jar({ now: () => time });
    await cookies.keepSession(request(), response, ada);
    const [[name, { value, options }] = ['', { value: '', options: {} }]] = kept;
    expect(name).toBe('hdqm-session');
    expect(options).toEqual({ httpOnly: true, sameSite: 'lax', secure: false, path: '/', maxAge: 12 * 3600_000 });
    expect(value + Buffer.from(value, 'base64url').toString('latin1')).not.toContain('Ada');
    time = lives.session * 1000 - 1;
    expect(await cookies.session(request())).toEqual({ kind: 'session', ...ada, expires: lives.session * 1000 });
    time += 1;
    expect(await cookies.session(request())).toBeUndefined();
  });

  it.each([
    [{ publicUrl: 'https://hdqm.example' }, true],
    [{ headers: { 'x-forwarded-proto': 'https' } }, true],
    [{ publicUrl: 'http://hdqm.example' }, false],
  ])('guards the cookie by what the browser sees: %j', async (options, secure) => {
    const { cookies, kept, request, response } = jar(options);
    await cookies.keepSession(request(), response, ada);
    const [[name, cookie] = ['', undefined]] = kept;
    expect([name, cookie?.options.secure]).toEqual([secure ? '__Host-hdqm-session' : 'hdqm-session', secure]);
    expect(await cookies.session(request())).toMatchObject(ada);
  });

  it('takes no cookie of another kind, another secret, or changed', async () => {
    const { cookies, kept, request, response } = jar();
    await cookies.keepAttempt(request(), response, attempt);
    const [{ value } = { value: '' }] = kept.values();
    expect(await cookies.attempt(request(), attempt.state)).toMatchObject(attempt);
    kept.set('hdqm-session', { value, options: {} });
    expect(await cookies.session(request())).toBeUndefined();

    await cookies.keepSession(request(), response, ada);
    const session = kept.get('hdqm-session')?.value ?? '';
    const other = new LoginCookies({ secret: `${secret}!`, publicUrl: undefined, now: () => 0 });
    expect(await other.session(request())).toBeUndefined();
    for (let place = 0; place < session.length; place += 7) {
      const changed = session.slice(0, place) + (session[place] === 'A' ? 'B' : 'A') + session.slice(place + 1);
      kept.set('hdqm-session', { value: changed, options: {} });
      expect(await cookies.session(request())).toBeUndefined();
    }
    kept.set('hdqm-session', { value: session, options: {} });
    expect(await cookies.session(request())).toMatchObject(ada);
  });

  it('lets three logins be under way, each ending by itself', async () => {
    const { cookies, kept, request, response } = jar();
    const states = ['one', 'two', 'three', 'four'].map((name) => `${name}-`.padEnd(43, 'x'));
    for (const state of states) await cookies.keepAttempt(request(), response, { ...attempt, state });
    expect(kept.size).toBe(3);
    expect(await cookies.attempt(request(), states[0] ?? '')).toBeUndefined();
    expect(await cookies.attempt(request(), states[3] ?? '')).toMatchObject({ state: states[3] });
    cookies.endAttempt(request(), response, states[3] ?? '');
    expect(await cookies.attempt(request(), states[3] ?? '')).toBeUndefined();
    expect(await cookies.attempt(request(), states[2] ?? '')).toMatchObject({ state: states[2] });
  });
});
