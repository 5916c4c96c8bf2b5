/** Routes for logging in and out, and the middleware that requires a login to read. */
import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import type { Logger } from 'pino';
import { accessTokenRetryMs } from '../../retry/policy.ts';
import { sendGraphqlError } from '../errors.ts';
import { sendMessagePage } from '../http/message-page.ts';
import { loginRateLimit } from '../http/rate-limit.ts';
import { crossOriginReason } from './csrf.ts';
import { type Issuer, LoginError } from './oidc.ts';
import type { Auth } from './auth.ts';
import type { Permissions } from './permissions.ts';

export const loginPaths = { login: '/login', callback: '/login/callback', logout: '/logout' } as const;

/** The login routes. `baseUrl` returns the address that browsers use; it is known once the server listens. */
export function loginRoutes(auth: Auth, log: Logger, baseUrl: () => string): Router {
  const router = express.Router();
  const { issuer } = auth;
  if (!issuer) {
    router.get([loginPaths.login, loginPaths.callback], (_request, response) =>
      sendMessagePage(response, 404, {
        title: 'Login not available',
        text: 'Login is not configured on this server: OIDC_ISSUER is not set.',
      }),
    );
    return router;
  }
  router.use([loginPaths.login, loginPaths.logout], (_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  router.get(loginPaths.login, loginRateLimit(), (request, response) =>
    withErrorPage(request, response, log, () => startLogin(issuer, auth, request, response, baseUrl())),
  );
  router.get(loginPaths.callback, loginRateLimit(), (request, response) =>
    withErrorPage(request, response, log, () => completeLogin(issuer, auth, request, response, baseUrl(), log)),
  );
  router.post(loginPaths.logout, (request, response) => logOut(auth, request, response));
  return router;
}

async function logOut(auth: Auth, request: Request, response: Response): Promise<void> {
  const { policy } = auth;
  const crossOrigin = crossOriginReason(request, policy.publicUrl);
  if (crossOrigin !== undefined) {
    sendMessagePage(response, 403, {
      title: 'Not logged out',
      text: `Another site cannot log you out: ${crossOrigin}.`,
    });
    return;
  }
  await auth.endSession(request, response);
  const page = ownPage(request.query['to']);
  // If reading requires a login, a redirect to the page would log in again immediately.
  if (policy.loginToRead)
    sendMessagePage(response, 200, { title: 'You are logged out', link: ['Log in', loginUrl(page)] });
  else response.redirect(303, page);
}

async function startLogin(
  issuer: Issuer,
  { cookies, policy }: Auth,
  request: Request,
  response: Response,
  baseUrl: string,
) {
  const page = ownPage(request.query['to']);
  // The issuer redirects to one address: the cookie must belong to that one, not to localhost where it is 127.0.0.1.
  if (policy.publicUrl === undefined && request.headers.host !== new URL(baseUrl).host) {
    response.redirect(302, baseUrl + loginUrl(page));
    return;
  }
  const { url, checks } = await issuer.startLogin(baseUrl + loginPaths.callback);
  await cookies.setAttempt(request, response, { ...checks, to: page });
  response.redirect(302, url.href);
}

async function completeLogin(
  issuer: Issuer,
  { cookies, policy }: Auth,
  request: Request,
  response: Response,
  baseUrl: string,
  log: Logger,
): Promise<void> {
  const state = typeof request.query['state'] === 'string' ? request.query['state'] : '';
  const attempt = await cookies.attempt(request, state);
  cookies.endAttempt(request, response, state);
  if (!attempt)
    throw new LoginError(
      'this login was not started in this browser, was started more than ten minutes ago, or is complete already',
      400,
    );
  response.locals['to'] = attempt.to; // the error page links to it too
  const url = new URL(baseUrl + loginPaths.callback);
  url.search = new URL(request.originalUrl, baseUrl).search;
  const { subject, name, roles } = await issuer.completeLogin(url, attempt);
  // Only the roles that the settings name matter here; a cookie cannot hold the hundreds that some users have.
  const ownRoles = [...new Set(roles)].filter((role) => role === policy.role || role === policy.notesRole);
  await cookies.setSession(request, response, { subject, name, roles: ownRoles });
  log.debug({ subject, operator: ownRoles.length > 0 }, 'logged in');
  response.redirect(302, attempt.to);
}

/** Logs a LoginError and shows it on a page with a link to retry. */
async function withErrorPage(
  request: Request,
  response: Response,
  log: Logger,
  action: () => Promise<void>,
): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (!(error instanceof LoginError)) throw error;
    log.warn({ reason: error.message }, 'login failed');
    sendMessagePage(response, error.status, {
      title: 'Login failed',
      text: `${error.message}.`,
      link: ['Try again', loginUrl(ownPage(response.locals['to'] ?? request.query['to']))],
    });
  }
}

