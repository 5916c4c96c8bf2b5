import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createClient } from 'graphql-ws';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { ScanProgress } from '../../server/extract/progress.ts';
import type { AuthOptions } from '../../server/api/auth/auth.ts';
import { type ServerOptions, startServer, type WebServer } from '../../server/api/server.ts';
import { freshDatabase, type TestDatabase } from '../database.ts';
import { temporaryFolder } from './command.ts';
import { serverOptions } from './server-context.ts';
import { type GraphqlResult, overSocket, type Sender, sendGraphql } from './graphql-requests.ts';
import { Browser, client, send, startIssuer } from './issuer.ts';

const adminToken = 'geheim-of-the-scripts';
const sessionSecret = 'geheim-that-seals-the-cookies-of-logins';
const operator = { sub: 'ada', name: 'Ada <Operator>', cern_roles: ['default-role', 'hdqm-operator'] };
const reader = { sub: 'bob', name: 'Bob', cern_roles: ['default-role'] };

let test: TestDatabase;
let clientFolder: string;
let remove: () => Promise<void>;
/** The servers' log, which must not contain a secret. */
let logged = '';
/** Offset of the servers' clock, in ms. */
let later = 0;
const open: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  test = await freshDatabase();
  ({ folder: clientFolder, remove } = await temporaryFolder());
  await writeFile(path.join(clientFolder, 'index.html'), '<title>HDQM</title>');
  await writeFile(path.join(clientFolder, 'pages.json'), '["/runs"]');
});
afterAll(async () => {
  await test.drop();
  await remove();
});
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
  later = 0;
  failing = false;
  expect(logged).not.toContain('geheim');
  logged = '';
});

const progress: ScanProgress = {
  scanId: 7,
  phase: 'extract',
  filesTotal: 3,
  filesDone: 1,
  filesFailed: 0,
  points: 12,
  currentFile: null,
  startedAt: new Date(0),
  finishedAt: null,
  etaSeconds: null,
};
let failing = false;
/** The second progress event is sent once it resolves. */
let more = Promise.resolve();
const scans: ServerOptions['scans'] = {
  start: () => Promise.resolve(7),
  progress: async function* () {
    if (failing) throw new Error('an internal detail');
    yield progress;
    await more;
    yield progress;
  },
};

async function serve(auth: AuthOptions, publicUrl?: string, trustedProxies = ['loopback']): Promise<WebServer> {
  const server = await startServer(
    serverOptions(test.database, {
      scans,
      log: pino({ level: 'debug' }, { write: (line: string) => (logged += line) }),
      clientFolder,
      trustedProxies,
      installation: { version: '1.2.3', sample: true, eosRoot: '/eos', publicUrl, services: undefined },
      auth: { now: () => Date.now() + later, ...auth },
    }),
    '127.0.0.1',
    0,
  );
  open.push(server);
  return server;
}

/** An issuer, and a server registered with it. */
async function serveWithLogin(
  auth: AuthOptions = {},
  { publicUrl = undefined as string | undefined, trustedProxies = ['loopback'], slim = false } = {},
) {
  const issuer = await startIssuer({ slim });
  const server = await serve({ login: loginAt(issuer.url), sessionSecret, ...auth }, publicUrl, trustedProxies);
  issuer.register([`${publicUrl ?? server.url}/login/callback`]);
  issuer.account = operator;
  open.push(issuer);
  return { issuer, server };
}

function loginAt(issuer: string, role: Partial<{ role: string; roleClaim: string; clientSecret: string }> = {}) {
  return { issuer, ...client, roleClaim: 'cern_roles', role: 'hdqm-operator', caFile: undefined, ...role };
}

const isCallback = (url: string): boolean => new URL(url).pathname === '/login/callback';

const by =
  (browser: Browser): Sender =>
  (url, sent) =>
    browser.visit(url, sent);
const viewer = '{ viewer { name canOperate denialReason login } status { mayChange } }';
const code = ({ answer }: { answer: GraphqlResult }): string | undefined => answer.errors?.[0]?.extensions.code;
const message = ({ answer }: { answer: GraphqlResult }): string | undefined => answer.errors?.[0]?.message;

