/** HDQM behind nginx as a proxy that logs users in, and behind its own nginx. */
import type { ChildProcess } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dropUrl, freshUrl } from '../database.ts';
import { type AuthProxy, startAuthProxy } from './auth-proxy.ts';
import { ended, hdqm, printed, startHdqm } from './command.ts';
import { freePort } from './free-port.ts';
import { overSocket, sendGraphql } from './graphql-requests.ts';
import { client, send, startIssuer } from './issuer.ts';
import { hasNginx, type Nginx, startNginx } from './nginx.ts';

const ada = { sub: 'ada', name: 'Ada', cern_roles: ['hdqm-operator'] };
const bob = { sub: 'bob', name: 'Bob', cern_roles: [] };

describe.skipIf(!hasNginx)('behind a proxy that logs users in (skipped if nginx is not installed)', () => {
  let databaseUrl: string;
  let issuer: Awaited<ReturnType<typeof startIssuer>>;
  let server: ChildProcess;
  let direct: string;
  let nginx: Nginx;
  let proxy: AuthProxy;
  let log = '';

  beforeAll(async () => {
    databaseUrl = await freshUrl();
    issuer = await startIssuer();
    const [outer, inner] = [await freePort(), await freePort()];
    const url = `http://127.0.0.1:${outer}`;
    issuer.register([`${url}/login/callback`]);
    server = startHdqm(['serve'], {
      DATABASE_URL: databaseUrl,
      PORT: '0',
      PUBLIC_URL: url,
      OIDC_ISSUER: issuer.url,
      OIDC_CLIENT_ID: client.clientId,
      LOGIN_TO_READ: 'true',
      SCAN_SCHEDULE: 'off',
      LOG_LEVEL: 'trace',
    });
    server.stderr?.on('data', (text: Buffer) => (log += text.toString()));
    [, direct = ''] = await printed(server, /^HDQM \S+ (http:\/\/127\.0\.0\.1:\d+)/m);
    nginx = await startNginx(inner, new URL(direct).host);
    proxy = await startAuthProxy(outer, new URL(nginx.url).host);
    for (const account of [ada, bob]) {
      issuer.account = account;
      proxy.sessions.set(account.sub, (await issuer.tokens()).access_token);
    }
  });
  afterAll(async () => {
    await proxy.close();
    await nginx.close();
    const over = ended(server);
    server.kill('SIGTERM');
    await over;
    for (const token of proxy.sessions.values()) expect(log).not.toContain(token.slice(0, 200));
    await issuer.close();
    await dropUrl(databaseUrl);
  });

  const query = (text: string, headers: Record<string, string>, base = proxy.url) =>
    sendGraphql(send, base, text, headers);
  const viewer = '{ viewer { name canOperate login } }';
  const as = (session: string): Record<string, string> => ({ cookie: `proxy=${session}` });

  it('users have the permissions of the access token that it passes on', async () => {
    expect((await query(viewer, as('ada'))).answer.data).toEqual({
      viewer: { name: 'Ada', canOperate: true, login: null },
    });
    expect((await query(viewer, as('bob'))).answer.data).toMatchObject({ viewer: { name: 'Bob', canOperate: false } });
    const pause = 'mutation { pauseSchedule(name: scan) { name } }';
    expect((await query(pause, { ...as('ada'), origin: proxy.url })).answer.errors).toBeUndefined();
    expect((await query(pause, as('bob'))).answer.errors?.[0]?.message).toMatch(
      /^you are logged in as Bob, without the role/,
    );
    expect((await send(`${proxy.url}/export/runs.csv`, { headers: as('bob') })).status).toBe(200);
  });

  it('nobody gets permissions by headers that name a user, or past the proxy', async () => {
    const named = {
      'x-forwarded-user': 'ada',
      'x-forwarded-email': 'ada@cern.example',
      'x-forwarded-groups': 'hdqm-operator',
      'x-auth-request-user': 'ada',
    };
    for (const base of [nginx.url, direct]) {
      const { status, answer } = await query(viewer, named, base);
      expect([status, answer.errors?.[0]?.message]).toEqual([
        401,
        'you are not logged in: this server requires a login to read',
      ]);
    }
    expect((await query(viewer, { ...as('bob'), ...named })).answer.data).toMatchObject({ viewer: { name: 'Bob' } });
    // What the client sends in the header of the proxy is replaced by it.
    const stolen = { 'x-forwarded-access-token': proxy.sessions.get('ada') ?? '' };
    expect((await query(viewer, { ...as('bob'), ...stolen })).answer.data).toMatchObject({ viewer: { name: 'Bob' } });
    expect((await send(`${proxy.url}/graphql`)).status).toBe(401);
  });

  it('pages of other sites cannot use the token that it adds', async () => {
    for (const foreign of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'same-site' }]) {
      const { answer } = await query('mutation { resumeSchedule(name: scan) { name } }', { ...as('ada'), ...foreign });
      expect(answer.errors?.[0]?.message).toMatch(/the request comes from a page of another site/);
      expect(await overSocket(proxy, { ...as('ada'), ...foreign }, 'subscription { scanProgress { points } }')).toBe(
        403,
      );
    }
  });

  it('scripts send tokens of their own through it', async () => {
    const { stdout } = await hdqm(['token', 'create', 'ci'], { DATABASE_URL: databaseUrl });
    const readToken = { authorization: `Bearer ${stdout.trim()}` };
    expect((await send(`${proxy.url}/export/runs.csv`, { headers: readToken })).status).toBe(200);
    expect((await query('mutation { resumeSchedule(name: scan) { name } }', readToken)).status).toBe(403);
    const accessToken = { authorization: `Bearer ${proxy.sessions.get('ada')}` };
    expect(
      (await query('mutation { resumeSchedule(name: scan) { name } }', accessToken)).answer.errors,
    ).toBeUndefined();
    // The command is a process of its own: the server finds out by the database.
    expect((await hdqm(['token', 'revoke', 'ci'], { DATABASE_URL: databaseUrl })).status).toBe(0);
    await expect
      .poll(async () => (await send(`${proxy.url}/export/runs.csv`, { headers: readToken })).status, {
        timeout: 60_000,
      })
      .toBe(401);
    const invalid = await query(viewer, { authorization: `Bearer ${stdout.trim()}0` });
    expect([invalid.status, invalid.headers['www-authenticate']]).toEqual([
      401,
      'Bearer error="invalid_token", error_description="the read token is incomplete or mistyped: its checksum is wrong"',
    ]);
  });

  it('a user whose token has expired gets the reason, or the login of HDQM', async () => {
    proxy.sessions.set(
      'late',
      await issuer.sign({ iss: issuer.url, aud: client.clientId, sub: 'ada', exp: Math.floor(Date.now() / 1000) - 60 }),
    );
    const { status, answer } = await query(viewer, as('late'));
    expect([status, answer.errors?.[0]?.message]).toEqual([401, expect.stringMatching(/^the token expired at /)]);
    const page = await send(`${proxy.url}/runs`, { headers: { ...as('late'), accept: 'text/html' } });
    expect([page.status, page.headers.location]).toEqual([302, '/login?to=%2Fruns']);
  });
});
