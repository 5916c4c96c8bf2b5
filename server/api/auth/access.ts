/** Who may read and change what: settings, cookies and the login service together. */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Logger } from 'pino';
import type { Settings } from '../../app/settings.ts';
import { Issuer, type IssuerOptions } from './oidc.ts';
import { type AccessRules, type Rights, permissionsOf } from './permissions.ts';
import { LoginCookies } from './session-cookie.ts';

/** What is set of logins; with nothing, changes are for whoever sits at the machine. */
export interface AccessOptions {
  /** Where people log in, and the role that may change things. */
  readonly login?: (IssuerOptions & { readonly role: string }) | undefined;
  readonly loginToRead?: boolean | undefined;
  /** Seals cookies, 32 characters or more; without it logins end with the process. */
  readonly sessionSecret?: string | undefined;
  readonly adminToken?: string | undefined;
  /** The time, in ms since 1970. */
  readonly now?: (() => number) | undefined;
}

/** What the settings say of logins. */
export function accessOf(settings: Settings): AccessOptions {
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
            caFile: settings.CA_FILE,
          },
    loginToRead: settings.LOGIN_TO_READ,
    sessionSecret: settings.SESSION_SECRET,
    adminToken: settings.ADMIN_TOKEN,
  };
}

/** Decides what each request may do. */
export class Access {
  readonly rules: AccessRules;
  readonly cookies: LoginCookies;
  /** Undefined where nobody can log in. */
  readonly issuer: Issuer | undefined;

  /** Throws a CertificateFileError. */
  constructor(
    { login, loginToRead, sessionSecret, adminToken, now }: AccessOptions,
    publicUrl: string | undefined,
    log: Logger,
  ) {
    this.rules = { publicUrl, adminToken, role: login?.role, loginToRead: loginToRead === true };
    this.issuer = login && new Issuer(login);
    if (login && sessionSecret === undefined)
      log.warn('SESSION_SECRET is not set: logins end with this process, and hold for no other');
    const secret = sessionSecret ?? randomBytes(32).toString('base64');
    this.cookies = new LoginCookies({ secret, publicUrl, now: now ?? Date.now });
  }

  /** What a request may do now; of one that lasts, a WebSocket's, that may change. */
  async permissionsOf(request: IncomingMessage): Promise<Rights> {
    return permissionsOf(request, this.issuer && (await this.cookies.session(request)), this.rules);
  }
}