describe('a login', () => {
  it('with the role allows operator actions, and returns to the page', async () => {
    const { issuer, server } = await serveWithLogin();
    const browser = new Browser();
    expect((await sendGraphql(by(browser), server.url, viewer)).answer.data).toEqual({
      viewer: { name: null, canOperate: false, denialReason: expect.stringMatching(/not logged in/), login: '/login' },
      status: { mayChange: false },
    });
    expect(code(await sendGraphql(by(browser), server.url, 'mutation { scan }'))).toBe('FORBIDDEN');

    const page = await browser.follow(`${server.url}/login?to=${encodeURIComponent('/runs?from=1&to=2#here')}`);
    expect(page).toMatchObject({ status: 200, url: `${server.url}/runs?from=1&to=2#here` });
    expect(page.text).toContain('<title>HDQM');
    expect(Object.fromEntries(issuer.authorizations[0] ?? [])).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[-\w]{43}$/),
      state: expect.stringMatching(/^[-\w]{43}$/),
      nonce: expect.stringMatching(/^[-\w]{43}$/),
      redirect_uri: `${server.url}/login/callback`,
    });
    expect(browser.own().map(({ name }) => name)).toEqual(['hdqm-session']); // the cookie of the attempt is deleted
    expect((await sendGraphql(by(browser), server.url, viewer)).answer.data).toEqual({
      viewer: { name: 'Ada <Operator>', canOperate: true, denialReason: null, login: '/login' },
      status: { mayChange: true },
    });
    expect((await sendGraphql(by(browser), server.url, 'mutation { scan }')).answer.data).toEqual({ scan: '7' });
  });

  it('without the role denies operator actions, with the reason', async () => {
    const { issuer, server } = await serveWithLogin();
    issuer.account = reader;
    const browser = new Browser();
    await browser.follow(`${server.url}/login`);
    const reason = 'you are logged in as Bob, without the role hdqm-operator, which operator actions require';
    expect((await sendGraphql(by(browser), server.url, viewer)).answer.data).toMatchObject({
      viewer: { name: 'Bob', canOperate: false, denialReason: reason },
    });
    expect(message(await sendGraphql(by(browser), server.url, 'mutation { scan }'))).toBe(reason);
    const saved = await sendGraphql(by(browser), server.url, 'mutation { saveSelection(goldenJson: {a: 1}) }');
    expect(message(saved)).toMatch(/golden JSON/); // allowed to every reader: rejected for its content only
  });

  it('finds roles in nested claims, and in userinfo if the ID token has none', async () => {
    const issuer = await startIssuer({ slim: true });
    open.push(issuer);
    const login = loginAt(issuer.url, { roleClaim: 'resource_access.hdqm.roles', role: 'boss' });
    const server = await serve({ login, sessionSecret });
    issuer.register([`${server.url}/login/callback`]);
    issuer.account = { sub: 'eve', email: 'eve@cern.example', resource_access: { hdqm: { roles: ['boss'] } } };
    const browser = new Browser();
    await browser.follow(`${server.url}/login`);
    expect((await sendGraphql(by(browser), server.url, viewer)).answer.data).toMatchObject({
      viewer: { name: 'eve@cern.example', canOperate: true },
    });
  });

  it('ends with logging out, which another site cannot trigger', async () => {
    const { server } = await serveWithLogin();
    const browser = new Browser();
    await browser.follow(`${server.url}/login`);
    const crossSite = { method: 'POST', headers: { 'sec-fetch-site': 'same-site', origin: 'http://evil.example' } };
    expect((await browser.visit(`${server.url}/logout`, crossSite)).status).toBe(403);
    expect(browser.own()).toHaveLength(1);
    expect((await browser.visit(`${server.url}/logout`)).text).toContain('<title>HDQM</title>'); // GET is a page only
    const out = await browser.visit(`${server.url}/logout?to=/runs`, {
      method: 'POST',
      headers: { origin: server.url },
    });
    expect(out).toMatchObject({ status: 303, headers: { location: '/runs' } });
    expect(browser.own()).toEqual([]);
    expect(code(await sendGraphql(by(browser), server.url, 'mutation { scan }'))).toBe('FORBIDDEN');
  });

  it('has ended after logging out, also for a copy of its cookie and on other servers', async () => {
    const { issuer, server } = await serveWithLogin();
    const other = await serve({ login: loginAt(issuer.url), sessionSecret });
    const [browser, thief] = [new Browser(), new Browser()];
    await browser.follow(`${server.url}/login`);
    thief.cookies = [...browser.cookies];
    const scan = async ({ url }: WebServer) => code(await sendGraphql(by(thief), url, 'mutation { scan }'));
    expect([await scan(server), await scan(other)]).toEqual([undefined, undefined]);
    await browser.visit(`${server.url}/logout`, { method: 'POST', headers: { origin: server.url } });
    later = 5_000; // how often the other server reads logouts
    expect([await scan(server), await scan(other)]).toEqual(['FORBIDDEN', 'FORBIDDEN']);
    await browser.follow(`${server.url}/login`);
    expect(code(await sendGraphql(by(browser), server.url, 'mutation { scan }'))).toBeUndefined();
  });

  it('lasts twelve hours', async () => {
    const { server } = await serveWithLogin();
    const browser = new Browser();
    await browser.follow(`${server.url}/login`);
    later = 12 * 3600_000 - 60_000;
    expect((await sendGraphql(by(browser), server.url, 'mutation { scan }')).answer.data).toEqual({ scan: '7' });
    later = 12 * 3600_000 + 1000;
    expect(message(await sendGraphql(by(browser), server.url, 'mutation { scan }'))).toMatch(/not logged in/);
  });

  it('is valid on servers with the same SESSION_SECRET only, and not in a modified cookie', async () => {
    const { issuer, server } = await serveWithLogin();
    const browser = new Browser();
    await browser.follow(`${server.url}/login`);
    const [session] = browser.own();
    const value = session?.value ?? '';
    const scanWith = (server: WebServer, cookie: string) =>
      sendGraphql(send, server.url, 'mutation { scan }', { cookie: `hdqm-session=${cookie}` });
    expect((await scanWith(server, value)).answer.data).toEqual({ scan: '7' });
    const middle = Math.floor(value.length / 2);
    const changed = value.slice(0, middle) + (value[middle] === 'a' ? 'b' : 'a') + value.slice(middle + 1);
    for (const bad of [changed, value.slice(0, -3), 'Fe26.2*1*x', 'x', '', '%00', 'Fe26.2~2'])
      expect(code(await scanWith(server, bad))).toBe('FORBIDDEN');
    const login = loginAt(issuer.url);
    expect((await scanWith(await serve({ login, sessionSecret }), value)).answer.data).toEqual({ scan: '7' });
    expect(code(await scanWith(await serve({ login, sessionSecret: 'x'.repeat(32) }), value))).toBe('FORBIDDEN');
    expect(code(await scanWith(await serve({ login }), value))).toBe('FORBIDDEN');
    expect(logged).toMatch(/SESSION_SECRET is not set: sessions end with this process/);
  });

  it('does not accept the cookie of a login in progress as a session', async () => {
    const { server } = await serveWithLogin();
    const browser = new Browser();
    await browser.visit(`${server.url}/login`);
    const [attempt] = browser.own();
    const cookie = `hdqm-session=${attempt?.value}`;
    expect(code(await sendGraphql(send, server.url, 'mutation { scan }', { cookie }))).toBe('FORBIDDEN');
  });
});

