/** No secret appears in the output, logs, database or responses of HDQM. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type StandIn, startStandIn } from '../../server/enrich/stand-in.ts';
import { openDatabase } from '../../server/store/connection/database.ts';
import { dropUrl, freshUrl } from '../database.ts';
import { openAlarm } from '../server/store/alarm-rows.ts';
import { answers } from '../server/enrich/stand-in.ts';
import {
  copySample,
  ended,
  type Environment,
  hdqm,
  printed,
  samplePath,
  startHdqm,
  temporaryFolder,
} from './command.ts';

const secrets = {
  CLIENT_SECRET: 'client-secret-7f3a!',
  OIDC_CLIENT_SECRET: 'oidc-secret-91bc!',
  SESSION_SECRET: 'session-secret-of-thirty-two-characters',
  ADMIN_TOKEN: 'admin-token-55de0',
  EOS_TOKEN: 'eos-token-c0ffee',
  NOTIFY_KEY: 'notify-key-3fa9c1!',
} as const;
const password = 'database-password-4d1e';
/** Tokens issued by the stand-in, and the secrets of read tokens. */
const issued: string[] = [];

/** The secrets in plain text, as Basic credentials, URL-encoded and form-encoded. */
function spellings(): string[] {
  const plain = [...Object.values(secrets), password, ...issued];
  const basic = ['hdqm', 'hdqm-web'].flatMap((client) =>
    [secrets.CLIENT_SECRET, secrets.OIDC_CLIENT_SECRET].map((secret) =>
      Buffer.from(`${client}:${secret}`).toString('base64'),
    ),
  );
  const inForm = plain.map((secret) => new URLSearchParams({ '': secret }).toString().slice(1));
  return [...plain, ...plain.map(encodeURIComponent), ...inForm, ...basic];
}

let remove: () => Promise<void>;
let databaseUrl: string;
let standIn: StandIn;
let echo: Server;
let echoUrl: string;
let environment: Environment;

/** The worst case: the services' responses contain the requests they received. */
beforeAll(async () => {
  const temporary = await temporaryFolder();
  remove = temporary.remove;
  const eos = path.join(temporary.folder, 'eos');
  await copySample(samplePath('ZeroBias', 'Run2023B', 366409), eos);
  databaseUrl = await freshUrl();
  let requests = 0;
  standIn = await startStandIn(answers, (service, request, response, body) => {
    const sent = JSON.stringify({ ...request.headers, body });
    if (service !== 'token') {
      response.writeHead(service === 'oms' ? 500 : 200, sentHeader(sent)).end(`<html>${sent}</html>`);
      return true;
    }
    requests += 1;
    if (requests % 3 === 0) {
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: 'invalid_client', error_description: sent }));
      return true;
    }
    issued.push(`token-${requests}-of-the-stand-in`);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ access_token: issued.at(-1), token_type: 'Bearer', expires_in: 1200 }));
    return true;
  });
  echo = createServer((request, response) => {
    const header = sentHeader(JSON.stringify([request.url, request.headers]));
    response.writeHead(401, { ...header, 'content-type': 'application/json' });
    response.end(JSON.stringify({ message: `${request.url} ${JSON.stringify(request.headers)}` }));
  });
  await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve));
  echoUrl = `http://127.0.0.1:${(echo.address() as AddressInfo).port}/eos`;
  environment = {
    ...secrets,
    DATABASE_URL: withPassword(databaseUrl),
    EOS_ROOT: eos,
    PORT: '0',
    LOG_LEVEL: 'trace',
    CLIENT_ID: 'hdqm',
    TOKEN_URL: standIn.tokenUrl,
    OMS_URL: standIn.omsUrl,
    RR_URL: standIn.rrUrl,
    SERVICE_RETRY_SECONDS: '1',
    OIDC_ISSUER: echoUrl,
    OIDC_CLIENT_ID: 'hdqm-web',
    NOTIFY_FILE: path.join(temporary.folder, 'notify.ini'),
  };
  const echoHost = new URL(echoUrl).host;
  await writeFile(
    environment['NOTIFY_FILE'] ?? '',
    `[mattermost:chat]\nurl = ${echoUrl}/hooks/\${NOTIFY_KEY}?\${NOTIFY_KEY}\n[webhook:elog]\nurl = ${echoUrl}\nsecret = \${NOTIFY_KEY}\n[email:mail]\nto = a@example.org\nfrom = a@example.org\nsmtp = smtp://hdqm:\${NOTIFY_KEY}@${echoHost}\n[webhook:bad]\nurl = \${NOTIFY_KEY}\nsecret = \${NOTIFY_KEY}\n`,
  );
});
afterAll(async () => {
  await standIn.close();
  await new Promise((resolve) => echo.close(resolve));
  await dropUrl(databaseUrl);
  await remove();
});

function sentHeader(sent: string): Record<string, string> {
  return { 'content-type': 'text/html', 'x-sent': encodeURIComponent(sent) };
}

function withPassword(url: string): string {
  const parsed = new URL(url);
  parsed.password = password;
  parsed.username ||= 'postgres';
  return parsed.href;
}

function expectNoSecret(where: string, text: string): void {
  expect(text.length, `${where} is not empty`).toBeGreaterThan(0);
  for (const secret of spellings()) expect(text.includes(secret), `${where} contains ${secret}`).toBe(false);
}

