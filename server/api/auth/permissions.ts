/** Authorization: what a request may do, and as whom. */
import type { IncomingMessage } from 'node:http';
import { type Bearer, bearerToken, isSameToken } from './bearer.ts';
import { crossOriginReason, isLoopbackHost } from './csrf.ts';
import type { User } from './oidc.ts';
import type { Session } from './session-cookie.ts';

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
  /**
   * What grants them: ADMIN_TOKEN, a read token, a session, an access token of a user, a connection from the server's own machine, or nothing.
   */
  readonly source: 'token' | 'reader' | 'session' | 'access token' | 'machine' | 'none';
  /** The logged-in user: their subject at the issuer, and their name. */
  readonly userId: string | undefined;
  readonly userName: string | undefined;
  /** Why operator actions are denied; undefined if they are allowed. */
  readonly operateDenial: string | undefined;
  /** Why acknowledging alarms and the like, which every login may do, is denied; undefined if it is allowed. */
  readonly editDenial: string | undefined;
  /** Why writing notes is denied; undefined if it is allowed. */
  readonly notesDenial: string | undefined;
  /** Why managing read tokens is denied; undefined if it is allowed. */
  readonly tokensDenial: string | undefined;
  /** Why every mutation is denied, also those that readers may use; undefined if the other denials decide. */
  readonly mutationDenial: string | undefined;
  /** Why reading is denied; undefined if it is allowed. */
  readonly readDenial: string | undefined;
  /** Why the token of the request grants nothing; undefined if it has none, or a valid one. */
  readonly tokenProblem?: { readonly reason: string; readonly isUnavailable: boolean } | undefined;
  /** Whether the client has sent too many wrong tokens, so that this one was not compared. */
  readonly isRateLimited?: boolean;
}

/** Nothing is denied, and nobody known. */
const everything = {
  userId: undefined,
  userName: undefined,
  operateDenial: undefined,
  editDenial: undefined,
  notesDenial: undefined,
  tokensDenial: undefined,
  mutationDenial: undefined,
  readDenial: undefined,
} as const;

/** The permissions of a request with a token, from an address that sent too many wrong ones. */
export function rateLimited(reason: string, { loginToRead }: AuthPolicy): Permissions {
  return {
    ...everything,
    source: 'none',
    operateDenial: reason,
    editDenial: reason,
    notesDenial: reason,
    tokensDenial: reason,
    readDenial: loginToRead ? reason : undefined,
    isRateLimited: true,
  };
}

const loopback = /^(::ffff:)?127(\.\d+){3}$|^::1$/;
const proxyHeaders = [
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
  'forwarded',
  'via',
  'x-forwarded-user',
];

/**
 * The permissions of a request. ADMIN_TOKEN grants all, a read token reading; a session allows editing, and with the role operator actions, and so
 * does an access token of the same user. If none is configured, direct connections from the server's own machine do: not through a proxy, and not
 * with PUBLIC_URL, where every connection comes from the proxy. `bearer` is what the token of the request proves, unless it is ADMIN_TOKEN.
 */
export function permissionsOf(
  request: IncomingMessage,
  session: Session | undefined,
  policy: AuthPolicy,
  bearer?: Bearer,
): Permissions {
  const { adminToken, role, loginToRead, publicUrl } = policy;
  const token = bearerToken(request);
  if (token !== undefined && adminToken !== undefined && isSameToken(token, adminToken))
    return { ...everything, source: 'token' };
  if (bearer?.kind === 'reader') return readingOnly('reader', `the read token ${bearer.name} allows reading only`);
  const crossOrigin = crossOriginReason(request, publicUrl);
  // A proxy that logs users in adds their access token to requests of any site: as of a session, other sites must not use it.
  if (bearer?.kind === 'user' && role !== undefined)
    return { ...userPermissions(bearer.user, role, policy, crossOrigin), source: 'access token' };
  if (session && role !== undefined)
    return { ...userPermissions(session, role, policy, crossOrigin), source: 'session' };
  const loginRequired = loginToRead ? 'you are not logged in: this server requires a login to read' : undefined;
  const denied = (reasonFor: (actions: string) => string, readDenial = loginRequired): Permissions => ({
    ...everything,
    source: 'none',
    operateDenial: reasonFor('operator actions'),
    editDenial: reasonFor('changes'),
    notesDenial: reasonFor('notes'),
    tokensDenial: reasonFor('read tokens'),
    readDenial,
  });
  const tokenProblem = bearer ?? (token === undefined ? undefined : notAdminToken(adminToken));
  if (tokenProblem?.kind === 'rejected') {
    const { reason } = tokenProblem;
    return { ...denied(() => reason, loginRequired && reason), tokenProblem };
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
    ...everything,
    source: 'machine',
    operateDenial: denialOf('operator actions'),
    editDenial: denialOf('changes'),
    notesDenial: denialOf('notes'),
    tokensDenial: denialOf('read tokens'),
    readDenial: loginRequired,
  };
}

/** The rejection of a token that is compared with ADMIN_TOKEN only. */
function notAdminToken(adminToken: string | undefined): Bearer {
  const reason =
    adminToken === undefined ? 'ADMIN_TOKEN is not set on this server' : 'the token does not match ADMIN_TOKEN';
  return { kind: 'rejected', reason, isUnavailable: false };
}

/** Permissions that deny everything but reading, for a reason. */
export function readingOnly(source: Permissions['source'], reason: string): Permissions {
  return {
    ...everything,
    source,
    operateDenial: reason,
    editDenial: reason,
    notesDenial: reason,
    tokensDenial: reason,
    mutationDenial: reason,
  };
}

/** The permissions of a user by their roles. `role` is that of operators, `crossOrigin` why the request counts as one of another site. */
function userPermissions(
  { subject, name, roles }: User,
  role: string,
  { notesRole }: AuthPolicy,
  crossOrigin: string | undefined,
): Omit<Permissions, 'source'> {
  const missing = (required: string, actions: string): string | undefined =>
    roles.includes(required)
      ? undefined
      : `you are logged in as ${name}, without the role ${required}, which ${actions} require`;
  return {
    ...everything,
    userId: subject,
    userName: name,
    operateDenial: missing(role, 'operator actions') ?? crossOrigin,
    editDenial: crossOrigin,
    notesDenial: (notesRole === undefined ? undefined : missing(notesRole, 'notes')) ?? crossOrigin,
    tokensDenial: crossOrigin,
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
