import { expect, it } from 'vitest';
import { openHttpAgent } from '../../../server/storage/http-agent.ts';
import { ServiceError } from '../../../server/enrich/service-error.ts';
import { Tokens } from '../../../server/enrich/tokens.ts';
import { secret, stand } from './stand-in.ts';

/** Issues numbered tokens. */
function numbered(seconds = 1200) {
  let count = 0;
  return {
    issued: () => count,
    override: (service: string, _request: unknown, response: { writeHead: Function; end: Function }): boolean => {
      if (service !== 'token') return false;
      count += 1;
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ access_token: `token-${count}`, token_type: 'Bearer', expires_in: seconds }));
      return true;
    },
  };
}

it('caches a token per audience until shortly before it expires', async () => {
  let now = 1000;
  const { override, issued } = numbered(1200);
  const { tokens } = await stand({ override, now: () => now });
  expect(await tokens.get('oms')).toBe('token-1');
  now = 1_140_000;
  expect(await tokens.get('oms')).toBe('token-1');
  expect(await tokens.get('rr')).toBe('token-2');
  now = 1_142_000;
  expect(await tokens.get('oms')).toBe('token-3');
  expect(issued()).toBe(3);
});

it('shares one request between concurrent callers', async () => {
  const { override, issued } = numbered();
  const { tokens } = await stand({ override });
  const all = await Promise.all(Array.from({ length: 20 }, () => tokens.get('oms')));
  expect(new Set(all)).toEqual(new Set(['token-1']));
  expect(issued()).toBe(1);
});

it('replaces a rejected token once for all callers', async () => {
  const { override, issued } = numbered();
  const { tokens } = await stand({ override });
  const rejected = await tokens.get('oms');
  const all = await Promise.all([1, 2, 3].map(() => tokens.replace('oms', rejected)));
  expect(all).toEqual(['token-2', 'token-2', 'token-2']);
  expect(issued()).toBe(2);
});

it('sends client and audience as form fields', async () => {
  const seen: unknown[] = [];
  const { tokens } = await stand({
    override: (_service, request, _response, body) => {
      seen.push(request.method, Object.fromEntries(new URLSearchParams(body)));
      return false;
    },
  });
  await tokens.get('oms');
  const form = { grant_type: 'client_credentials', client_id: 'hdqm', client_secret: secret, audience: 'oms' };
  expect(seen).toEqual(['POST', form]);
});

it.each([
  [
    'an error response',
    401,
    '{"error":"invalid_client","error_description":"geheim-und-sicher is wrong"}',
    /401 invalid_client/,
  ],
  ['an HTML page', 200, '<html>log in</html>', /no token for oms from 127\.0\.0\.1:\d+: /],
  ['an invalid error response', 500, 'geheim-und-sicher', /no token for oms from 127\.0\.0\.1:\d+: /],
])('reports %s without the secret', async (_name, status, body, message) => {
  const { tokens } = await stand({
    override: (_service, _request, response) => {
      response.writeHead(status, { 'content-type': body.startsWith('{') ? 'application/json' : 'text/html' });
      response.end(body);
      return true;
    },
  });
  const error = await tokens.get('oms').then(
    () => undefined,
    (thrown: unknown) => thrown as Error,
  );
  expect(error).toBeInstanceOf(ServiceError);
  expect(error?.message).toMatch(message);
  expect(`${error?.message} ${error?.stack} ${JSON.stringify(error)} ${String(error?.cause)}`).not.toContain('geheim');
});

it('requests a token again after a failure', async () => {
  let broken = true;
  const { tokens } = await stand({
    override: (service, _request, response) => {
      if (service !== 'token' || !broken) return false;
      response.writeHead(503).end();
      return true;
    },
  });
  await expect(tokens.get('oms')).rejects.toThrow(ServiceError);
  broken = false;
  expect(await tokens.get('oms')).toMatch(/^stand-in-/);
});

it('sends no secret over plain http to another machine', async () => {
  const agent = openHttpAgent();
  const tokens = new Tokens({
    url: 'http://auth.example.org/token',
    clientId: 'hdqm',
    clientSecret: secret,
    agent,
  });
  await expect(tokens.get('oms')).rejects.toThrow(/auth\.example\.org: https required/);
  await agent.destroy();
});
