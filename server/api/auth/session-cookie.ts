/** Encrypted cookies: the session of a user, and logins in progress. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { Response } from 'express';
import { sealData, unsealData } from 'iron-session';
import { z } from 'zod';

const sessionShape = z.object({
  kind: z.literal('session'),
  /** Identifies the session where a logout revokes it. */
  id: z.string(),
  subject: z.string(),
  name: z.string(),
  roles: z.array(z.string()).readonly(),
  /** In ms since 1970. */
  expires: z.number(),
});

/** A logged-in user. */
export type Session = z.output<typeof sessionShape>;

const attemptShape = z.object({
  kind: z.literal('attempt'),
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  /** The page to return to. */
  to: z.string(),
  expires: z.number(),
});

/** A login in progress. */
export type Attempt = z.output<typeof attemptShape>;

/** Lifetime of a session, and of a login in progress, in seconds. */
export const lifetimes = { session: 12 * 3600, attempt: 600 } as const;

/** Logins in progress per browser, in several tabs. Older ones are dropped: browsers and servers limit the size of cookies. */
const maxAttempts = 3;

export interface CookieOptions {
  /** 32 characters or more. */
  readonly secret: string;
  readonly publicUrl: string | undefined;
  readonly now: () => number;
}

/** Reads and writes the cookies. */
export class SessionCookies {
  private readonly options: CookieOptions;

  constructor(options: CookieOptions) {
    this.options = options;
  }

  /** The session of a request; undefined if it has none, or one that is expired or forged. */
  session(request: IncomingMessage): Promise<Session | undefined> {
    return this.open(request, this.name(request, 'session'), sessionShape);
  }

  async setSession(request: IncomingMessage, response: Response, user: Omit<Session, 'kind' | 'id' | 'expires'>) {
    const expires = this.expiry('session');
    await this.set(request, response, 'session', { kind: 'session', id: randomUUID(), ...user, expires });
  }

  endSession(request: IncomingMessage, response: Response): void {
    this.clear(request, response, this.name(request, 'session'));
  }

  /** The login in progress with a state; undefined if it was not started in this browser. */
  async attempt(request: IncomingMessage, state: string): Promise<Attempt | undefined> {
    return this.open(request, this.name(request, attemptName(state)), attemptShape);
  }

  async setAttempt(request: IncomingMessage, response: Response, attempt: Omit<Attempt, 'kind' | 'expires'>) {
    const inProgress = [...cookiesOf(request).keys()].filter(
      (name) => name.startsWith(this.name(request, attemptPrefix)) && /^[-\w]+$/.test(name),
    );
    for (const name of inProgress.slice(0, Math.max(0, inProgress.length + 1 - maxAttempts)))
      this.clear(request, response, name);
    await this.set(request, response, attemptName(attempt.state), {
      kind: 'attempt',
      ...attempt,
      expires: this.expiry('attempt'),
    });
  }

  endAttempt(request: IncomingMessage, response: Response, state: string): void {
    this.clear(request, response, this.name(request, attemptName(state)));
  }

  /** No lifetime of the seal: the sealed content has its own `expires`. */
  private get seal() {
    return { password: this.options.secret, ttl: 0 };
  }

  private expiry(kind: keyof typeof lifetimes): number {
    return this.options.now() + lifetimes[kind] * 1000;
  }

  /** Browsers accept a __Host- cookie from this host only, not from a sibling in its domain. */
  private name(request: IncomingMessage, name: string): string {
    return `${this.isSecure(request) ? '__Host-' : ''}hdqm-${name}`;
  }

  private isSecure(request: IncomingMessage): boolean {
    return (
      this.options.publicUrl?.startsWith('https:') === true ||
      (request.socket as Partial<TLSSocket>).encrypted === true ||
      request.headers['x-forwarded-proto'] === 'https' // a client that forges it breaks only its own cookie
    );
  }

  private async set(request: IncomingMessage, response: Response, name: string, content: Session | Attempt) {
    const sealed = await sealData(content, this.seal);
    response.cookie(this.name(request, name), sealed, {
      ...this.attributes(request),
      maxAge: lifetimes[content.kind] * 1000,
    });
  }

  private clear(request: IncomingMessage, response: Response, name: string): void {
    response.clearCookie(name, this.attributes(request));
  }

  /** Lax, because the issuer redirects the browser back to us. */
  private attributes(request: IncomingMessage) {
    return { httpOnly: true, sameSite: 'lax', secure: this.isSecure(request), path: '/' } as const;
  }

  private async open<T extends Session | Attempt>(
    request: IncomingMessage,
    name: string,
    shape: z.ZodType<T>,
  ): Promise<T | undefined> {
    const sealed = cookiesOf(request).get(name);
    if (sealed === undefined) return undefined;
    // A cookie that cannot be unsealed was made with another secret, or modified.
    const content = await unsealData<unknown>(sealed, this.seal).catch(() => undefined);
    const parsed = shape.safeParse(content);
    return parsed.success && parsed.data.expires > this.options.now() ? parsed.data : undefined;
  }
}

const attemptPrefix = 'login-';

function attemptName(state: string): string {
  return attemptPrefix + state.replaceAll(/[^-\w]/g, '').slice(0, 16);
}

function cookiesOf({ headers }: IncomingMessage): Map<string, string> {
  const cookies = new Map<string, string>();
  for (const pair of (headers.cookie ?? '').split(';')) {
    const [name = '', ...rest] = pair.split('=');
    if (rest.length > 0 && !cookies.has(name.trim())) cookies.set(name.trim(), rest.join('=').trim());
  }
  return cookies;
}