describe('a failed login', () => {
  it('is rejected with another state, repeated, in another browser and after ten minutes', async () => {
    const { server } = await serveWithLogin();
    const browser = new Browser();
    const begin = async (): Promise<string> => (await browser.follow(`${server.url}/login?to=/scans`, isCallback)).url;
    const rejected = async (url: string, visitor = browser): Promise<string> => {
      const page = await visitor.visit(url);
      expect(page.status).toBe(400);
      expect(page.headers['cache-control']).toBe('no-store');
      expect(visitor.own().filter(({ name }) => name.includes('session'))).toEqual([]);
      return page.text;
    };
    const unknown = /not started in this browser, was started more than ten minutes ago/;
    const bent = new URL(await begin());
    const state = bent.searchParams.get('state') ?? '';
    bent.searchParams.set('state', `${state.startsWith('x') ? 'y' : 'x'}${state.slice(1)}`);
    expect(await rejected(bent.href)).toMatch(unknown);
    bent.searchParams.set('state', `${state.slice(0, -1)}${state.endsWith('x') ? 'y' : 'x'}`); // the same cookie name
    expect(await rejected(bent.href)).toMatch(/does not match this login.*state/);
    bent.searchParams.set('state', state);
    expect(await rejected(bent.href)).toMatch(unknown); // the first request has deleted it

    const stolen = await begin();
    expect(await rejected(stolen, new Browser())).toMatch(unknown);
    later = 601_000;
    expect(await rejected(stolen)).toMatch(unknown);
    later = 0;

    const again = await begin();
    const before = [...browser.cookies];
    expect((await browser.visit(again)).headers.location).toBe('/scans');
    browser.cookies = before; // an attacker with a copy of the cookie
    const page = await rejected(again);
    expect(page).toMatch(/no longer accepts this login: invalid_grant/);
    expect(page).toContain('href="/login?to=%2Fscans"'); // which returns to the page
    expect(await rejected(`${server.url}/login/callback`)).toMatch(unknown);
    expect(await rejected(`${server.url}/login/callback?state=a&state=b&code=c`)).toMatch(unknown);
  });

  it('shows the denial of the issuer, escaped', async () => {
    const { issuer, server } = await serveWithLogin();
    issuer.account = undefined;
    const page = await new Browser().follow(`${server.url}/login`);
    expect(page.status).toBe(403);
    expect(page.text).toContain('denied the login: access_denied (not &lt;b&gt;you&lt;/b&gt;)');
    expect(page.headers['content-security-policy']).toMatch(/default-src 'none'/);
  });

  it('escapes control characters of the denial, and truncates it', async () => {
    const { issuer, server } = await serveWithLogin();
    const browser = new Browser();
    const { url } = await browser.follow(`${server.url}/login`, (address) => !address.startsWith(server.url));
    const state = new URL(url).searchParams.get('state') ?? '';
    const description = encodeURIComponent(`\u001b[2J\u009b\nlevel=50 ${'x'.repeat(9_000)}`);
    const page = await browser.visit(
      `${server.url}/login/callback?error=access_denied&error_description=${description}&state=${state}&iss=${encodeURIComponent(issuer.url)}`,
    );
    expect(page.text).toContain('denied the login: access_denied (\\x1b[2J\\x9b\\x0alevel=50 xxx');
    expect(page.text.length).toBeLessThan(3_000);
  });

  it('reports that the issuer rejects the credentials of HDQM, without the secret', async () => {
    const { issuer, server } = await serveWithLogin();
    issuer.register([`${server.url}/login/callback`], 'another secret');
    const page = await new Browser().follow(`${server.url}/login`);
    expect(page.status).toBe(503);
    expect(page.text).toMatch(/rejected the credentials of HDQM.*Check OIDC_CLIENT_ID and OIDC_CLIENT_SECRET/);
    expect(page.text).not.toContain('geheim');
  });

  it('reports that the issuer is unavailable, and works once it is available', async () => {
    const offline = await startIssuer();
    await offline.close();
    const server = await serve({ login: loginAt(offline.url), sessionSecret }); // starts nevertheless
    const browser = new Browser();
    const page = await browser.visit(`${server.url}/login?to=/runs`);
    expect(page.status).toBe(503);
    expect(page.text).toMatch(/login service 127\.0\.0\.1:\d+ is unavailable: .*ECONNREFUSED/);
    expect((await sendGraphql(by(browser), server.url, viewer)).answer.data).toMatchObject({
      viewer: { login: '/login' },
    });
    const issuer = await startIssuer({ port: Number(new URL(offline.url).port) });
    open.push(issuer);
    expect((await browser.visit(`${server.url}/login`)).text).toMatch(/unexpected HTTP response status code/);
    issuer.register([`${server.url}/login/callback`]);
    issuer.account = operator;
    expect((await browser.follow(`${server.url}/login?to=/runs`)).url).toBe(`${server.url}/runs`);
    expect((await sendGraphql(by(browser), server.url, 'mutation { scan }')).answer.data).toEqual({ scan: '7' });
  });

  it('is rate limited by address', async () => {
    const { server } = await serveWithLogin();
    const statuses = [];
    for (let count = 0; count < 21; count += 1)
      statuses.push((await send(`${server.url}/login`, { headers: { accept: 'text/html' } })).status);
    expect(statuses).toEqual([...Array<number>(20).fill(302), 429]);
    const { status, text } = await send(`${server.url}/login`);
    expect({ status, ...JSON.parse(text) }).toMatchObject({
      status: 429,
      errors: [{ message: expect.stringMatching(/20 logins per minute/), extensions: { code: 'TOO_MANY_REQUESTS' } }],
    });
  });

  it('never redirects to another site', async () => {
    const { server } = await serveWithLogin();
    for (const to of [
      '//evil.example',
      '/\\evil.example',
      'https://evil.example/',
      '/.//evil.example',
      '/\t/evil.example',
    ]) {
      const browser = new Browser();
      expect((await browser.follow(`${server.url}/login?to=${encodeURIComponent(to)}`)).url).toBe(`${server.url}/`);
    }
  });

  it('limits the cookies of logins in progress', async () => {
    const { server } = await serveWithLogin();
    const browser = new Browser();
    for (let tab = 0; tab < 6; tab += 1) await browser.visit(`${server.url}/login?to=/${'x'.repeat(1400)}`);
    expect(browser.own()).toHaveLength(3);
    expect(browser.own().every(({ value }) => value.length < 3900)).toBe(true);
    const far = await browser.follow(`${server.url}/login?to=${encodeURIComponent(`/runs?${'y'.repeat(3000)}`)}`);
    expect(far.url).toBe(`${server.url}/runs`); // the query string does not fit into the cookie
  });

  it('starts at the address where it completes', async () => {
    const { server } = await serveWithLogin();
    const { port } = new URL(server.url);
    const { headers } = await send(`${server.url}/login?to=/runs`, { headers: { host: `localhost:${port}` } });
    expect(headers.location).toBe(`${server.url}/login?to=%2Fruns`);
  });

  it('is reported as unavailable if it is not configured', async () => {
    const server = await serve({});
    const page = await send(`${server.url}/login`);
    expect(page).toMatchObject({ status: 404, text: expect.stringMatching(/OIDC_ISSUER is not set/) });
  });
});

