import type { ChildProcess } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dropUrl, scannedUrl } from '../database.ts';
import { ended, printed, root, startHdqm } from '../integration/command.ts';
import { freePort } from '../integration/free-port.ts';
import { hasNginx, type Nginx, startNginx } from '../integration/nginx.ts';
import { sharedBrowser } from './browser.ts';

const adminToken = 'token-of-the-nginx-test';

describe.skipIf(!hasNginx)('the explorer behind nginx (skipped if nginx is not installed)', () => {
  let databaseUrl: string;
  let server: ChildProcess;
  let direct: string;
  let nginx: Nginx;
  let context: BrowserContext;
  let page: Page;
  let consoleErrors: string[] = [];

  beforeAll(async () => {
    databaseUrl = await scannedUrl('sample');
    const port = await freePort();
    server = startHdqm(['serve'], {
      DATABASE_URL: databaseUrl,
      PORT: '0',
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      ADMIN_TOKEN: adminToken,
    });
    [, direct = ''] = await printed(server, /^HDQM \S+ (http:\/\/127\.0\.0\.1:\d+)/m);
    nginx = await startNginx(port, new URL(direct).host);
    context = await (await sharedBrowser()).newContext({ viewport: { width: 1440, height: 900 } });
    page = await context.newPage();
    page.on('pageerror', (error) => consoleErrors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') consoleErrors.push(message.text());
    });
  });
  afterAll(async () => {
    await context.close();
    await nginx.close();
    await stop(server);
    await dropUrl(databaseUrl);
  });

  const stop = async (process: ChildProcess): Promise<void> => {
    if (process.exitCode !== null) return;
    const over = ended(process);
    process.kill('SIGTERM');
    await over;
  };
  const graphql = (body: object, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${nginx.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });

  it('draws trends and histograms without violating the content security policy', async () => {
    await page.goto(`${nginx.url}/trends?subsystem=Tracker&pd=ZeroBias&ps=PromptReco&search=NumberOfTrack_mean`);
    await page.locator('.plot-area').first().waitFor();
    await page.goto(`${page.url()}&point=NumberOfTrack_mean,370298`);
    await page.locator('.point-panel-portal .root_frame').first().waitFor();
    expect(consoleErrors).toEqual([]);
  });

  it('executes queries and subscriptions over a WebSocket in GraphiQL', async () => {
    const query = 'subscription { scanProgress { phase } }';
    await page.goto(`${nginx.url}/graphiql?query=${encodeURIComponent(query)}`);
    await page.locator('.graphiql-query-editor').getByText('scanProgress').first().waitFor();
    const frames: string[] = [];
    page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => frames.push(String(payload))));
    const opened = page.waitForEvent('websocket');
    await page.getByRole('button', { name: /Execute query/ }).click();
    const socket = await opened;
    expect(socket.url()).toBe(`${nginx.url.replace('http', 'ws')}/graphql`);
    // An acknowledgement shows that nginx upgraded the connection on both sides.
    await expect.poll(() => frames.join('\n')).toContain('connection_ack');
    expect(consoleErrors).toEqual([]);
  });

  it('serves pictures of plots, and pages whose preview has the address of the site', async () => {
    const plot = 'Tracker/NumberOfTrack_mean';
    const picture = await fetch(`${nginx.url}/plot/${plot}.png?pd=ZeroBias&ps=PromptReco`);
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/png']);
    expect(picture.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    const html = await (await fetch(`${nginx.url}/trends/${plot}`, { headers: { accept: 'text/html' } })).text();
    expect(html).toContain(`content="${nginx.url}/plot/${plot}.png?`);
  });

  it('serves the page of metrics at /metrics to external clients', async () => {
    for (const accept of ['text/html', 'text/plain']) {
      const response = await fetch(`${nginx.url}/metrics`, { headers: { accept } });
      expect(response.headers.get('content-type')).toContain('text/html');
      expect(await response.text()).toContain('id="root"');
    }
    await page.goto(`${nginx.url}/metrics?search=landau`);
    await page.getByText('LandauAroundMax').first().waitFor();
    expect((await fetch(`${nginx.url}/ready`)).status).toBe(200);
  });

  it('serves assets from nginx compressed, with the same headers as from the server', async () => {
    const assets = await readdir(path.join(root, 'dist/client/assets'));
    const compared =
      /^(content-security-policy|x-content-type-options|x-frame-options|referrer-policy|permissions-policy|cross-origin-.*|cache-control)$/;
    for (const ending of ['.js', '.css']) {
      const asset = assets.find((name) => name.endsWith(ending)) ?? '';
      const [own, server] = await Promise.all(
        [nginx.url, direct].map(async (url) => {
          const response = await fetch(`${url}/assets/${asset}`);
          const headers = Object.fromEntries([...response.headers].filter(([name]) => compared.test(name)));
          return { headers, text: await response.text(), encoding: response.headers.get('content-encoding') };
        }),
      );
      expect(own?.encoding).toBe('gzip');
      expect(own?.text).toBe(server?.text);
      expect(own?.headers['content-security-policy']).toBe(server?.headers['content-security-policy']);
      for (const [name, value] of Object.entries(own?.headers ?? {}))
        expect(`${name}: ${server?.headers[name]}`).toBe(`${name}: ${value}`);
    }
    expect((await fetch(`${nginx.url}/assets/none.js`)).status).toBe(404);
    expect((await fetch(`${nginx.url}/assets/..%2f..%2f..%2fpackage.json`)).status).not.toBe(200);
  });

  it('logs the same request id in nginx and in the server, without the query string', async () => {
    const response = await fetch(`${nginx.url}/login?code=geheim`);
    const id = response.headers.get('x-request-id');
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    const lines = await nginx.accesses();
    expect(lines.find(({ requestId }) => requestId === id)).toMatchObject({ path: '/login', method: 'GET' });
    expect(JSON.stringify(lines)).not.toContain('geheim');
  });

  it('allows mutations with a token only, whatever address the client claims', async () => {
    const scan = { query: 'mutation { pauseSchedule(name: scan) { name } }' };
    const refused = await graphql(scan, { 'x-forwarded-for': '127.0.0.1' });
    expect(JSON.stringify(await refused.json())).toContain('FORBIDDEN');
    const done = await graphql(scan, { authorization: `Bearer ${adminToken}` });
    expect(((await done.json()) as { errors?: unknown }).errors).toBeUndefined();
  });

  it('rejects a request that is too large with a message, in the server or in nginx', async () => {
    for (const size of [2_100_000, 4_000_000]) {
      const response = await graphql({ query: `{ # ${'x'.repeat(size)}\n status { version } }` });
      expect(response.status).toBe(413);
      expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
    }
  });

  it('reports an unavailable server to browsers and programs, and reconnects after a restart', async () => {
    await stop(server);
    const data = await graphql({ query: '{ status { version } }' });
    expect([data.status, data.headers.get('retry-after')]).toEqual([503, '10']);
    expect(await data.json()).toMatchObject({ errors: [{ extensions: { code: 'SERVICE_UNAVAILABLE' } }] });
    await page.goto(`${nginx.url}/trends`);
    expect(await page.getByRole('heading').innerText()).toBe('HDQM is unavailable');
    expect((await fetch(`${nginx.url}/alive`)).status).toBe(200);
    server = startHdqm(['serve'], { DATABASE_URL: databaseUrl, PORT: new URL(direct).port, PUBLIC_URL: nginx.url });
    await printed(server, /^HDQM \S+ http/m);
    expect((await graphql({ query: '{ status { version } }' })).status).toBe(200);
  });
});
