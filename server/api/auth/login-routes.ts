/** Logging in and out, and the gate before what needs a login. */
import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import type { Logger } from 'pino';
import type { Access } from './access.ts';
import { graphqlRefusal } from '../errors.ts';
import { type Issuer, LoginError } from './oidc.ts';
import { sayPage } from '../http/message-page.ts';
import { crossOriginReason } from './csrf.ts';
import { loginPace } from '../http/rate-limit.ts';

/** Where people log in and out. */
export const loginPaths = { login: '/login', callback: '/login/callback', logout: '/logout' } as const;

/** The routes of logins. `address` gives where browsers find this server; it is known once the server listens. */
export function loginRoutes(access: Access, log: Logger, address: () => string): Router {
  const router = express.Router();
  const { issuer, cookies, rules } = access;
  if (!issuer) {
    router.get([loginPaths.login, loginPaths.callback], (_request, response) =>
      sayPage(response, 404, { title: 'No login', text: 'Nobody can log in to this HDQM: OIDC_ISSUER is not set.' }),
    );
    return router;
  }
  router.use([loginPaths.login, loginPaths.logout], (_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  router.get(loginPaths.login, loginPace(), (request, response) =>
    telling(request, response, log, () => begin(issuer, access, request, response, address())),
  );
  router.get(loginPaths.callback, loginPace(), (request, response) =>
    telling(request, response, log, () => finish(issuer, access, request, response, address(), log)),
  );
  router.post(loginPaths.logout, (request, response) => {
    const foreign = crossOriginReason(request, rules.publicUrl);
    if (foreign !== undefined) {
      sayPage(response, 403, { title: 'Not logged out', text: `Another site cannot log you out: ${foreign}.` });
      return;
    }
    cookies.endSession(request, response);
    const to = ownPage(request.query['to']);
    // Where reading needs a login, going back would log in again at once.
    if (rules.loginToRead) sayPage(response, 200, { title: 'You are logged out', link: ['Log in', loginUrl(to)] });
    else response.redirect(303, to);
  });
  return router;
}

async function begin(
  issuer: Issuer,
  { cookies, rules }: Access,
  request: Request,
  response: Response,
  address: string,
) {
  const to = ownPage(request.query['to']);
  // The issuer leads back to one address, so the cookie has to be of that one: not of localhost where we are 127.0.0.1.
  if (rules.publicUrl === undefined && request.headers.host !== new URL(address).host) {
    response.redirect(302, address + loginUrl(to));
    return;
  }
  const { url, checks } = await issuer.begin(address + loginPaths.callback);
  await cookies.keepAttempt(request, response, { ...checks, to });
  response.redirect(302, url.href);
}

async function finish(
  issuer: Issuer,
  { cookies, rules }: Access,
  request: Request,
  response: Response,
  address: string,
  log: Logger,
): Promise<void> {
  const state = typeof request.query['state'] === 'string' ? request.query['state'] : '';
  const attempt = await cookies.attempt(request, state);
  cookies.endAttempt(request, response, state);
  if (!attempt)
    throw new LoginError(
      'this login was not begun in this browser, or more than ten minutes ago, or it is over already',
      400,
    );
  response.locals['to'] = attempt.to; // also where to go back to when this fails
  const url = new URL(address + loginPaths.callback);
  url.search = new URL(request.originalUrl, address).search;
  const { subject, name, roles } = await issuer.finish(url, attempt);
  // Of a hundred roles that somebody may have one matters here; a cookie would not hold them all.
  const kept = roles.filter((role) => role === rules.role).slice(0, 1);
  await cookies.keepSession(request, response, { subject, name, roles: kept });
  log.debug({ subject, mayChange: kept.length > 0 }, 'logged in');
  response.redirect(302, attempt.to);
}

/** Tells who logs in what went wrong, and the log too. */
async function telling(request: Request, response: Response, log: Logger, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof LoginError)) throw error;
    log.warn({ reason: error.message }, 'a login did not come about');
    sayPage(response, error.status, {
      title: 'You could not be logged in',
      text: `${error.message}.`,
      link: ['Try again', loginUrl(ownPage(response.locals['to'] ?? request.query['to']))],
    });
  }
}

/** Lets pass who may read; a page leads others to the login, GraphQL and files answer 401. */
export function readingGate(access: Access): RequestHandler {
  return async (request, response, next) => {
    const { mayNotRead } = await access.permissionsOf(request);
    if (mayNotRead === undefined) {
      next();
      return;
    }
    response.set('Cache-Control', 'no-store');
    const isPage =
      request.method === 'GET' && request.path !== '/graphql' && request.accepts(['json', 'html']) === 'html';
    if (isPage) response.redirect(302, loginUrl(ownPage(request.originalUrl)));
    else graphqlRefusal(request, response, 401, mayNotRead, 'UNAUTHENTICATED');
  };
}

/** The path that leads to a login and back to a page. */
export function loginUrl(to: string): string {
  return to === '/' ? loginPaths.login : `${loginPaths.login}?to=${encodeURIComponent(to)}`;
}

/** Longer ones would not fit into a cookie. */
const longestPage = 1500;

/** A page of ours that a text names, `/` where it names none: no other site, however it is written, and none of the login itself. */
export function ownPage(text: unknown): string {
  if (typeof text !== 'string' || !text.startsWith('/')) return '/';
  const nowhere = 'http://hdqm.invalid';
  if (!URL.canParse(text, nowhere)) return '/';
  const { origin, pathname, search, hash } = new URL(text, nowhere);
  // A browser takes // for another host, also where it comes of /.//
  if (origin !== nowhere || pathname.startsWith('//')) return '/';
  if (Object.values(loginPaths).some((path) => pathname.toLowerCase() === path)) return '/';
  const page = pathname + search + hash;
  return page.length <= longestPage ? page : pathname.length <= longestPage ? pathname : '/';
}