describe('behind a proxy', () => {
  const publicUrl = 'https://hdqm.example';

  it('logs in at the public address, with cookies for that host only', async () => {
    const { issuer, server } = await serveWithLogin({}, { publicUrl });
    const browser = new Browser({ [publicUrl]: server.url });
    const begun = await browser.visit(`${publicUrl}/login`);
    expect(begun.headers['set-cookie']?.[0]).toMatch(
      /^__Host-hdqm-login-[-\w]+=.*Path=\/.*HttpOnly; Secure; SameSite=Lax$/,
    );
    expect((await browser.follow(`${publicUrl}/login?to=/runs`)).url).toBe(`${publicUrl}/runs`);
    expect(issuer.authorizations[0]?.get('redirect_uri')).toBe(`${publicUrl}/login/callback`);
    expect(browser.own().map(({ name }) => name)).toContain('__Host-hdqm-session');
    const scan = (headers: Record<string, string>) => sendGraphql(by(browser), publicUrl, 'mutation { scan }', headers);
    expect((await scan({ origin: publicUrl, 'sec-fetch-site': 'same-origin' })).answer.data).toEqual({ scan: '7' });
    expect(message(await scan({ origin: 'https://evil.hdqm.example' }))).toMatch(/page of another site/);
    expect(code(await scan({ 'sec-fetch-site': 'same-site' }))).toBe('FORBIDDEN');
    expect(code(await scan({ 'sec-fetch-site': 'cross-site' }))).toBe('FORBIDDEN');
    expect(code(await scan({ origin: 'null' }))).toBe('FORBIDDEN');
    // A sibling in the domain cannot set a cookie with the __Host- prefix.
    const [, value = ''] = browser
      .own()
      .map(({ name, value }) => (name.includes('session') ? value : ''))
      .sort();
    const plain = await sendGraphql(send, server.url, 'mutation { scan }', { cookie: `hdqm-session=${value}` });
    expect(code(plain)).toBe('FORBIDDEN');
  });

  it('rate limits each user separately', async () => {
    const { server } = await serveWithLogin({}, { publicUrl });
    const login = async (address: string): Promise<number> =>
      (await send(`${server.url}/login`, { headers: { 'x-forwarded-for': address } })).status;
    for (let count = 0; count < 20; count += 1) await login('192.0.2.1');
    expect(await login('192.0.2.1')).toBe(429);
    expect(await login('203.0.113.9, 192.0.2.1')).toBe(429); // the address claimed by the client is ignored
    expect(await login('192.0.2.2')).toBe(302);
  });

  it('believes the address that a proxy forwards only if it is a trusted one', async () => {
    const statuses = async (trustedProxies: string[]): Promise<Set<number>> => {
      const { server } = await serveWithLogin({}, { publicUrl, trustedProxies });
      const seen = new Set<number>();
      for (let count = 0; count < 25; count += 1)
        seen.add((await send(`${server.url}/login`, { headers: { 'x-forwarded-for': `192.0.2.${count}` } })).status);
      return seen;
    };
    expect(await statuses(['127.0.0.1'])).toEqual(new Set([302]));
    expect(await statuses(['10.0.0.0/8'])).toEqual(new Set([302, 429]));
  });
});

