import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type WebServer } from '../../server/api/server.ts';
import { openDatabase } from '../../server/store/connection/database.ts';
import { dropUrl, freshDatabase, freshUrl, scannedUrl, type TestDatabase } from '../database.ts';
import { ended, hdqm, printed, sampleTree, startHdqm } from './command.ts';
import { serverOptions } from './server-context.ts';
import { storeNotifications } from '../../server/store/notifications/alarm-news.ts';
import { addEvent, openAlarm } from '../server/store/alarm-rows.ts';

let test: TestDatabase;
let server: WebServer;
let lines: Record<string, unknown>[] = [];
const log = pino({ level: 'debug' }, { write: (line: string) => void lines.push(JSON.parse(line) as never) });
const serve = (
  database: TestDatabase['database'],
  publicUrl?: string,
  frameAncestors?: readonly string[],
): Promise<WebServer> => {
  const installation = { version: '1.2.3', sample: true, eosRoot: '/eos', services: undefined, publicUrl };
  return startServer(serverOptions(database, { log, installation, frameAncestors }), '127.0.0.1', 0);
};

beforeAll(async () => {
  test = await freshDatabase();
  server = await serve(test.database);
});
afterAll(async () => {
  await server.close();
  await test.drop();
});

const sendQuery = (
  query: string,
  { headers = {}, url = server.url }: { headers?: Record<string, string>; url?: string } = {},
) =>
  fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
const metrics = async (url = server.url): Promise<string> => (await fetch(`${url}/metrics`)).text();
const value = (text: string, name: string): number =>
  Number(
    text
      .split('\n')
      .find((line) => line.startsWith(`${name} `))
      ?.split(' ')
      .at(-1),
  );

describe('a request', () => {
  it('has an ID in its header, its log line and its error', async () => {
    lines = [];
    const response = await sendQuery('{ metrics { id } }', {
      headers: { cookie: 'geheim=1', authorization: 'Bearer geheim' },
    });
    const id = response.headers.get('x-request-id');
    expect(id).toMatch(/^[-0-9a-f]{36}$/);
    const { errors } = (await response.json()) as { errors: { message: string }[] };
    expect(errors[0]?.message).toBe(`Internal error: the server's log has the cause, under request ${id}.`);
    expect(lines.find(({ msg }) => msg === 'request failed')).toMatchObject({ requestId: id, level: 50 });
    const completed = lines.filter(({ msg }) => msg === 'request completed');
    expect(completed).toEqual([
      expect.objectContaining({
        level: 30,
        requestId: id,
        method: 'POST',
        path: '/graphql',
        status: 200,
        ms: expect.any(Number),
      }),
    ]);
    expect(JSON.stringify(lines)).not.toContain('geheim');
  });

  it('keeps a valid ID of a proxy; its log line has no query string', async () => {
    lines = [];
    const numbered = await fetch(`${server.url}/login/callback?code=geheim`, {
      headers: { 'x-request-id': 'f00-f00-f00' },
    });
    expect(numbered.headers.get('x-request-id')).toBe('f00-f00-f00');
    const odd = await fetch(`${server.url}/health`, { headers: { 'x-request-id': 'a "b" c' } });
    expect(odd.headers.get('x-request-id')).toMatch(/^[-0-9a-f]{36}$/);
    expect(lines.find(({ requestId }) => requestId === 'f00-f00-f00')).toMatchObject({ path: '/login/callback' });
    expect(JSON.stringify(lines)).not.toContain('geheim');
  });

  it('gets a response with security headers', async () => {
    for (const page of ['/', '/graphql', '/health']) {
      const { headers } = await fetch(server.url + page);
      expect(headers.get('content-security-policy')).toMatch(/default-src 'self';.*script-src 'self';/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('referrer-policy')).toBe('same-origin');
      expect(headers.get('permissions-policy')).toMatch(/camera=\(\), .*microphone=\(\)/);
      expect(headers.get('x-powered-by')).toBeNull();
      expect(headers.get('strict-transport-security')).toBeNull(); // plain http
    }
    const secure = await serve(test.database, 'https://hdqm.example.org');
    const { headers } = await fetch(secure.url);
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000');
    await secure.close();
  });

  it('may be embedded by the sites of FRAME_ANCESTORS only', async () => {
    const { headers: own } = await fetch(server.url);
    expect(own.get('content-security-policy')).toContain("frame-ancestors 'none'");
    const embedded = await serve(test.database, undefined, ['https://twiki.cern.ch', 'https://*.web.cern.ch']);
    const { headers } = await fetch(embedded.url);
    expect(headers.get('content-security-policy')).toContain(
      "frame-ancestors 'self' https://twiki.cern.ch https://*.web.cern.ch;",
    );
    expect(headers.get('x-frame-options')).toBeNull();
    await embedded.close();
  });

  it('is cancelled when its database query times out', async () => {
    const visitors = await test.database.withStatementTimeout(0.2);
    const slow = await serve(visitors);
    await test.database.dataSource.transaction(async (manager) => {
      await manager.query('LOCK TABLE scan'); // blocks queries of scans
      const { errors } = (await (await sendQuery('{ scans { id } }', { url: slow.url })).json()) as {
        errors: { message: string; extensions: object }[];
      };
      expect(errors[0]).toMatchObject({
        message: expect.stringMatching(/exceeded the time limit/),
        extensions: { code: 'TOO_SLOW' },
      });
    });
    expect(await (await sendQuery('{ scans { id } }', { url: slow.url })).json()).toEqual({ data: { scans: [] } });
    await slow.close();
    await visitors.close();
  });
});

