/** Cookies that only this server can make and read. */
import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { Response } from 'express';
import { sealData, unsealData } from 'iron-session';
import { z } from 'zod';

const sessionShape = z.object({
  kind: z.literal('session'),
  subject: z.string(),
  name: z.string(),
  roles: z.array(z.string()).readonly(),
  /** In ms since 1970. */
  expires: z.number(),
});

/** Who is logged in, until when. */
export type Session = z.output<typeof sessionShape>;

const attemptShape = z.object({
  kind: z.literal('attempt'),
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  /** The page to go back to. */
  to: z.string(),
  expires: z.number(),
});

/** A login that was begun. */
export type Attempt = z.output<typeof attemptShape>;

/** How long a login lasts, and how long one may take, in seconds. */
export const lives = { session: 12 * 3600, attempt: 600 } as const;

/** So many logins may be under way in one browser, of several tabs; older ones are given up, since browsers and servers bound what cookies hold. */
const attemptsAtOnce = 3;

export interface CookieOptions {
  /** 32 characters or more. */
  readonly secret: string;
  readonly publicUrl: string | undefined;
  readonly now: () => number;
}

/** Reads and writes the cookies of logins. */
export class LoginCookies {
  private readonly options: CookieOptions;

  constructor(options: CookieOptions) {
    this.options = options;
  }

  /** Who is logged in; undefined also where the cookie is too old or was tampered with. */
  session(request: IncomingMessage): Promise<Session | undefined> {
    return this.open(request, this.name(request, 'session'), sessionShape);
  }

  async keepSession(request: IncomingMessage, response: Response, person: Omit<Session, 'kind' | 'expires'>) {
    await this.keep(request, response, 'session', { kind: 'session', ...person, expires: this.until(lives.session) });
  }

  endSession(request: IncomingMessage, response: Response): void {
    this.clear(request, response, this.name(request, 'session'));
  }

  /** The login that was begun with a state, if it was in this browser. */
  async attempt(request: IncomingMessage, state: string): Promise<Attempt | undefined> {
    return this.open(request, this.name(request, attemptName(state)), attemptShape);
  }

  async keepAttempt(request: IncomingMessage, response: Response, attempt: Omit<Attempt, 'kind' | 'expires'>) {
    const begun = [...cookiesOf(request).keys()].filter(
      (name) => name.startsWith(this.name(request, attemptPrefix)) && /^[-\w]+$/.test(name),
    );
    for (const name of begun.slice(0, Math.max(0, begun.length + 1 - attemptsAtOnce)))
      this.clear(request, response, name);
    const until = this.until(lives.attempt);
    await this.keep(request, response, attemptName(attempt.state), { kind: 'attempt', ...attempt, expires: until });
  }

  endAttempt(request: IncomingMessage, response: Response, state: string): void {
    this.clear(request, response, this.name(request, attemptName(state)));
  }

  /** Their own `expires`, sealed with them, ends them. */
  private get seal() {
    return { password: this.options.secret, ttl: 0 };
  }

  private until(seconds: number): number {
    return this.options.now() + seconds * 1000;
  }

  /** With __Host- a browser takes the cookie from this very host only, not from a neighbour in its domain. */
  private name(request: IncomingMessage, name: string): string {
    return `${this.isSecure(request) ? '__Host-' : ''}hdqm-${name}`;
  }

  private isSecure(request: IncomingMessage): boolean {
    return (
      this.options.publicUrl?.startsWith('https:') === true ||
      (request.socket as Partial<TLSSocket>).encrypted === true ||
      request.headers['x-forwarded-proto'] === 'https' // who makes that up only spoils the own cookie
    );
  }

  private async keep(request: IncomingMessage, response: Response, name: string, content: Session | Attempt) {
    const sealed = await sealData(content, this.seal);
    response.cookie(this.name(request, name), sealed, {
      ...this.attributes(request),
      maxAge: lives[content.kind] * 1000,
    });
  }

  private clear(request: IncomingMessage, response: Response, name: string): void {
    response.clearCookie(name, this.attributes(request));
  }

  /** Lax, since the login service leads the browser back to us. */
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
    // What cannot be unsealed was not made here: a cookie of another secret, or one that somebody changed.
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
