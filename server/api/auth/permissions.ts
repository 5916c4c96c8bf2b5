/** Authentication and authorization: what each request may do, and as whom. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Response } from 'express';
import type { Logger } from 'pino';
import type { Settings } from '../../app/settings.ts';
import type { RevokedSessions } from '../../store/revoked-sessions.ts';
import { RequestCounter } from '../http/request-counter.ts';
import { crossOriginReason, isLoopbackHost } from './csrf.ts';
import { Issuer, type IssuerOptions } from './oidc.ts';
import { type Session, SessionCookies } from './session-cookie.ts';

/** Options of authentication. Without any, operator actions are allowed to direct connections from the server's own machine. */
export interface AuthOptions {
  /** The OpenID Connect issuer, the role that operators have, and that of users who write notes; without the latter all do. */
  readonly login?: (IssuerOptions & { readonly role: string; readonly notesRole?: string | undefined }) | undefined;
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
            caFile: settings.CA_FILE,
          },
    loginToRead: settings.LOGIN_TO_READ,
    sessionSecret: settings.SESSION_SECRET,
    adminToken: settings.ADMIN_TOKEN,
  };
}

/** Rules by which permissions are granted. */
export interface AuthPolicy {
  /** The address of the server behind a proxy. */
  readonly publicUrl: string | undefined;
  /** Token that grants every permission, for scripts. */
  readonly adminToken: string | undefined;
  /** The role of operators; undefined if login is not configured. */
  readonly role: string | undefined;
  /** The role that writing notes requires; undefined: every login may. */
  readonly notesRole: string | undefined;
  /** Whether reading requires a login. */
  readonly loginToRead: boolean;
}

/** What the sender of a request may do. */
export interface Permissions {
  /** What grants them: ADMIN_TOKEN, a session, a connection from the server's own machine, or nothing. */
  readonly source: 'token' | 'session' | 'machine' | 'none';
  /** Name of the logged-in user. */
  readonly userName: string | undefined;
  /** Why operator actions are denied; undefined if they are allowed. */
  readonly operateDenial: string | undefined;
  /** Why acknowledging alarms and the like, which every login may do, is denied; undefined if it is allowed. */
  readonly editDenial: string | undefined;
  /** Why writing notes is denied; undefined if it is allowed. */
  readonly notesDenial: string | undefined;
  /** Why reading is denied; undefined if it is allowed. */
  readonly readDenial: string | undefined;
  /** Whether the client has sent too many wrong tokens, so that this one was not compared. */
  readonly isRateLimited?: boolean;
}

/** What Auth needs of the server. */
export interface AuthContext {
  /** The address of the server behind a proxy. */
  readonly publicUrl: string | undefined;
  readonly log: Logger;
  readonly revoked: Pick<RevokedSessions, 'has' | 'revoke'>;
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
  private readonly revoked: AuthContext['revoked'];
  private readonly addressOf: AuthContext['addressOf'];
  private readonly wrongTokens = new RequestCounter();

  /** Throws a CertificateFileError. */
  constructor(
    { login, loginToRead, sessionSecret, adminToken, now }: AuthOptions,
    { publicUrl, log, revoked, addressOf }: AuthContext,
  ) {
    this.log = log;
    this.revoked = revoked;
    this.addressOf = addressOf;
    this.policy = {
      publicUrl,
      adminToken,
      role: login?.role,
      notesRole: login?.notesRole,
      loginToRead: loginToRead === true,
    };
    this.issuer = login && new Issuer(login);
    if (login && sessionSecret === undefined)
      log.warn('SESSION_SECRET is not set: sessions end with this process and are not shared with others');
    const secret = sessionSecret ?? randomBytes(32).toString('base64');
    this.cookies = new SessionCookies({ secret, publicUrl, now: now ?? Date.now });
  }