describe('/metrics', () => {
  it('reports the content of the database', async () => {
    await test.database.dataSource.query(
      `INSERT INTO scan (started_at, finished_at, state) VALUES (now(), to_timestamp(1000), 'finished'), (now(), to_timestamp(2000), 'failed')`,
    );
    const text = await metrics();
    expect(value(text, 'hdqm_database_up')).toBe(1);
    expect(value(text, 'hdqm_files{state="failed"}')).toBe(0);
    expect(value(text, 'hdqm_scans{state="finished"}')).toBe(1);
    expect(value(text, 'hdqm_last_scan_timestamp_seconds{state="failed"}')).toBe(2000);
    expect(value(text, 'hdqm_points')).toBe(0);
    expect(value(text, 'hdqm_service_errors_total{service="oms"}')).toBe(0);
    expect(text).toContain('process_resident_memory_bytes');
  });

  it('reports alarms that are not resolved, and notifications that are not sent', async () => {
    const alarms = [
      await openAlarm(test.database, { subsystem: 'HCAL', severity: 'error' }),
      await openAlarm(test.database, { subsystem: 'HCAL', severity: 'error' }),
      await openAlarm(test.database, { subsystem: 'HCAL' }),
    ];
    await addEvent(test.database, alarms[1] ?? 0, 'resolved');
    await addEvent(test.database, alarms[2] ?? 0, 'acknowledged');
    const notification = { receiver: 'chat', run: 1, events: [], opened: [], resolved: [], message: {} };
    await storeNotifications(test.database, [], [notification]);
    const text = await metrics();
    expect(value(text, 'hdqm_alarms{subsystem="HCAL",severity="error",state="new"}')).toBe(1);
    expect(value(text, 'hdqm_alarms{subsystem="HCAL",severity="warning",state="acknowledged"}')).toBe(1);
    expect(text).not.toContain('state="resolved"');
    expect(value(text, 'hdqm_notifications{receiver="chat",state="pending"}')).toBe(1);
    expect(value(text, 'hdqm_cache_bytes{cache="points"}')).toBe(0);
    expect(value(text, 'hdqm_cache_bytes{cache="documents"}')).toBeGreaterThan(0);
  });

  it('is text for Prometheus, and a page for browsers', async () => {
    const as = async (accept: string) => (await fetch(`${server.url}/metrics`, { headers: { accept } })).headers;
    const prometheus = 'application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1';
    expect((await as(prometheus)).get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    // The client is not built in this test: its page is text here, but no gauges.
    expect((await as('text/html,application/xhtml+xml,*/*;q=0.8')).get('content-type')).toBe(
      'text/plain; charset=utf-8',
    );
  });

  it('measures GraphQL requests by field, with labels from the schema only', async () => {
    await sendQuery('query Anything { made: scans { id } }');
    await sendQuery('query { scans { id } workers { id } }');
    await sendQuery('{ metrics { id } }'); // an internal error
    for (let index = 0; index < 5; index += 1) await sendQuery(`query Made${index} { made_up_${index} }`);
    const text = await metrics();
    expect(value(text, 'hdqm_graphql_seconds_count{operation="query",field="scans",outcome="done"}')).toBeGreaterThan(
      0,
    );
    expect(
      value(text, 'hdqm_graphql_seconds_count{operation="query",field="metrics",outcome="failed"}'),
    ).toBeGreaterThan(0);
    expect(
      value(text, 'hdqm_graphql_seconds_count{operation="none",field="none",outcome="refused"}'),
    ).toBeGreaterThanOrEqual(5);
    expect(value(text, 'hdqm_graphql_seconds_count{operation="query",field="several",outcome="done"}')).toBeGreaterThan(
      0,
    );
    expect(text).not.toMatch(/[Mm]ade/);
  });
});

describe('/ready', () => {
  it('is 503 for a database that a newer version has migrated, whatever the number of migrations', async () => {
    const url = await freshUrl();
    const database = await openDatabase({ url, dataFolder: '' });
    const watched = await serve(database);
    const newer = `INSERT INTO migration ("timestamp", name) VALUES (9999999999999, 'Future9999999999999')`;
    for (const statement of [newer, `DELETE FROM migration WHERE id = (SELECT min(id) FROM migration)`]) {
      await database.dataSource.query(statement);
      const response = await fetch(`${watched.url}/ready`);
      expect([response.status, await response.json()]).toEqual([
        503,
        {
          ready: false,
          reason: expect.stringMatching(/newer than this version .* unknown migration Future9999999999999/),
        },
      ]);
    }
    await watched.close();
    await database.close();
    await dropUrl(url);
  });

  it('is 503 for missing migrations or an unavailable database; health and metrics still answer', async () => {
    const url = await freshUrl();
    const database = await openDatabase({ url, dataFolder: '' });
    const watched = await serve(database);
    expect((await fetch(`${watched.url}/ready`)).status).toBe(200);
    await database.dataSource.query('DELETE FROM migration WHERE id = (SELECT max(id) FROM migration)');
    const response = await fetch(`${watched.url}/ready`);
    expect([response.status, await response.json()]).toEqual([
      503,
      { ready: false, reason: 'the database lacks 1 migrations' },
    ]);
    lines = [];
    await dropUrl(url);
    expect((await fetch(`${watched.url}/ready`)).status).toBe(503);
    expect(lines.find(({ msg }) => msg === 'not ready')?.['reason']).toMatch(/is unavailable/);
    expect((await fetch(`${watched.url}/health`)).status).toBe(200);
    expect(value(await metrics(watched.url), 'hdqm_database_up')).toBe(0);
    await watched.close();
    await database.close();
  });
});

describe('the commands', () => {
  it('report metrics: a server of its scan, a worker at WATCH_PORT', async () => {
    const url = await scannedUrl('tree');
    const settings = { DATABASE_URL: url, EOS_ROOT: sampleTree, PORT: '0' };
    const worker = startHdqm(['worker'], { ...settings, WATCH_PORT: '0' });
    const [, watch = ''] = await printed(worker, /watched at (http:\S+)\./);
    expect((await fetch(`${watch}/ready`)).status).toBe(200);
    const { version } = (await (await fetch(`${watch}/health`)).json()) as { version: string };
    expect(version).toMatch(/^\d+\.\d+\.\d+\+[0-9a-zA-Z-]+$/); // with the commit or the time of the build
    expect((await hdqm(['--version'])).stdout).toBe(`${version}\n`);
    const scan = await hdqm(['scan'], settings);
    expect(scan.status).toBe(0);
    const text = await metrics(watch);
    expect(value(text, 'hdqm_files{state="extracted"}')).toBeGreaterThan(50);
    expect(value(text, 'hdqm_points')).toBeGreaterThan(1000);
    expect(value(text, 'hdqm_queue_jobs{state="created"}')).toBe(0);
    expect(value(text, 'hdqm_workers{role="worker"}')).toBe(1);
    const over = ended(worker);
    worker.kill('SIGTERM');
    expect((await over).status).toBe(0);
    await dropUrl(url);
  });
});
