/** Authentication: who sends a request, by its cookies and tokens. */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Response } from 'express';
import type { Logger } from 'pino';
import type { Settings } from '../../app/settings.ts';
import { RevokedSessions } from '../../store/access/revoked-sessions.ts';
import type { Database } from '../../store/connection/database.ts';
import { RequestCounter } from '../http/request-counter.ts';
import { AccessTokens } from './access-token.ts';
import { type Bearer, BearerTokens, bearerToken, forwardedToken, isSameToken } from './bearer.ts';
import { Issuer, type IssuerOptions } from './oidc.ts';
import { type AuthPolicy, type Permissions, permissionsOf, rateLimited } from './permissions.ts';
import { type Session, SessionCookies } from './session-cookie.ts';

/** The OpenID Connect issuer, and what its roles grant. */
export interface LoginOptions extends IssuerOptions {
  /** The role of operators. */
  readonly role: string;
  /** The role that writing notes requires; default: every login may write them. */
  readonly notesRole?: string | undefined;
  /** Audiences of the access tokens that are accepted; default: the client ID. */
  readonly audiences?: readonly string[] | undefined;
}

/** Options of authentication. Without any, operator actions are allowed to direct connections from the server's own machine. */
export interface AuthOptions {
  readonly login?: LoginOptions | undefined;
  readonly loginToRead?: boolean | undefined;
  /** Key of the cookies, at least 32 characters. Default: a random one, so that sessions end with the process. */
  readonly sessionSecret?: string | undefined;
  readonly adminToken?: string | undefined;
  /** The time in ms since 1970. */
  readonly now?: (() => number) | undefined;
}

/** The options that the settings give. */
export function authOptions(settings: Settings): AuthOptions {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId } = settings;
  return {
    login:
      issuer === undefined || clientId === undefined
        ? undefined
        : {
            issuer,
            clientId,
            clientSecret: settings.OIDC_CLIENT_SECRET,
            roleClaim: settings.OIDC_ROLE_CLAIM,
            role: settings.OIDC_ROLE,
            notesRole: settings.NOTES_ROLE,
            audiences: settings.OIDC_API_AUDIENCE,
            caFile: settings.CA_FILE,
          },
    loginToRead: settings.LOGIN_TO_READ,
    sessionSecret: settings.SESSION_SECRET,
    adminToken: settings.ADMIN_TOKEN,
  };
}

/** What Auth needs of the server. */
export interface AuthContext {
  /** The address of the server behind a proxy. */
  readonly publicUrl: string | undefined;
  readonly log: Logger;
  readonly database: Database;
  /** The key of a client in rate limits. */
  readonly addressOf: (request: IncomingMessage) => string;
}

/** Wrong tokens from one address per minute, after which no further ones are compared. */
export const maxWrongTokens = 10;

/** Determines the permissions of requests, from the settings, cookies and the OpenID Connect issuer. */
export class Auth {
  readonly policy: AuthPolicy;
  readonly cookies: SessionCookies;
  /** Undefined if login is not configured. */
  readonly issuer: Issuer | undefined;
  private readonly log: Logger;
  private readonly revoked: RevokedSessions;
  private readonly bearers: BearerTokens;
  private readonly addressOf: AuthContext['addressOf'];
  private readonly wrongTokens = new RequestCounter();

  /** Throws a CertificateFileError. */
  constructor(
    { login, loginToRead, sessionSecret, adminToken, now = Date.now }: AuthOptions,
    { publicUrl, log, database, addressOf }: AuthContext,
  ) {
    this.log = log;
    this.revoked = new RevokedSessions(database, now);
    this.addressOf = addressOf;
    this.policy = {
      publicUrl,
      adminToken,
      role: login?.role,
      notesRole: login?.notesRole,
      loginToRead: loginToRead === true,
    };
    this.issuer = login && new Issuer(login);
    const accessTokens =
      login && this.issuer && new AccessTokens(this.issuer, login.audiences ?? [login.clientId], { log, now });
    this.bearers = new BearerTokens(database, accessTokens, log, now);
    if (login && sessionSecret === undefined)
      log.warn('SESSION_SECRET is not set: sessions end with this process and are not shared with others');
    const secret = sessionSecret ?? randomBytes(32).toString('base64');
    this.cookies = new SessionCookies({ secret, publicUrl, now });
  }

  /** The permissions of a request at this moment: those of a WebSocket can expire. Rejects where the database is unavailable. */
  async permissionsOf(request: IncomingMessage): Promise<Permissions> {
    const token = bearerToken(request);
    if (token === undefined) {
      const forwarded = this.issuer && forwardedToken(request);
      // Not limited: a proxy sends those of all users, and a signature cannot be guessed.
      const bearer = forwarded === undefined ? undefined : await this.bearers.check(forwarded);
      return permissionsOf(request, await this.session(request), this.policy, bearer);
    }
    const bearer = await this.checkToken(token, this.addressOf(request));
    if (bearer === 'rate limited') return rateLimited(tooManyWrongTokens, this.policy);
    return permissionsOf(request, await this.session(request), this.policy, bearer);
  }

  /** Looks up read tokens again: one was revoked. */
  forgetTokens(): void {
    this.bearers.forget();
  }

  /** Ends the session of a request, if it has one, in all processes. */
  async endSession(request: IncomingMessage, response: Response): Promise<void> {
    const session = await this.session(request);
    this.cookies.endSession(request, response);
    if (session) await this.revoked.revoke(session.id, session.expires);
  }

  private async session(request: IncomingMessage): Promise<Session | undefined> {
    const session = this.issuer && (await this.cookies.session(request));
    return session && !(await this.revoked.has(session.id)) ? session : undefined;
  }

  /**
   * What a token proves; undefined for ADMIN_TOKEN, or a text that is compared with it only. Counts and logs wrong tokens: beyond the limit of an
   * address none is compared or looked up, but those checked before are remembered.
   */
  private async checkToken(token: string, address: string): Promise<Bearer | 'rate limited' | undefined> {
    const { adminToken } = this.policy;
    const isKnownForm = this.bearers.isKnownForm(token);
    if (!isKnownForm && adminToken === undefined) return undefined;
    const recalled = this.bearers.recall(token);
    if (recalled) return recalled;
    if (this.wrongTokens.count(address) >= maxWrongTokens) return 'rate limited';
    if (adminToken !== undefined && isSameToken(token, adminToken)) return undefined;
    if (!isKnownForm) {
      this.countWrongToken(address, 'wrong ADMIN_TOKEN received');
      return undefined;
    }
    const bearer = await this.bearers.check(token);
    if (bearer.kind === 'rejected' && !bearer.isUnavailable)
      this.countWrongToken(address, 'token rejected', bearer.reason);
    return bearer;
  }

  /** Logs the first and the last wrong token only, so that guesses do not fill the log. */
  private countWrongToken(address: string, event: string, reason?: string): void {
    const { totalHits } = this.wrongTokens.increment(address);
    if (totalHits === 1 || totalHits === maxWrongTokens) this.log.warn({ address, attempts: totalHits, reason }, event);
  }
}

const tooManyWrongTokens = `more than ${maxWrongTokens} wrong tokens per minute from this address: retry in a minute`;
