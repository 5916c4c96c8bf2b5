/** Read tokens, and access tokens of a real OpenID Connect issuer, at servers on the same database. */
import { createHmac } from 'node:crypto';
import { SignJWT } from 'jose';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ScanProgress } from '../../server/extract/progress.ts';
import type { AuthOptions } from '../../server/api/auth/auth.ts';
import { type ServerOptions, startServer, type WebServer } from '../../server/api/server.ts';
import { createToken, listTokens } from '../../server/store/access/read-tokens.ts';
import { ReadToken } from '../../server/store/entities/index.ts';
import { dropUrl, freshUrl, freshDatabase, type TestDatabase } from '../database.ts';
import { hdqm } from './command.ts';
import { type GraphqlResult, overSocket, sendGraphql as sendQuery } from './graphql-requests.ts';
import { Browser, client, send, startIssuer } from './issuer.ts';
import { serverOptions } from './server-context.ts';

const adminToken = 'geheim-of-the-scripts';
const ada = { sub: 'ada', name: 'Ada', cern_roles: ['hdqm-operator', 'default-role'] };
const bob = { sub: 'bob', name: 'Bob', cern_roles: ['default-role'] };

let test: TestDatabase;
/** The servers' log, which must not contain a token. */
let logged = '';
const secrets: string[] = [];
/** Offset of the servers' clock, in ms. */
let later = 0;
const open: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  test = await freshDatabase();
});
afterAll(() => test.drop());
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
  await test.database.dataSource.query('TRUNCATE read_token');
  later = 0;
  more = Promise.resolve();
  for (const secret of secrets.splice(0)) expect(logged).not.toContain(secret.slice(0, 30));
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
/** The second progress event is sent once it resolves. */
let more = Promise.resolve();
const scans: ServerOptions['scans'] = {
  start: () => Promise.resolve(7),
  progress: async function* () {
    yield progress;
    await more;
    yield progress;
  },
};

async function serve(auth: AuthOptions, database = test.database): Promise<WebServer> {
  const server = await startServer(
    serverOptions(database, {
      scans,
      log: pino({ level: 'trace' }, { write: (line: string) => (logged += line) }),
      trustedProxies: ['loopback'],
      auth: { now: () => Date.now() + later, ...auth },
    }),
    '127.0.0.1',
    0,
  );
  open.push(server);
  return server;
}

/** An issuer, and a server registered with it that requires a login to read. */
async function serveWithLogin(auth: AuthOptions = {}) {
  const issuer = await startIssuer();
  const login = { issuer: issuer.url, ...client, roleClaim: 'cern_roles', role: 'hdqm-operator', caFile: undefined };
  const options = {
    login,
    loginToRead: true,
    adminToken,
    sessionSecret: 'geheim-that-seals-the-cookies-of-logins',
    ...auth,
  };
  const server = await serve(options);
  issuer.register([`${server.url}/login/callback`]);
  issuer.account = ada;
  open.push(issuer);
  return { issuer, server, options };
}

const bearer = (token: string): { authorization: string } => ({ authorization: `Bearer ${token}` });
const query = (server: WebServer, text: string, headers: Record<string, string>) =>
  sendQuery(send, server.url, text, headers);
const read = '{ status { version } }';
/** The outcome of a query with a token: the status, and why it was rejected. */
async function outcome(server: WebServer, token: string, text = read): Promise<[number, string | undefined]> {
  secrets.push(token);
  const { status, answer } = await query(server, text, bearer(token));
  return [status, answer.errors?.[0]?.message];
}
const listen = 'subscription { scanProgress { points } }';
const received = { data: { scanProgress: { points: 12 } } };

/** What `createReadToken` returned. */
function createdBy<Token>({ answer: { data, errors } }: { answer: GraphqlResult }): { secret: string; token: Token } {
  if (!data) throw new Error(`no token: ${errors?.[0]?.message}`);
  return data['createReadToken'] as { secret: string; token: Token };
}