describe('ADMIN_TOKEN', () => {
  it('allows operator actions, and nothing else does', async () => {
    const server = await serve({ adminToken }, 'https://hdqm.example');
    const scan = (authorization?: string) =>
      sendGraphql(send, server.url, 'mutation { scan }', authorization === undefined ? {} : { authorization });
    expect((await scan(`Bearer ${adminToken}`)).answer.data).toEqual({ scan: '7' });
    expect(message(await scan('Bearer geheim'))).toBe('the token does not match ADMIN_TOKEN');
    expect(message(await scan(`Bearer ${adminToken}x`))).toBe('the token does not match ADMIN_TOKEN');
    expect(message(await scan())).toBe('operator actions require ADMIN_TOKEN on this server');
    expect(message(await scan(`Basic ${adminToken}`))).toBe('operator actions require ADMIN_TOKEN on this server');
    const open = await serve({});
    const wrong = await sendGraphql(send, open.url, 'mutation { scan }', { authorization: `Bearer ${adminToken}` });
    expect(message(wrong)).toBe('ADMIN_TOKEN is not set on this server');
  });
});

it('compares no more than ten wrong tokens from an address in a minute, and logs them', async () => {
  const server = await serve({ adminToken });
  logged = '';
  const scan = async (token: string, address = '192.0.2.1') => {
    const headers = { authorization: `Bearer ${token}`, 'x-forwarded-for': address };
    return (await sendGraphql(send, server.url, 'mutation { scan }', headers)).status;
  };
  expect(await scan(adminToken)).toBe(200);
  for (let count = 0; count < 10; count += 1) expect(await scan(`geheim-${count}`)).toBe(200);
  expect(await scan('geheim-10')).toBe(429);
  expect(await scan(adminToken)).toBe(429); // not compared
  expect(await scan(adminToken, '192.0.2.2')).toBe(200);
  expect(logged.match(/wrong ADMIN_TOKEN received/g)).toHaveLength(2);
  expect(logged).not.toContain('geheim');
});

