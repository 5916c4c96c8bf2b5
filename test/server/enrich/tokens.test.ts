import { expect, it } from 'vitest';
import { openHttpAgent } from '../../../server/storage/http-agent.ts';
import { ServiceError } from '../../../server/enrich/service-error.ts';
import { Tokens } from '../../../server/enrich/tokens.ts';
import { secret, stand } from './stand-in.ts';

/** Answers each request for a token with the next number. */
function numbered(seconds = 1200) {
  let count = 0;
  return {
    issued: () => count,
    misbehave: (service: string, _request: unknown, response: { writeHead: Function; end: Function }): boolean => {
      if (service !== 'token') return false;
      count += 1;
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ access_token: `token-${count}`, token_type: 'Bearer', expires_in: seconds }));
      return true;
    },
  };
}

it('keeps a token until shortly before it expires, one for each audience', async () => {
  let now = 0;
  const { misbehave, issued } = numbered(1200);
  const { tokens } = await stand({ misbehave, now: () => now });
  expect(await tokens.get('oms')).toBe('token-1');
  now = 1_139_000;
  expect(await tokens.get('oms')).toBe('token-1');
  expect(await tokens.get('rr')).toBe('token-2');
  now = 1_141_000;
  expect(await tokens.get('oms')).toBe('token-3');
  expect(issued()).toBe(3);
});

it('asks once however many wait', async () => {
  const { misbehave, issued } = numbered();
  const { tokens } = await stand({ misbehave });
  const all = await Promise.all(Array.from({ length: 20 }, () => tokens.get('oms')));
  expect(new Set(all)).toEqual(new Set(['token-1']));
  expect(issued()).toBe(1);
});

it('replaces a refused token once for all who had it', async () => {
  const { misbehave, issued } = numbered();
  const { tokens } = await stand({ misbehave });
  const refused = await tokens.get('oms');
  const all = await Promise.all([1, 2, 3].map(() => tokens.replace('oms', refused)));
  expect(all).toEqual(['token-2', 'token-2', 'token-2']);
  expect(issued()).toBe(2);
});

it('sends the client and the audience in the form', async () => {
  const seen: unknown[] = [];
  const { tokens } = await stand({
    misbehave: (_service, request, _response, body) => {
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
    'an error',
    401,
    '{"error":"invalid_client","error_description":"geheim-und-sicher is wrong"}',
    /401 invalid_client/,
  ],
  ['a page', 200, '<html>log in</html>', /no token for oms from 127\.0\.0\.1:\d+: /],
  ['a fault', 500, 'geheim-und-sicher', /no token for oms from 127\.0\.0\.1:\d+: /],
])('says what came instead: %s; the secret is in no error', async (_name, status, body, message) => {
  const { tokens } = await stand({
    misbehave: (_service, _request, response) => {
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

it('tries again after a failure', async () => {
  let broken = true;
  const { tokens } = await stand({
    misbehave: (service, _request, response) => {
      if (service !== 'token' || !broken) return false;
      response.writeHead(503).end();
      return true;
    },
  });
  await expect(tokens.get('oms')).rejects.toThrow(ServiceError);
  broken = false;
  expect(await tokens.get('oms')).toMatch(/^stand-in-/);
});

it('sends no secret in clear to another machine', async () => {
  const connections = openHttpAgent(undefined);
  const tokens = new Tokens({
    url: 'http://auth.example.org/token',
    clientId: 'hdqm',
    clientSecret: secret,
    connections,
  });
  await expect(tokens.get('oms')).rejects.toThrow(/auth\.example\.org: https is needed/);
  await connections.destroy();
});
