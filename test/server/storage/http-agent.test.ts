import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import path from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { request } from 'undici';
import { Issuer } from '../../../server/api/auth/oidc.ts';
import { openHttpAgent } from '../../../server/storage/http-agent.ts';
import { WebDavStorage } from '../../../server/storage/webdav.ts';
import { startProxy } from '../../proxy-server.ts';

const certificates = path.join(import.meta.dirname, '../enrich/certificates');
const caFile = path.join(certificates, 'certificate.pem');

/** Listens for one test, and returns the port. */
async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}
const httpPort = (answer: string): Promise<number> =>
  listen(createHttpServer((_request, response) => response.end(answer)));
const httpsPort = (answer: string): Promise<number> => {
  const [key, cert] = ['key.pem', 'certificate.pem'].map((file) => readFileSync(path.join(certificates, file)));
  return listen(createHttpsServer({ key, cert }, (_request, response) => response.end(answer)));
};

async function proxy(hosts: Record<string, number> = {}) {
  const started = await startProxy(hosts);
  onTestFinished(() => started.close());
  return started;
}

async function get(url: string): Promise<string> {
  const agent = openHttpAgent({ caFile, timeoutMs: 5000 });
  onTestFinished(() => agent.destroy());
  return (await request(url, { dispatcher: agent })).body.text();
}

beforeEach(() => {
  for (const name of ['http_proxy', 'https_proxy', 'no_proxy']) {
    vi.stubEnv(name, undefined);
    vi.stubEnv(name.toUpperCase(), undefined);
  }
  onTestFinished(() => void vi.unstubAllEnvs());
});

describe('proxies of the environment', () => {
  it.each(['HTTPS_PROXY', 'https_proxy'])('%s tunnels https, and certificates are verified', async (name) => {
    const port = await httpsPort('secure');
    const { url, requests } = await proxy();
    vi.stubEnv(name, url);
    expect(await get(`https://localhost:${port}/`)).toBe('secure');
    expect(requests).toEqual([`CONNECT localhost:${port}`]);
    const untrusting = openHttpAgent();
    onTestFinished(() => untrusting.destroy());
    await expect(request(`https://localhost:${port}/`, { dispatcher: untrusting })).rejects.toThrow(/self-signed/);
  });

  it('HTTP_PROXY forwards plain requests, also to hosts that only the proxy can resolve', async () => {
    const { url, requests } = await proxy({ 'oms.invalid': await httpPort('plain') });
    vi.stubEnv('HTTP_PROXY', url.replace('http://', '')); // the scheme is optional
    expect(await get('http://oms.invalid/runs?a=b')).toBe('plain');
    expect(requests).toEqual(['GET http://oms.invalid/runs?a=b']);
  });

  it('HTTPS_PROXY alone leaves plain requests direct', async () => {
    const { url, requests } = await proxy();
    vi.stubEnv('HTTPS_PROXY', url);
    expect(await get(`http://localhost:${await httpPort('plain')}/`)).toBe('plain');
    expect(requests).toEqual([]);
  });

  it.each(['localhost', '.localhost, other.host', '*'])('NO_PROXY=%s excludes hosts', async (hosts) => {
    const { url, requests } = await proxy();
    vi.stubEnv('HTTP_PROXY', url);
    vi.stubEnv('NO_PROXY', hosts);
    expect(await get(`http://localhost:${await httpPort('direct')}/`)).toBe('direct');
    expect(requests).toEqual([]);
  });

  it('are reported where they are none, without the password', () => {
    vi.stubEnv('HTTPS_PROXY', 'socks://user:geheim@proxy');
    expect(() => openHttpAgent()).toThrow('HTTPS_PROXY is not the address of a proxy. Write it as http://host:port.');
    expect(openHttpAgent({ proxies: false })).toBeDefined();
  });
});

it('EOS over HTTP uses the proxy', async () => {
  const listing =
    '<d:multistatus xmlns:d="DAV:"><d:response><d:href>/eos/</d:href><d:propstat><d:status>HTTP/1.1 200 OK</d:status>' +
    '<d:prop><d:resourcetype><d:collection/></d:resourcetype></d:prop></d:propstat></d:response></d:multistatus>';
  const port = await listen(createHttpServer((_request, response) => response.writeHead(207).end(listing)));
  const { url, requests } = await proxy({ 'eos.invalid': port });
  vi.stubEnv('HTTP_PROXY', url);
  const storage = new WebDavStorage({ EOS_ROOT: 'http://eos.invalid/eos' }, []);
  onTestFinished(() => storage.close());
  expect(await storage.list('')).toEqual([]);
  expect(requests).toEqual(['PROPFIND http://eos.invalid/eos']);
});

it('the login uses the proxy', async () => {
  const { url, requests } = await proxy();
  vi.stubEnv('HTTP_PROXY', url);
  const port = await listen(
    createHttpServer((incoming, response) => {
      const issuer = `http://${incoming.headers.host}`;
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({ issuer, authorization_endpoint: `${issuer}/auth`, token_endpoint: `${issuer}/token` }),
      );
    }),
  );
  const options = {
    clientId: 'hdqm',
    clientSecret: undefined,
    roleClaim: 'roles',
    caFile: undefined,
  };
  const issuer = new Issuer({ issuer: `http://127.0.0.1:${port}`, ...options });
  onTestFinished(() => issuer.close());
  const login = await issuer.startLogin('http://hdqm.invalid/login/callback');
  expect(login.url.pathname).toBe('/auth');
  expect(requests).toEqual([`GET http://127.0.0.1:${port}/.well-known/openid-configuration`]);
});