describe('LOGIN_TO_READ', () => {
  it('requires a login for every page and every request', async () => {
    const { server } = await serveWithLogin({ loginToRead: true, adminToken });
    const browser = new Browser();
    expect((await browser.visit(`${server.url}/runs?from=3`)).headers.location).toBe('/login?to=%2Fruns%3Ffrom%3D3');
    expect((await browser.visit(`${server.url}/`)).headers.location).toBe('/login');
    for (const [url, headers] of [
      ['/graphql?query={status{version}}', { 'apollo-require-preflight': '1', accept: 'text/html' }],
      ['/assets/app-1.js', { accept: '*/*' }],
      ['/graphql', {}],
    ] as const) {
      const { status, text } = await send(server.url + url, { headers });
      expect({ status, ...(JSON.parse(text) as object) }).toEqual({
        status: 401,
        errors: [
          {
            message: 'you are not logged in: this server requires a login to read',
            extensions: { code: 'UNAUTHENTICATED' },
          },
        ],
      });
    }
    expect(await sendGraphql(by(browser), server.url, '{ status { version } }')).toMatchObject({ status: 401 });
    expect((await send(`${server.url}/health`)).status).toBe(200);
    expect((await send(`${server.url}/ready`)).status).toBe(200);

    expect((await browser.follow(`${server.url}/runs?from=3`)).url).toBe(`${server.url}/runs?from=3`);
    expect((await sendGraphql(by(browser), server.url, viewer)).answer.data).toMatchObject({
      viewer: { canOperate: true },
    });
    const out = await browser.visit(`${server.url}/logout?to=/runs`, { method: 'POST' });
    expect(out).toMatchObject({ status: 200, text: expect.stringContaining('href="/login?to=%2Fruns"') });
    expect(await sendGraphql(by(browser), server.url, viewer)).toMatchObject({ status: 401 });

    const bearer = (token: string) => sendGraphql(send, server.url, viewer, { authorization: `Bearer ${token}` });
    expect((await bearer(adminToken)).answer.data).toMatchObject({ viewer: { name: null, canOperate: true } });
    expect(await bearer('geheim')).toMatchObject({
      status: 401,
      answer: { errors: [{ message: 'the token does not match ADMIN_TOKEN' }] },
    });
  });

  it('allows reading without a role', async () => {
    const { issuer, server } = await serveWithLogin({ loginToRead: true });
    issuer.account = reader;
    const browser = new Browser();
    await browser.follow(`${server.url}/`);
    expect((await sendGraphql(by(browser), server.url, viewer)).answer.data).toMatchObject({
      viewer: { name: 'Bob', canOperate: false },
    });
  });
});