it('no command prints them, whatever fails', async () => {
  const runs: [string[], Environment?][] = [
    [['settings']],
    [['enrich']],
    [['status']],
    [['scans']],
    [['logs']],
    [['schedule', 'list']],
    [['notify']],
    [['notify', '--test']],
    [['check']],
    [['scan'], { EOS_ROOT: echoUrl }],
    [['status'], { DATABASE_URL: `postgresql://hdqm:${password}@127.0.0.1:1/hdqm` }],
    [['settings'], { ADMIN_TOKEN: secrets.ADMIN_TOKEN.slice(0, 12), SESSION_SECRET: 'session-secret-of' }],
    [['settings'], { DATABASE_URL: `mysql://hdqm:${password}@127.0.0.1/hdqm` }],
  ];
  const database = await openDatabase({ url: databaseUrl, dataFolder: '' });
  await openAlarm(database);
  await database.close();
  const { stdout: scanned, stderr: logged } = await hdqm(['scan'], environment); // the other commands print what it stores
  expectNoSecret('hdqm scan', scanned + logged);
  const check = async ([args, more]: (typeof runs)[number]): Promise<void> => {
    const { stdout, stderr } = await hdqm(args, { ...environment, ...more });
    expectNoSecret(`hdqm ${args.join(' ')}`, stdout + stderr);
    if (more?.['ADMIN_TOKEN']) expect(stdout + stderr).not.toContain(more['ADMIN_TOKEN']);
  };
  await Promise.all(runs.map(check));
  const { stdout: created, stderr: reported } = await hdqm(['token', 'create', 'ci'], {
    ...environment,
    LOG_LEVEL: 'trace',
  });
  issued.push(created.trim().split('\n').at(-1) ?? '');
  expectNoSecret('hdqm token create', reported);
  await check([['token', 'list']]);
  expect(issued.length, 'issued tokens').toBeGreaterThan(0);
});

it('no response or log of the server and no table contains them', async () => {
  const server = startHdqm(['serve'], environment);
  const exit = ended(server);
  const [, base = ''] = await printed(server, /(http:\/\/127\.0\.0\.1:\d+)/);
  const received: string[] = [];
  const visit = async (where: string, options: RequestInit = {}): Promise<void> => {
    const response = await fetch(base + where, { redirect: 'manual', ...options });
    received.push(JSON.stringify([...response.headers]), await response.text());
  };
  const graphql = (query: string, headers: Record<string, string> = {}): Promise<void> =>
    visit('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query }),
    });
  const admin = { authorization: `Bearer ${secrets.ADMIN_TOKEN}` };
  await graphql('mutation { enrich { service reason } }', admin);
  await graphql('mutation { scan }', admin);
  await graphql('mutation { testNotification(receiver: "chat") { problem } }', admin);
  await graphql('{ notificationReceivers { name target error } }', admin);
  await graphql('mutation { nonsense(', admin);
  await graphql('mutation { scan }', { authorization: `Bearer ${secrets.ADMIN_TOKEN}x` });
  const readToken = /hdqm_[0-9a-f]{72}/.exec(issued.join(' '))?.[0] ?? '';
  expect(readToken).not.toBe('');
  const accessToken = `eyJhbGciOiJSUzI1NiJ9.${Buffer.from('{"sub":"access-token-of-a-user"}').toString('base64url')}.c2lnbmF0dXJl`;
  issued.push(accessToken);
  for (const token of [readToken, accessToken]) {
    for (const headers of [{ authorization: `Bearer ${token}` }, { 'x-forwarded-access-token': token }]) {
      await graphql('{ readTokens { name } }', headers);
      await graphql('mutation { scan }', headers);
      await visit('/export/runs.csv', { headers });
    }
    await graphql(`mutation { revokeReadToken(id: "${token}") { id } }`, admin);
  }
  await graphql('mutation { createReadToken(name: "other") { token { name } } }', admin);
  await graphql('mutation { scan }', {
    authorization: `Basic ${secrets.ADMIN_TOKEN}`,
    cookie: 'hdqm-session=Fe26.2*1',
  });
  const all = `{ status { database eosRoot } services { address reasons { reason } } schedule { name } workers { problem }
    log(limit: 1000) { message details } scans { reason } runs { items { number services { reason } } } }`;
  await graphql(all, admin);
  await graphql(all);
  for (const where of ['/', '/metrics', '/health', '/ready', '/login', '/login/callback?code=1&state=2', '/nowhere'])
    await visit(where);
  server.kill('SIGTERM');
  const { stdout, stderr } = await exit;
  expectNoSecret('the server’s responses', received.join('\n'));
  expectNoSecret('the server’s log', stdout + stderr);
  expect(stderr).toContain('"runs queried"');

  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname IN ('public', 'pgboss')`,
    );
    for (const { name } of rows) {
      const { rows: stored } = await client.query<{ text: string }>(
        `SELECT row_to_json(t)::text AS text FROM ${name} AS t`,
      );
      if (stored.length > 0) expectNoSecret(name, stored.map(({ text }) => text).join('\n'));
    }
  } finally {
    await client.end();
  }
});