/** The permissions that `requireRead` determined. */
export function permissionsFrom({ locals }: Response): Permissions {
  return locals['permissions'] as Permissions;
}

/** Determines the permissions of requests. Rejects those that may not read: pages redirect to the login; GraphQL and files return 401. */
export function requireRead(auth: Auth): RequestHandler {
  return async (request, response, next) => {
    const permissions = await auth.permissionsOf(request);
    const { operateDenial, readDenial, tokenProblem, isRateLimited } = permissions;
    response.locals['permissions'] = permissions;
    if (isRateLimited) {
      sendGraphqlError(request, response, 429, operateDenial ?? '', 'TOO_MANY_REQUESTS');
      return;
    }
    if (readDenial === undefined) {
      next();
      return;
    }
    response.set('Cache-Control', 'no-store');
    const isPage =
      request.method === 'GET' && request.path !== '/graphql' && request.accepts(['json', 'html']) === 'html';
    if (isPage) response.redirect(302, loginUrl(ownPage(request.originalUrl)));
    else if (tokenProblem?.isUnavailable) {
      response.set('Retry-After', String(accessTokenRetryMs / 1000));
      sendGraphqlError(request, response, 503, readDenial, 'SERVICE_UNAVAILABLE');
    } else {
      response.set('WWW-Authenticate', challengeOf(permissions));
      sendGraphqlError(request, response, 401, readDenial, 'UNAUTHENTICATED');
    }
  };
}

/** The header of a rejection (RFC 6750): why a token is invalid, or that one is required. */
export function challengeOf({ tokenProblem }: Permissions): string {
  if (!tokenProblem) return 'Bearer';
  const description = tokenProblem.reason.replaceAll(/[^\x20-\x7e]|["\\]/g, '?');
  return `Bearer error="invalid_token", error_description="${description}"`;
}

/** The path of a login that returns to a page. */
export function loginUrl(page: string): string {
  return page === '/' ? loginPaths.login : `${loginPaths.login}?to=${encodeURIComponent(page)}`;
}

/** The cookie of a login holds the page; it has to fit. */
const maxPageLength = 1500;

/** The path of one of our pages, given as untrusted text; `/` if it is none (another site in any spelling, or the login itself). */
export function ownPage(text: unknown): string {
  if (typeof text !== 'string' || !text.startsWith('/')) return '/';
  const base = 'http://hdqm.invalid';
  if (!URL.canParse(text, base)) return '/';
  const { origin, pathname, search, hash } = new URL(text, base);
  // A browser takes // for another host, also where it results from /.//
  if (origin !== base || pathname.startsWith('//')) return '/';
  // The router ignores case and a slash at the end.
  const route = pathname.toLowerCase().replace(/\/+$/, '');
  if (Object.values(loginPaths).some((path) => route === path)) return '/';
  const page = pathname + search + hash;
  return page.length <= maxPageLength ? page : pathname.length <= maxPageLength ? pathname : '/';
}