  /** The permissions of a request at this moment: those of a WebSocket can expire. */
  async permissionsOf(request: IncomingMessage): Promise<Permissions> {
    return this.limitWrongTokens(request) ?? permissionsOf(request, await this.session(request), this.policy);
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

  /** Counts and logs a wrong token; the permissions of a request with a token beyond the limit. */
  private limitWrongTokens(request: IncomingMessage): Permissions | undefined {
    const { adminToken, loginToRead } = this.policy;
    const token = bearerToken(request);
    if (token === undefined || adminToken === undefined) return undefined;
    const address = this.addressOf(request);
    if (this.wrongTokens.count(address) >= maxWrongTokens) {
      const reason = `more than ${maxWrongTokens} wrong tokens per minute from this address: retry in a minute`;
      return {
        source: 'none',
        userName: undefined,
        operateDenial: reason,
        editDenial: reason,
        notesDenial: reason,
        readDenial: loginToRead ? reason : undefined,
        isRateLimited: true,
      };
    }
    if (isSameToken(token, adminToken)) return undefined;
    const { totalHits } = this.wrongTokens.increment(address);
    // The first and the last one only, so that guesses do not fill the log.
    if (totalHits === 1 || totalHits === maxWrongTokens)
      this.log.warn({ address, attempts: totalHits }, 'wrong ADMIN_TOKEN received');
    return undefined;
  }
}

const loopback = /^(::ffff:)?127(\.\d+){3}$|^::1$/;
const proxyHeaders = ['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'forwarded', 'via'];

/**
 * The permissions of a request. ADMIN_TOKEN grants all; a session allows editing, and with the role operator actions. If neither is configured, direct
 * connections from the server's own machine do: not through a proxy, and not with PUBLIC_URL, where every connection comes from the proxy.
 */
export function permissionsOf(
  request: IncomingMessage,
  session: Session | undefined,
  { adminToken, role, notesRole, loginToRead, publicUrl }: AuthPolicy,
): Permissions {
  const token = bearerToken(request);
  if (token !== undefined && adminToken !== undefined && isSameToken(token, adminToken))
    return {
      source: 'token',
      userName: undefined,
      operateDenial: undefined,
      editDenial: undefined,
      notesDenial: undefined,
      readDenial: undefined,
    };
  const crossOrigin = crossOriginReason(request, publicUrl);
  if (session && role !== undefined) {
    const missing = (required: string, actions: string): string | undefined =>
      session.roles.includes(required)
        ? undefined
        : `you are logged in as ${session.name}, without the role ${required}, which ${actions} require`;
    return {
      source: 'session',
      userName: session.name,
      operateDenial: missing(role, 'operator actions') ?? crossOrigin,
      editDenial: crossOrigin,
      notesDenial: (notesRole === undefined ? undefined : missing(notesRole, 'notes')) ?? crossOrigin,
      readDenial: undefined,
    };
  }
  const loginRequired = loginToRead ? 'you are not logged in: this server requires a login to read' : undefined;
  const denied = (reasonFor: (actions: string) => string, readDenial = loginRequired): Permissions => ({
    source: 'none',
    userName: undefined,
    operateDenial: reasonFor('operator actions'),
    editDenial: reasonFor('changes'),
    notesDenial: reasonFor('notes'),
    readDenial,
  });
  if (token !== undefined) {
    const reason =
      adminToken === undefined ? 'ADMIN_TOKEN is not set on this server' : 'the token does not match ADMIN_TOKEN';
    return denied(() => reason, loginRequired && reason);
  }
  if (role !== undefined) return denied((actions) => `you are not logged in: ${actions} require a login`);
  if (adminToken !== undefined) return denied((actions) => `${actions} require ADMIN_TOKEN on this server`);
  const remote = remoteReason(request, publicUrl);
  if (remote !== undefined) return denied(remote);
  const isForeign = !isLoopbackHost(request.headers.host);
  const denialOf = (actions: string): string | undefined =>
    crossOrigin ??
    (isForeign ? `${actions} are allowed at the addresses localhost, 127.0.0.1 and [::1] only` : undefined);
  return {
    source: 'machine',
    userName: undefined,
    operateDenial: denialOf('operator actions'),
    editDenial: denialOf('changes'),
    notesDenial: denialOf('notes'),
    readDenial: loginRequired,
  };
}

/** Why a request does not come from the server's own machine, as a function of what is denied; undefined if it does. */
function remoteReason(
  request: IncomingMessage,
  publicUrl: string | undefined,
): ((actions: string) => string) | undefined {
  if (publicUrl !== undefined)
    return () =>
      'this server is public (PUBLIC_URL) and login is not configured (OIDC_ISSUER): use the hdqm command on its machine';
  if (!loopback.test(request.socket.remoteAddress ?? ''))
    return (actions) => `${actions} are allowed from the machine of the server only`;
  const header = proxyHeaders.find((name) => request.headers[name] !== undefined);
  return header === undefined
    ? undefined
    : (actions) => `${actions} are not allowed through a proxy (header ${header})`;
}

function bearerToken({ headers }: IncomingMessage): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];
}

/** Compares in constant time. */
function isSameToken(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
