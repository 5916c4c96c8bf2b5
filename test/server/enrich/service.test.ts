import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openHttpAgent } from '../../../server/storage/http-agent.ts';
import { Oms } from '../../../server/enrich/oms.ts';
import { ServiceError } from '../../../server/enrich/service-error.ts';
import type { RequestOverride, StandInService } from '../../../server/enrich/stand-in.ts';
import { range, secret, stand } from './stand-in.ts';

type Reply = Parameters<RequestOverride>[2];

/** Overrides the responses of one endpoint, always or only the first times. */
function only(which: StandInService, reply: (response: Reply) => void, times = Infinity): RequestOverride {
  let left = times;
  return (service, _request, response) => {
    if (service !== which || left <= 0) return false;
    left -= 1;
    reply(response);
    return true;
  };
}
const status =
  (code: number, headers = {}) =>
  (response: Reply) =>
    void response.writeHead(code, headers).end('{}');

async function failure(promise: Promise<unknown>): Promise<ServiceError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ServiceError)) throw new Error(`no ServiceError: ${String(error)}`);
  return error;
}

describe('a rejected token', () => {
  it('is replaced and the request repeated', async () => {
    const { oms, standIn } = await stand({ override: only('oms', status(401), 1) });
    const { known } = await oms.fetchRuns(range(366409));
    expect(known.has(366409)).toBe(true);
    expect(standIn.requests.token).toBe(2);
  });

  it('is replaced only once per request', async () => {
    const { oms, standIn } = await stand({ override: only('oms', status(401)) });
    const { message } = await failure(oms.fetchRuns(range(366409)));
    expect(message).toBe('OMS query for run 366409 failed: token rejected (401)');
    expect(standIn.requests).toMatchObject({ token: 2, oms: 2 });
  });
});

describe('a failing service', () => {
  it.each<[string, (response: Reply) => void, RegExp]>([
    ['500', status(500), /^OMS query for runs 366000 to 366999 failed: answered 500 Internal Server Error$/],
    ['403', status(403), /failed: client has no permission \(403\)$/],
    [
      'an HTML page',
      (response) => void response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<html>'),
      /failed: answered with text\/html instead of JSON$/,
    ],
    [
      'an unexpected structure',
      (response) => void response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":7}'),
      /failed: invalid response: data: /,
    ],
    ['a redirect', status(302, { location: 'https://login.example.org/' }), /query for runs 366000 to 366999 failed: /],
    ['a hang', () => undefined, /failed: timed out$/],
    [
      'a hang within the body',
      (response) => void response.writeHead(200, { 'content-type': 'application/json' }).write('{"data":['),
      /failed: response incomplete: timed out$/,
    ],
    ['a closed connection', (response) => void response.destroy(), /query for runs 366000 to 366999 failed: /],
    [
      'a connection closed within the body',
      (response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
        response.write('{"data":[', () => response.destroy());
      },
      /failed: response incomplete: /,
    ],
  ])('%s is reported', async (_name, reply, message) => {
    const { oms } = await stand({ override: only('oms', reply), timeoutMs: 300 });
    const error = await failure(oms.fetchRuns(range(366000, 366999)));
    expect(error.message).toMatch(message);
    expect(`${error.message} ${error.stack}`).not.toContain(secret);
  });

  it('is queried again as its Retry-After header says, within a day', async () => {
    const { oms } = await stand({ override: only('oms', status(429, { 'retry-after': '120' })) });
    const before = Date.now();
    const { message, retryAfter } = await failure(oms.fetchRuns(range(366409)));
    expect(message).toContain('429 Too Many Requests');
    expect(Math.round(((retryAfter?.getTime() ?? 0) - before) / 10_000)).toBe(12);
    const retryAfterOf = async (after: string): Promise<Date | undefined> => {
      const { oms: other } = await stand({ override: only('oms', status(503, { 'retry-after': after })) });
      return (await failure(other.fetchRuns(range(366409)))).retryAfter;
    };
    const inAnHour = new Date(Math.ceil(Date.now() / 1000) * 1000 + 3600_000);
    expect(await retryAfterOf(inAnHour.toUTCString())).toEqual(inAnHour);
    const tomorrow = Date.now() + 24 * 3600_000 + 60_000;
    for (const after of ['Wed, 21 Oct 2137 07:28:00 GMT', '99999999999999', '9'.repeat(400)])
      expect((await retryAfterOf(after))?.getTime()).toBeLessThan(tomorrow);
    expect(await retryAfterOf('soon')).toBeUndefined();
  });

  it('opens the circuit after consecutive failures, and closes it again', async () => {
    let broken = true;
    const down = only('oms', status(500));
    const { oms, standIn } = await stand({ override: (...request) => broken && down(...request), coolDownMs: 50 });
    for (let count = 0; count < 4; count += 1) await failure(oms.fetchRuns(range(366409)));
    expect(oms.service.isCircuitOpen).toBe(true);
    const { message, retryAfter } = await failure(oms.fetchRuns(range(366409)));
    expect(message).toBe('OMS not queried: circuit open after 4 consecutive failures');
    expect(retryAfter).toBeInstanceOf(Date);
    expect(standIn.requests.oms).toBe(4);
    broken = false;
    await expect.poll(() => oms.service.isCircuitOpen).toBe(false);
    expect((await oms.fetchRuns(range(366409))).known.size).toBe(1);
  });

  it('keeps the circuit closed if successes alternate with failures', async () => {
    let count = 0;
    const { oms } = await stand({
      override: (service, _request, response) => {
        if (service !== 'oms' || (count += 1) % 3 === 0) return false;
        response.writeHead(500).end();
        return true;
      },
    });
    for (let round = 0; round < 9; round += 1) await oms.fetchRuns(range(1)).catch(() => undefined);
    expect(oms.service.isCircuitOpen).toBe(false);
  });
});

describe('certificates', () => {
  /** A server with a self-signed certificate. */
  async function selfSigned(): Promise<string> {
    const read = (file: string): Buffer => readFileSync(path.join(import.meta.dirname, 'certificates', file));
    const server = createServer({ key: read('key.pem'), cert: read('certificate.pem') }, (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":[]}');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    return `https://localhost:${(server.address() as AddressInfo).port}`;
  }

  async function fetchRuns(caFile?: string) {
    const agent = openHttpAgent({ caFile });
    const oms = new Oms({ url: await selfSigned(), audience: 'oms', tokens: undefined, agent });
    onTestFinished(async () => {
      await agent.destroy();
    });
    return oms.fetchRuns(range(1));
  }

  it('are verified', async () => {
    expect((await failure(fetchRuns())).message).toMatch(
      /failed: certificate not trusted \(DEPTH_ZERO_SELF_SIGNED_CERT\)$/,
    );
  });

  it('of CA_FILE are trusted', async () => {
    const { known } = await fetchRuns(path.join(import.meta.dirname, 'certificates/certificate.pem'));
    expect(known.size).toBe(0);
  });

  it('must be readable and in PEM format', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'hdqm-ca-'));
    await writeFile(path.join(folder, 'notes.txt'), 'no certificate');
    expect(() => openHttpAgent({ caFile: path.join(folder, 'notes.txt') })).toThrow(
      /CA_FILE contains no PEM certificate: .*notes\.txt/,
    );
    expect(() => openHttpAgent({ caFile: path.join(folder, 'none.pem') })).toThrow(
      /CA_FILE not readable: .*none\.pem \(ENOENT/,
    );
    await rm(folder, { recursive: true });
  });
});