const listen = 'subscription { scanProgress { points } }';

describe('a WebSocket', () => {
  it('is rejected from another site if permissions come from a cookie or a local connection', async () => {
    const machine = await serve({});
    expect(await overSocket(machine, { origin: 'http://evil.example' }, listen)).toBe(403);
    expect(await overSocket(machine, { origin: machine.url }, listen)).toEqual({
      data: { scanProgress: { points: 12 } },
    });
    const { server } = await serveWithLogin();
    const browser = new Browser();
    await browser.follow(`${server.url}/login`);
    const cookie = browser
      .own()
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
    expect(await overSocket(server, { origin: 'http://evil.example', cookie }, listen)).toBe(403);
    expect(await overSocket(server, { origin: server.url, cookie }, listen)).toEqual({
      data: { scanProgress: { points: 12 } },
    });
    expect(await overSocket(server, { origin: 'http://evil.example' }, listen)).toEqual({
      data: { scanProgress: { points: 12 } },
    }); // reading is open
  });

  it('requires a login if reading does', async () => {
    const { server } = await serveWithLogin({ loginToRead: true, adminToken });
    expect(await overSocket(server, {}, listen)).toBe(401);
    expect(await overSocket(server, { authorization: 'Bearer geheim' }, listen)).toBe(401);
    const authorization = `Bearer ${adminToken}`;
    expect(await overSocket(server, { authorization }, listen)).toEqual({ data: { scanProgress: { points: 12 } } });
  });

  it('is closed when the required session expires', async () => {
    const { server } = await serveWithLogin({ loginToRead: true });
    const browser = new Browser();
    await browser.follow(`${server.url}/login`);
    const cookie = browser
      .own()
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
    let resume: () => void = () => undefined;
    more = new Promise((resolve) => (resume = resolve));
    const received: unknown[] = [];
    const listener = createClient({
      url: `${server.url.replace('http', 'ws')}/graphql`,
      retryAttempts: 0,
      webSocketImpl: class extends WebSocket {
        constructor(url: string, protocol: string) {
          super(url, protocol, { headers: { cookie } });
        }
      },
    });
    const ended = new Promise((resolve) => {
      listener.subscribe(
        { query: listen },
        {
          next: (answer) => {
            received.push(answer);
            later = 13 * 3600_000;
            resume();
          },
          error: resolve,
          complete: () => resolve('completed'),
        },
      );
    });
    expect(await ended).toMatchObject({ code: 4401, reason: 'session or token expired' });
    expect(received).toEqual([{ data: { scanProgress: { points: 12 } } }]);
  });

  it('accepts subscriptions only, within the limits, and masks internal errors', async () => {
    const server = await serve({});
    const reply = async (query: string): Promise<unknown> => overSocket(server, {}, query);
    expect(await reply('mutation { scan }')).toMatchObject([
      { message: 'a WebSocket accepts subscriptions only: send a mutation over HTTP' },
    ]);
    expect(await reply('{ status { version } }')).toMatchObject([
      { message: expect.stringMatching(/send a query over/) },
    ]);
    expect(await reply('subscription { nothing }')).toMatchObject([{ message: expect.stringMatching(/Cannot query/) }]);
    expect(await reply('subscription {')).toMatchObject([{ message: expect.stringMatching(/Syntax Error/) }]);
    const aliases = Array.from({ length: 40 }, (_, index) => `p${index}: points`).join(' ');
    expect(await reply(`subscription { scanProgress { ${aliases} } }`)).toMatchObject([
      {
        message: expect.stringMatching(/points more than 30 times/),
        extensions: { code: 'BAD_REQUEST' },
      },
    ]);
    failing = true;
    expect(await reply(listen)).toMatchObject([
      { message: expect.stringMatching(/^Internal error: the server's log has the cause/) },
    ]);
    expect(logged).toContain('an internal detail');
  });
});

describe('an invalid request', () => {
  it('is rejected without internal details', async () => {
    const server = await serve({});
    const post = (body: string) =>
      send(`${server.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    const { status, text } = await post('{');
    expect({ status, ...(JSON.parse(text) as object) }).toMatchObject({
      status: 400,
      errors: [{ extensions: { code: 'BAD_REQUEST' } }],
    });
    expect(text).not.toContain('node_modules');
    expect((await send(`${server.url}/assets/%E0%A4%A`)).status).toBe(400);
  });
});

describe('a connection from the same machine', () => {
  it('grants nothing through a proxy, with PUBLIC_URL, by another host name or for another site', async () => {
    const server = await serve({});
    const { port } = new URL(server.url);
    const scan = (headers: Record<string, string>) => sendGraphql(send, server.url, 'mutation { scan }', headers);
    for (const host of ['127.0.0.1', 'localhost', '[::1]', '127.1.2.3'])
      expect((await scan({ host: `${host}:${port}` })).answer.data).toEqual({ scan: '7' });
    expect((await scan({ origin: server.url, 'sec-fetch-site': 'same-origin' })).answer.data).toEqual({ scan: '7' });
    for (const host of ['evil.example', `evil.example:${port}`, '127.0.0.1.evil.example', 'localhost.evil.example'])
      expect(message(await scan({ host }))).toMatch(/at the addresses localhost/);
    expect(message(await scan({ host: 'evil.example', origin: 'http://evil.example' }))).toMatch(/localhost/); // DNS rebinding
    for (const header of ['x-forwarded-for', 'forwarded', 'via', 'x-real-ip'])
      expect(message(await scan({ [header]: '10.0.0.1' }))).toMatch(/not allowed through a proxy/);
    expect(message(await scan({ origin: 'http://evil.example' }))).toMatch(
      /another site \(Origin: http:\/\/evil\.example\)/,
    );
    expect(message(await scan({ 'sec-fetch-site': 'cross-site' }))).toMatch(/another site/);
    const published = await serve({}, 'https://hdqm.example');
    expect(message(await sendGraphql(send, published.url, 'mutation { scan }'))).toMatch(/this server is public/);
    const withLogin = await serveWithLogin();
    expect(message(await sendGraphql(send, withLogin.server.url, 'mutation { scan }'))).toMatch(/not logged in/);
  });
});

describe('the rate limit of mutations', () => {
  it('counts every mutation field by address, in fragments too', async () => {
    const server = await serve({});
    const many = Array.from({ length: 20 }, (_, index) => `a${index}: scan`).join(' ');
    for (let count = 0; count < 2; count += 1)
      expect((await sendGraphql(send, server.url, `mutation { ${many} }`)).answer.errors).toBeUndefined();
    const spread = `mutation { ...all } fragment all on Mutation { ... on Mutation { ${many} } }`;
    expect((await sendGraphql(send, server.url, spread)).answer.errors).toBeUndefined();
    const rejected = await sendGraphql(send, server.url, 'mutation { scan }');
    expect(rejected).toMatchObject({ status: 429, headers: { 'retry-after': expect.stringMatching(/^\d+$/) } });
    expect(rejected.answer).toMatchObject({
      errors: [
        {
          message: expect.stringMatching(/^more than 60 mutations per minute from this address: retry in \d+ s$/),
          extensions: { code: 'TOO_MANY_REQUESTS' },
        },
      ],
    });
    expect((await sendGraphql(send, server.url, viewer)).status).toBe(200);
  });

  it('is lower for saved selections, which every reader may create', async () => {
    const server = await serve({ adminToken });
    const save = () =>
      sendGraphql(send, server.url, 'mutation ($golden: JSONObject = {}) { saveSelection(goldenJson: $golden) }');
    for (let count = 0; count < 20; count += 1) expect(message(await save())).toMatch(/names no run/);
    expect(await save()).toMatchObject({
      status: 429,
      answer: { errors: [{ message: expect.stringMatching(/20 saved selections/) }] },
    });
  });
});
