import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isLoopbackHost, crossOriginReason } from './csrf.ts';
import type { Session } from './session-cookie.ts';

/** Who may do what. */
export interface AccessRules {
  /** Where users see the server, behind a proxy. */
  readonly publicUrl: string | undefined;
  /** Lets scripts change things. */
  readonly adminToken: string | undefined;
  /** The role that may change things; undefined where nobody can log in. */
  readonly role: string | undefined;
  /** Whether reading needs a login too. */
  readonly loginToRead: boolean;
}

/** What a caller may do, and as whom. */
export interface Rights {
  /** What the rights come from: ADMIN_TOKEN, a login, sitting at the machine, or nothing. */
  readonly by: 'token' | 'session' | 'machine' | 'nothing';
  /** Who is logged in. */
  readonly name: string | undefined;
  /** Why the caller may not change anything; undefined where they may. */
  readonly mayNotChange: string | undefined;
  /** Why the caller may not read; undefined where they may. */
  readonly mayNotRead: string | undefined;
}

const loopback = /^(::ffff:)?127(\.\d+){3}$|^::1$/;
const forwarding = ['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'forwarded', 'via'];

/**
 * The rights of a request. ADMIN_TOKEN may all; who is logged in may change things with the role. Where neither is set, whoever sits at the
 * machine itself may: a direct connection from it, through no proxy. With a public address everybody seems to come from the machine itself, so
 * nobody may.
 */
export function permissionsOf(request: IncomingMessage, session: Session | undefined, rules: AccessRules): Rights {
  const token = bearerOf(request);
  if (token !== undefined && rules.adminToken !== undefined && isSame(token, rules.adminToken))
    return { by: 'token', name: undefined, mayNotChange: undefined, mayNotRead: undefined };
  const foreign = crossOriginReason(request, rules.publicUrl);
  if (session && rules.role !== undefined) {
    const lacking = session.roles.includes(rules.role)
      ? undefined
      : `you are logged in as ${session.name}, but without the role ${rules.role}, which changes need`;
    return { by: 'session', name: session.name, mayNotChange: lacking ?? foreign, mayNotRead: undefined };
  }
  const needsLogin = rules.loginToRead ? 'you are not logged in: reading needs a login here' : undefined;
  if (token !== undefined) {
    const wrong = rules.adminToken === undefined ? 'no ADMIN_TOKEN is set here' : 'the token is not ADMIN_TOKEN';
    return { by: 'nothing', name: undefined, mayNotChange: wrong, mayNotRead: needsLogin && wrong };
  }
  if (rules.role !== undefined || rules.adminToken !== undefined) {
    const mayNotChange =
      rules.role === undefined ? 'changes need ADMIN_TOKEN here' : 'you are not logged in: changes need a login';
    return { by: 'nothing', name: undefined, mayNotChange, mayNotRead: needsLogin };
  }
  const away = whyNotAtMachine(request, rules.publicUrl);
  const mayNotChange = away ?? foreign ?? whyOtherName(request);
  return { by: away === undefined ? 'machine' : 'nothing', name: undefined, mayNotChange, mayNotRead: needsLogin };
}

function whyNotAtMachine(request: IncomingMessage, publicUrl: string | undefined): string | undefined {
  if (publicUrl !== undefined)
    return 'this server is public (PUBLIC_URL) and has no logins (OIDC_ISSUER): changes are made with the hdqm command on its machine';
  if (!loopback.test(request.socket.remoteAddress ?? ''))
    return 'changes are allowed from the machine of the server only';
  const header = forwarding.find((name) => request.headers[name] !== undefined);
  return header === undefined ? undefined : `changes are not allowed through a proxy (header ${header})`;
}

function whyOtherName(request: IncomingMessage): string | undefined {
  return isLoopbackHost(request.headers.host)
    ? undefined
    : 'changes are allowed where the address is localhost, 127.0.0.1 or [::1] only';
}

function bearerOf({ headers }: IncomingMessage): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];
}

/** Takes the same time wherever the texts differ. */
function isSame(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