/** A token of the operators, in the database. */
async function readToken(name = 'ci', days = 30) {
  const expiresAt = new Date(Date.now() + days * 86_400_000);
  const created = await createToken(test.database, { owner: null, createdBy: 'test', name, expiresAt });
  secrets.push(created.secret);
  return created;
}

describe('a read token', () => {
  it('is created by a login, shown once, reads everything and changes nothing', async () => {
    const { server } = await serveWithLogin();
    const browser = new Browser();
    await browser.follow(`${server.url}/login`);
    const byBrowser = (text: string) => sendQuery((url, sent) => browser.visit(url, sent), server.url, text);
    const created = await byBrowser(
      'mutation { createReadToken(name: "report", days: 90) { secret token { id name createdBy isOwn expiresAt lastUsedAt } } }',
    );
    const { secret, token } = createdBy<{ id: string; expiresAt: string }>(created);
    secrets.push(secret);
    expect(created.headers['cache-control']).toBe('no-store');
    expect(secret).toMatch(/^hdqm_[0-9a-f]{72}$/);
    expect(token).toMatchObject({ name: 'report', createdBy: 'Ada', isOwn: true, lastUsedAt: null });
    expect(Date.parse(token.expiresAt) - Date.now()).toBeGreaterThan(89.9 * 86_400_000);
    const listed = await byBrowser('{ readTokens { name createdBy expiresAt revokedAt } }');
    expect(listed.answer.data).toMatchObject({ readTokens: [{ name: 'report', revokedAt: null }] });
    expect(listed.text).not.toContain(secret.slice(5, 25));

    expect(await outcome(server, secret)).toEqual([200, undefined]);
    expect(await overSocket(server, bearer(secret), listen)).toEqual(received);
    const get = (path: string, token = secret) => send(server.url + path, { headers: bearer(token) });
    expect((await get('/export/runs.csv')).text).toMatch(/^number,fill,/);
    expect((await get('/export/points.ndjson?subsystem=Tracker')).status).toBe(200);
    expect((await get('/export/histogram.json?trend=1&run=2')).text).toMatch(/no file of run 2/);
    expect((await get('/plot/Tracker/NumberOfTrack_mean.png?pd=a&ps=b')).status).not.toBe(401);
    for (const path of [
      '/export/runs.csv',
      '/export/points.csv?subsystem=Tracker',
      '/export/histogram.json?trend=1&run=2',
      '/plot/Tracker/NumberOfTrack_mean.png?pd=a&ps=b',
      '/tokens',
    ])
      expect((await send(server.url + path)).status).toBe(401);
    for (const path of ['/health', '/ready', '/metrics'])
      expect((await send(server.url + path, { headers: bearer('hdqm_wrong') })).status).toBe(200);
    const viewer = '{ viewer { name canOperate canEdit canWriteNotes canManageTokens tokensDenialReason } }';
    expect((await query(server, viewer, bearer(secret))).answer.data).toEqual({
      viewer: {
        name: null,
        canOperate: false,
        canEdit: false,
        canWriteNotes: false,
        canManageTokens: false,
        tokensDenialReason: 'the read token report allows reading only',
      },
    });
    for (const text of [
      'mutation { scan }',
      'mutation { saveSelection(goldenJson: {a: 1}) }',
      'mutation { createReadToken(name: "more") { secret } }',
      `mutation { revokeReadToken(id: "${token.id}") { id } }`,
    ]) {
      const { status, headers, answer } = await query(server, text, bearer(secret));
      expect([status, answer.errors?.[0]?.message]).toEqual([403, 'the read token report allows reading only']);
      expect(headers['www-authenticate']).toBe('Bearer error="insufficient_scope"');
    }
    expect((await query(server, '{ readTokens { name } }', bearer(secret))).answer.errors?.[0]?.message).toBe(
      'the read token report allows reading only',
    );
    expect(await overSocket(server, bearer(secret), 'mutation { scan }')).toMatchObject([
      { message: expect.stringMatching(/subscriptions only/) },
    ]);
    await expect.poll(async () => (await listTokens(test.database, 'ada'))[0]?.lastUsedAt).toBeInstanceOf(Date);
  });

  it('belongs to its owner: others do not see it, operators do and revoke it', async () => {
    const { issuer, server } = await serveWithLogin();
    const loginAs = async (account: Readonly<Record<string, unknown>>) => {
      issuer.account = account;
      const browser = new Browser();
      await browser.follow(`${server.url}/login`);
      return (text: string) => sendQuery((url, sent) => browser.visit(url, sent), server.url, text);
    };
    const [byAda, byBob] = [await loginAs(ada), await loginAs(bob)];
    const create = async (by: typeof byAda, name: string): Promise<string> => {
      const { answer } = await by(`mutation { createReadToken(name: "${name}") { token { id } } }`);
      return createdBy<{ id: string }>({ answer }).token.id;
    };
    const [ofAda, ofBob] = [await create(byAda, 'of ada'), await create(byBob, 'of bob')];
    await readToken('of nobody');
    const names = async (by: typeof byAda): Promise<unknown> => (await by('{ readTokens { name isOwn } }')).answer.data;
    expect(await names(byBob)).toEqual({ readTokens: [{ name: 'of bob', isOwn: true }] });
    expect(await names(byAda)).toEqual({
      readTokens: [
        { name: 'of nobody', isOwn: false },
        { name: 'of bob', isOwn: false },
        { name: 'of ada', isOwn: true },
      ],
    });
    const revoke = (id: string): string => `mutation { revokeReadToken(id: "${id}") { revokedBy } }`;
    expect((await byBob(revoke(ofAda))).answer.errors?.[0]).toMatchObject({
      message: 'there is no token of this name or ID',
      extensions: { code: 'BAD_USER_INPUT' },
    });
    expect((await byAda(revoke(ofBob))).answer.data).toEqual({ revokeReadToken: { revokedBy: 'Ada' } });
    expect((await byAda(revoke('nothing'))).answer.errors?.[0]?.message).toBe('there is no token of this name or ID');
    expect(
      (await byBob('mutation { createReadToken(name: "x", days: 366) { secret } }')).answer.errors?.[0]?.message,
    ).toBe('a token must expire within the next 365 days');
    const other = await sendQuery(send, server.url, '{ readTokens { name } }', bearer(adminToken));
    expect(other.answer.data).toMatchObject({ readTokens: { length: 3 } });
  });

  it('is not created from a page of another site', async () => {
    const { server } = await serveWithLogin();
    const browser = new Browser();
    await browser.follow(`${server.url}/login`);
    for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'same-site' }])
      for (const text of ['mutation { createReadToken(name: "x") { secret } }', '{ readTokens { name } }']) {
        const by = await sendQuery((url, sent) => browser.visit(url, sent), server.url, text, headers);
        expect(by.answer.errors?.[0]).toMatchObject({ extensions: { code: 'FORBIDDEN' } });
      }
  });

  it('is rejected with the reason when it is mistyped, unknown, revoked or expired', async () => {
    const { server } = await serveWithLogin();
    const { secret } = await readToken();
    const challenge = async (token: string) => {
      secrets.push(token);
      const { status, headers } = await query(server, read, bearer(token));
      return [status, headers['www-authenticate']];
    };
    const invalid = (reason: string) => [401, `Bearer error="invalid_token", error_description="${reason}"`];
    expect(await challenge(secret.slice(0, -1))).toEqual(
      invalid('the read token is incomplete or mistyped: its checksum is wrong'),
    );
    const { secret: deleted } = await readToken('deleted');
    await test.database.dataSource.query(`DELETE FROM read_token WHERE name = 'deleted'`);
    expect(await challenge(deleted)).toEqual(
      invalid('the read token is unknown: it may have been deleted after it was revoked or expired'),
    );
    const { secret: german, token } = await readToken('Prüf"ung\\');
    await query(server, `mutation { revokeReadToken(id: "${token.id}") { id } }`, bearer(adminToken));
    const today = new Date().toISOString().slice(0, 10);
    expect(await challenge(german)).toEqual(
      invalid(`the read token Pr?f?ung? was revoked on ${today} by administrator`),
    );
    expect(await challenge(secret)).toEqual([200, undefined]);
    later = 31 * 86_400_000;
    expect((await challenge(secret))[1]).toMatch(/invalid_token.*the read token ci expired on \d{4}-\d\d-\d\d"/);
    expect(await overSocket(server, bearer(secret), listen)).toBe(401);
    const page = await send(`${server.url}/runs`, { headers: { ...bearer(secret), accept: 'text/html' } });
    expect(page.headers.location).toBe('/login?to=%2Fruns');
    expect((await query(server, read, {})).headers['www-authenticate']).toBe('Bearer');
  });

  it('is rejected by every server once it is revoked: immediately by one, within five seconds by the others', async () => {
    const { server, options } = await serveWithLogin();
    const other = await serve(options);
    const { secret, token } = await readToken();
    expect([await outcome(server, secret), await outcome(other, secret)]).toEqual([
      [200, undefined],
      [200, undefined],
    ]);
    await query(server, `mutation { revokeReadToken(id: "${token.id}") { id } }`, bearer(adminToken));
    expect((await outcome(server, secret))[0]).toBe(401);
    later = 5_001;
    expect((await outcome(other, secret))[0]).toBe(401);
  });

  it('ends a subscription when it is revoked', async () => {
    const { server } = await serveWithLogin();
    const { secret, token } = await readToken();
    let resume: () => void = () => undefined;
    more = new Promise((resolve) => (resume = resolve));
    const { WebSocket } = await import('ws');
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
      headers: bearer(secret),
    });
    const messages: string[] = [];
    const closed = new Promise((resolve) => socket.once('close', (code, reason) => resolve([code, String(reason)])));
    socket.on('open', () => socket.send('{"type":"connection_init"}'));
    socket.on('message', (data: Buffer) => {
      messages.push(data.toString());
      if (messages.length === 1)
        socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload: { query: listen } }));
      if (messages.length === 2)
        void query(server, `mutation { revokeReadToken(id: "${token.id}") { id } }`, bearer(adminToken)).then(resume);
    });
    expect(await closed).toEqual([4401, 'session or token expired']);
    expect(messages.filter((text) => text.includes('"points":12'))).toHaveLength(1);
  });

  it('is looked up once for many requests at the same time', async () => {
    const { server } = await serveWithLogin();
    const { secret } = await readToken();
    const lookups = vi.spyOn(test.database.dataSource, 'getRepository');
    const statuses = await Promise.all(Array.from({ length: 100 }, () => outcome(server, secret)));
    expect(new Set(statuses.map(([status]) => status))).toEqual(new Set([200]));
    expect(lookups.mock.calls.filter(([entity]) => entity === ReadToken)).toHaveLength(1);
    lookups.mockRestore();
  });

  it('is not needed, and a wrong one does not matter, where reading requires no login', async () => {
    const server = await serve({ adminToken });
    const { secret } = await readToken();
    expect(await outcome(server, secret)).toEqual([200, undefined]);
    expect(await outcome(server, secret.slice(0, -1))).toEqual([200, undefined]);
    expect(await outcome(server, secret, 'mutation { scan }')).toEqual([403, 'the read token ci allows reading only']);
  });

  it('is limited to ten wrong ones from an address in a minute; one that is sent again counts once', async () => {
    const { server } = await serveWithLogin();
    const { secret } = await readToken();
    const status = async (token: string, address: string): Promise<number> => {
      secrets.push(token);
      const { status } = await query(server, read, { ...bearer(token), 'x-forwarded-for': address });
      return status;
    };
    const wrong = secret.slice(0, -8) + '00000000';
    for (let count = 0; count < 30; count += 1) expect(await status(wrong, '192.0.2.1')).toBe(401);
    expect(await status(secret, '192.0.2.1')).toBe(200);
    for (let count = 0; count < 10; count += 1) expect(await status(`hdqm_${count}`, '192.0.2.2')).toBe(401);
    expect(await status('hdqm_10', '192.0.2.2')).toBe(429);
    expect(await status(adminToken, '192.0.2.2')).toBe(429);
    expect(await overSocket(server, { ...bearer('hdqm_11'), 'x-forwarded-for': '192.0.2.2' }, listen)).toBe(429);
    expect(await status(secret, '192.0.2.2')).toBe(200); // it was checked a moment ago
    expect(logged.match(/"token rejected"/g)).toHaveLength(3);
  });

  it('answers 503 while the database is unavailable', async () => {
    const own = await freshDatabase();
    const server = await serve({ adminToken }, own.database);
    await own.drop();
    const { status, answer } = await query(server, read, bearer((await readToken()).secret));
    expect([status, answer.errors?.[0]?.extensions.code]).toEqual([503, 'SERVICE_UNAVAILABLE']);
    expect(await overSocket(server, bearer((await readToken('other')).secret), listen)).toBe(503);
  });
});

