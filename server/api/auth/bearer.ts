/** Bearer tokens of requests: read tokens of the database, and access tokens of the OpenID Connect issuer. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import { findToken, recordUse } from '../../store/access/read-tokens.ts';
import { isSecret, looksLikeSecret } from '../../store/access/token-secret.ts';
import type { Database } from '../../store/connection/database.ts';
import { type AccessTokens, looksLikeJwt, TokenRejection } from './access-token.ts';
import type { User } from './oidc.ts';

/** What a bearer token proves. */
export type Bearer =
  /** It is a read token. */
  | { readonly kind: 'reader'; readonly name: string }
  /** It is an access token of a user. */
  | { readonly kind: 'user'; readonly user: User }
  /** It is invalid, or cannot be verified now. */
  | { readonly kind: 'rejected'; readonly reason: string; readonly isUnavailable: boolean };

/** How long an accepted token is not looked up again, in ms: a revocation acts in other processes after that. */
const acceptedMs = 5_000;
/** The same of a rejected one, which stays rejected: a script that sends it again and again costs one attempt a minute. */
const rejectedMs = 60_000;
/** Tokens in the cache. */
const maxTokens = 2_000;

/** Checks bearer tokens. */
export class BearerTokens {
  private readonly database: Database;
  private readonly accessTokens: AccessTokens | undefined;
  private readonly log: Logger;
  private readonly now: () => number;
  /** By the hash of the token: a copy of the memory shows no secret. */
  private readonly checked: LRUCache<string, Promise<Bearer>>;

  /** `accessTokens`: undefined if login is not configured. */
  constructor(database: Database, accessTokens: AccessTokens | undefined, log: Logger, now: () => number) {
    this.database = database;
    this.accessTokens = accessTokens;
    this.log = log;
    this.now = now;
    this.checked = new LRUCache({ max: maxTokens, ttl: acceptedMs, ttlResolution: 0, perf: { now } });
  }

  /** Whether a token has the form of a read token, or of an access token where login is configured. */
  isKnownForm(token: string): boolean {
    return looksLikeSecret(token) || (this.accessTokens !== undefined && looksLikeJwt(token));
  }

  /** The result of a check some seconds ago; undefined if there was none. */
  recall(token: string): Promise<Bearer> | undefined {
    return this.checked.get(digestOf(token).toString('hex'));
  }

  /** Checks a token, unless that was done some seconds ago. Rejects where the database is unavailable. */
  check(token: string): Promise<Bearer> {
    const key = digestOf(token).toString('hex');
    const recalled = this.checked.get(key);
    if (recalled) return recalled;
    const checking = this.verify(token, key).catch((error: unknown) => {
      this.checked.delete(key);
      throw error;
    });
    this.checked.set(key, checking);
    return checking;
  }

  /** Looks up every token again, so that a revocation in this process acts immediately. */
  forget(): void {
    this.checked.clear();
  }

  private async verify(token: string, key: string): Promise<Bearer> {
    const { accessTokens } = this;
    const { bearer, isFinal } =
      looksLikeSecret(token) || !accessTokens
        ? await this.readToken(token)
        : await checkAccessToken(accessTokens, token);
    if (isFinal) this.checked.set(key, Promise.resolve(bearer), { ttl: rejectedMs });
    return bearer;
  }

  private async readToken(secret: string): Promise<Checked> {
    if (!isSecret(secret)) return rejected('the read token is incomplete or mistyped: its checksum is wrong');
    const token = await findToken(this.database, secret);
    if (!token) return rejected('the read token is unknown: it may have been deleted after it was revoked or expired');
    const { name, revokedAt, revokedBy, expiresAt } = token;
    if (revokedAt) return rejected(`the read token ${name} was revoked on ${dayOf(revokedAt)} by ${revokedBy}`);
    if (expiresAt.getTime() <= this.now()) return rejected(`the read token ${name} expired on ${dayOf(expiresAt)}`);
    // Nobody waits for it, and reading goes on where the database is read-only.
    recordUse(this.database, token, this.now()).catch((error: unknown) =>
      this.log.warn({ err: error, token: name }, 'use of a read token not stored'),
    );
    return { bearer: { kind: 'reader', name }, isFinal: false };
  }
}

async function checkAccessToken(accessTokens: AccessTokens, token: string): Promise<Checked> {
  try {
    return { bearer: { kind: 'user', user: await accessTokens.verify(token) }, isFinal: false };
  } catch (error) {
    if (!(error instanceof TokenRejection)) throw error;
    const { message: reason, kind } = error;
    return { bearer: { kind: 'rejected', reason, isUnavailable: kind === 'unavailable' }, isFinal: kind === 'invalid' };
  }
}

interface Checked {
  readonly bearer: Bearer;
  /** Whether the result stays the same. */
  readonly isFinal: boolean;
}

function rejected(reason: string): Checked {
  return { bearer: { kind: 'rejected', reason, isUnavailable: false }, isFinal: true };
}

function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}

/** The bearer token of a request: that of its sender. */
export function bearerToken({ headers }: IncomingMessage): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];
}

/**
 * The access token of the user that a proxy has logged in, in a header of its own. It is verified like any other, so that it does not matter who
 * sent it.
 */
export function forwardedToken({ headers }: IncomingMessage): string | undefined {
  const token = headers['x-forwarded-access-token'];
  return typeof token === 'string' && looksLikeJwt(token) ? token : undefined;
}

/** Compares in constant time. */
export function isSameToken(a: string, b: string): boolean {
  return timingSafeEqual(digestOf(a), digestOf(b));
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