describe('an access token of the issuer', () => {
  it('allows what a login of its user does', async () => {
    const { issuer, server } = await serveWithLogin();
    const { access_token: token, id_token: idToken } = await issuer.tokens();
    const viewer = '{ viewer { name canOperate login } }';
    secrets.push(token, idToken);
    expect((await query(server, viewer, bearer(token))).answer.data).toEqual({
      viewer: { name: 'Ada', canOperate: true, login: null },
    });
    expect((await query(server, 'mutation { scan }', bearer(token))).answer.data).toEqual({ scan: '7' });
    expect(await overSocket(server, bearer(token), listen)).toEqual(received);
    expect((await send(`${server.url}/export/runs.csv`, { headers: bearer(token) })).status).toBe(200);
    expect((await query(server, viewer, { 'x-forwarded-access-token': token })).answer.data).toMatchObject({
      viewer: { name: 'Ada' },
    });
    // Added by a proxy to a request of another site
    for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }]) {
      const scan = await query(server, 'mutation { scan }', { ...bearer(token), ...headers });
      expect(scan.answer.errors?.[0]?.message).toMatch(/another site/);
      expect(await overSocket(server, { ...bearer(token), ...headers }, listen)).toBe(403);
    }
    issuer.account = bob;
    const { access_token: ofBob } = await issuer.tokens();
    expect(await outcome(server, ofBob)).toEqual([200, undefined]);
    expect((await outcome(server, ofBob, 'mutation { scan }'))[1]).toBe(
      'you are logged in as Bob, without the role hdqm-operator, which operator actions require',
    );
    expect(await outcome(server, idToken)).toEqual([
      401,
      'the token is not an access token: send that, not the ID token',
    ]);
    expect((await outcome(server, (await issuer.tokens()).id_token))[0]).toBe(401);
  });

  it('is rejected with the reason, also if it is signed by the issuer', async () => {
    const { issuer, server } = await serveWithLogin();
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: issuer.url, aud: client.clientId, sub: 'ada', name: 'Ada', exp: now + 60 };
    const reason = async (change: object, header = {}): Promise<string | undefined> => {
      const [status, message] = await outcome(server, await issuer.sign({ ...claims, ...change }, header));
      expect(status).toBe(message === undefined ? 200 : 401);
      return message;
    };
    expect(await reason({})).toBeUndefined();
    expect(await reason({ aud: ['account', client.clientId] })).toBeUndefined();
    expect(await reason({ typ: 'Bearer', nonce: 'x' }, { typ: 'JWT' })).toBeUndefined(); // Keycloak's
    expect(await reason({ exp: now - 29 })).toBeUndefined(); // clocks differ
    expect(await reason({ exp: now - 31 })).toMatch(/^the token expired at \d{4}-.*Z$/);
    expect(await reason({ nbf: now + 40 })).toBe('the token is not valid yet (nbf)');
    expect(await reason({ aud: 'another' })).toBe('the token is for another audience (aud) than hdqm');
    expect(await reason({ aud: undefined })).toMatch(/another audience/);
    later = 61_000; // another minute of wrong tokens
    expect(await reason({ iss: 'https://evil.example', exp: now + 600 })).toMatch(
      /^the token was issued by another issuer than http/,
    );
    expect(await reason({ exp: undefined })).toBe('the claim exp of the token is missing or invalid');
    expect(await reason({ sub: undefined, exp: now + 600 })).toBe('the claim sub of the token is missing or invalid');
  });

  it('is no other token of the issuer', async () => {
    const { issuer, server } = await serveWithLogin();
    const exp = Math.floor(Date.now() / 1000) + 60;
    const claims = { iss: issuer.url, aud: client.clientId, sub: 'ada', exp };
    for (const [change, header] of [
      [{ nonce: 'x' }, { typ: 'JWT' }],
      [{ at_hash: 'x' }, { typ: 'JWT' }],
      [{ typ: 'ID' }, {}],
      [{ typ: 'Refresh' }, { typ: 'JWT' }],
      [{ events: {} }, { typ: 'JWT' }],
      [{}, { typ: 'logout+jwt' }],
    ] as const)
      expect(await outcome(server, await issuer.sign({ ...claims, ...change }, header))).toEqual([
        401,
        'the token is not an access token: send that, not the ID token',
      ]);
  });

  it('is rejected if anybody but the issuer signed it', async () => {
    const { issuer, server } = await serveWithLogin();
    const claims = { iss: issuer.url, aud: client.clientId, sub: 'ada', cern_roles: ['hdqm-operator'], exp: 4e9 };
    const valid = await issuer.sign(claims);
    expect((await outcome(server, valid))[0]).toBe(200);
    const [, payload = '', signature = ''] = valid.split('.');
    const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const { kid, publicKey } = issuer.key;
    const hmac = (key: string | Buffer): string => {
      const head = encode({ alg: 'HS256', kid, typ: 'at+jwt' });
      return `${head}.${payload}.${createHmac('sha256', key).update(`${head}.${payload}`).digest('base64url')}`;
    };
    const other = await startIssuer();
    open.push(other);
    other.rotate(kid);
    const forged: [string, string][] = [
      [`${encode({ alg: 'none' })}.${payload}.`, 'asymmetric'],
      [`${encode({ alg: 'NONE' })}.${payload}.${signature}`, 'asymmetric'],
      [hmac(publicKey.export({ format: 'pem', type: 'spki' })), 'asymmetric'],
      [hmac(publicKey.export({ format: 'der', type: 'spki' })), 'asymmetric'],
      [await other.sign(claims), 'signature of the token is invalid'],
      [await other.sign(claims, { jwk: other.key.publicKey.export({ format: 'jwk' }) as object }), 'signature'],
      [await other.sign(claims, { jku: `${other.url}/jwks`, kid: 'theirs' }), 'a key that its issuer does not have'],
      [valid.replace(payload, encode({ ...claims, sub: 'eve' })), 'signature of the token is invalid'],
      [`${valid.slice(0, -4)}AAAA`, 'signature of the token is invalid'],
    ];
    for (const [token, reason] of forged) {
      const [status, message] = await outcome(server, token);
      expect([status, message]).toEqual([401, expect.stringContaining(reason)]);
    }
    expect(other.requests).toEqual([]);
    const crit = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', kid, typ: 'at+jwt', crit: ['x'], x: 1 } as never)
      .sign(issuer.key.privateKey, { crit: { x: true } });
    expect(await outcome(server, crit)).toEqual([401, 'the token is not a valid JWT']);
  });

  it('is accepted with a new key of the issuer, which unknown keys do not have requested again and again', async () => {
    const { issuer, server } = await serveWithLogin();
    const claims = { iss: issuer.url, aud: client.clientId, sub: 'ada', exp: Math.floor(Date.now() / 1000) + 3600 };
    const old = await issuer.sign(claims);
    expect((await outcome(server, old))[0]).toBe(200);
    const requested = (): number => issuer.requests.filter((path) => path === '/jwks').length;
    expect(requested()).toBe(1);
    issuer.rotate('key-2');
    const early = await issuer.sign(claims);
    expect(await outcome(server, early)).toEqual([401, 'the token is signed with a key that its issuer does not have']);
    expect(requested()).toBe(1); // it was requested within the last ten seconds
    issuer.register([`${server.url}/login/callback`]);
    const clock = Date.now;
    try {
      Date.now = () => clock() + 11_000;
      expect((await outcome(server, early))[0]).toBe(200);
      expect(requested()).toBe(2);
      expect(await outcome(server, old)).toEqual([401, 'the token is signed with a key that its issuer does not have']);
      expect(requested()).toBe(2);
    } finally {
      Date.now = clock;
    }
  });

  it('is answered with 503 and the reason while the issuer is unavailable, without waiting each time', async () => {
    const { issuer, server } = await serveWithLogin();
    const claims = { iss: issuer.url, aud: client.clientId, sub: 'ada', exp: Math.floor(Date.now() / 1000) + 3600 };
    issuer.mode = 'failing';
    const { status, headers, answer } = await query(server, read, bearer(await issuer.sign(claims)));
    expect([status, headers['retry-after'], answer.errors?.[0]?.extensions.code]).toEqual([
      503,
      '10',
      'SERVICE_UNAVAILABLE',
    ]);
    expect(answer.errors?.[0]?.message).toMatch(
      /^the token cannot be verified: the login service 127.0.0.1:\d+ is unavailable/,
    );
    const requested = issuer.requests.length;
    expect(await overSocket(server, bearer(await issuer.sign({ ...claims, jti: '2' })), listen)).toBe(503);
    for (let jti = 3; jti < 20; jti += 1)
      expect((await outcome(server, await issuer.sign({ ...claims, jti: String(jti) })))[0]).toBe(503);
    expect(issuer.requests).toHaveLength(requested);
    expect(logged.match(/access tokens not verified/g)).toHaveLength(1);
    const { secret } = await readToken();
    expect((await outcome(server, secret))[0]).toBe(200); // does not need the issuer
    issuer.mode = 'up';
    later = 10_001;
    expect((await outcome(server, await issuer.sign({ ...claims, jti: '2' })))[0]).toBe(200);
    // During an outage tokens with an unknown key do not keep those from being verified whose key is cached.
    issuer.mode = 'failing';
    const { kid } = issuer.key;
    const clock = Date.now;
    try {
      Date.now = () => clock() + 11_000;
      for (const unknown of ['a', 'b'])
        expect((await outcome(server, await issuer.sign(claims, { kid: unknown })))[0]).toBe(503);
      expect((await outcome(server, await issuer.sign({ ...claims, jti: 'x' }, { kid })))[0]).toBe(200);
    } finally {
      Date.now = clock;
    }
  });

  it('is answered with 503 if the issuer does not answer at all', async () => {
    const { issuer, server } = await serveWithLogin();
    issuer.mode = 'hanging';
    const claims = { iss: issuer.url, aud: client.clientId, sub: 'ada', exp: 4e9 };
    const answers = await Promise.all(
      ['1', '2', '3'].map(async (jti) => outcome(server, await issuer.sign({ ...claims, jti }))),
    );
    for (const answer of answers) expect(answer).toEqual([503, expect.stringMatching(/is unavailable: .*time/i)]);
    expect(issuer.requests).toHaveLength(1);
  });

  it('is not limited in the header of a proxy, where it is no other token', async () => {
    const { issuer, server } = await serveWithLogin();
    const { secret } = await readToken();
    const forwarded = (token: string) => query(server, read, { 'x-forwarded-access-token': token });
    for (const token of [secret, adminToken, 'x'])
      expect((await forwarded(token)).answer.errors?.[0]?.message).toMatch(/^you are not logged in/);
    for (let jti = 0; jti < 15; jti += 1) {
      const { status, headers } = await forwarded(
        await issuer.sign({ iss: issuer.url, aud: 'other', sub: 'ada', exp: 4e9, jti: String(jti) }),
      );
      expect([status, headers['www-authenticate']]).toEqual([401, expect.stringContaining('another audience')]);
    }
    const { access_token: token } = await issuer.tokens();
    secrets.push(token);
    expect((await forwarded(token)).status).toBe(200);
  });

  it('is for the audiences that are set', async () => {
    const issuer = await startIssuer();
    open.push(issuer);
    const login = {
      issuer: issuer.url,
      ...client,
      roleClaim: 'cern_roles',
      role: 'hdqm-operator',
      caFile: undefined,
      audiences: ['hdqm-api', 'proxy'],
    };
    const server = await serve({ login, loginToRead: true, sessionSecret: 'x'.repeat(32) });
    issuer.register([]);
    const status = async (aud: string): Promise<number> =>
      (await outcome(server, await issuer.sign({ iss: issuer.url, aud, sub: 'ada', exp: 4e9 })))[0];
    expect([await status('hdqm-api'), await status('proxy'), await status(client.clientId)]).toEqual([200, 200, 401]);
  });
});

describe('hdqm token', () => {
  it('creates, lists and revokes tokens', async () => {
    const url = await freshUrl();
    const token = (...args: string[]) => hdqm(['token', ...args], { DATABASE_URL: url });
    try {
      expect((await token('list')).stdout).toBe('There are no read tokens.\n');
      const created = await token('create', 'nightly report', '--expires', '90d');
      expect(created.stdout).toMatch(/^hdqm_[0-9a-f]{72}\n$/);
      expect(created.stderr).toMatch(
        /^Read token nightly report, valid until \d{4}-.* Its secret is not shown again:\n$/,
      );
      const again = await token('create', 'nightly report');
      expect([again.status, again.stdout, again.stderr]).toEqual([
        1,
        '',
        'hdqm: there is a token named nightly report already: revoke it first, or choose another name\n',
      ]);
      const late = await token('create', 'late', '--expires', '400d');
      expect([late.status, late.stderr]).toEqual([1, 'hdqm: a token must expire within the next 365 days\n']);
      const listed = (await token('list')).stdout;
      expect(listed).toMatch(/nightly report │ current +│ .* UTC │ never +│ .* UTC │ hdqm token │ [0-9a-f-]{36}/);
      expect(listed).not.toContain(created.stdout.slice(5, 25));
      expect((await token('revoke', 'nightly report')).stdout).toBe(
        'Read token nightly report revoked. Servers reject it within 5 s.\n',
      );
      expect((await token('list')).stdout).toMatch(/revoked by hdqm token/);
      const id = /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(listed)?.[0] ?? '';
      expect((await token('revoke', id)).stderr).toBe('hdqm: the token is revoked already\n');
      expect((await token('revoke', 'nothing')).stderr).toBe('hdqm: there is no token of this name or ID\n');
      expect((await token('create')).status).toBe(2);
      expect((await token('list', 'x')).status).toBe(2);
      expect((await token('create', 'x', '--expires', 'tomorrow')).stderr).toContain('as 90d, or a date');
    } finally {
      await dropUrl(url);
    }
  });
});
