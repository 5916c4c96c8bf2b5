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
import type { Misbehavior, StandInService } from '../../../server/enrich/stand-in.ts';
import { range, secret, stand } from './stand-in.ts';

type Reply = Parameters<Misbehavior>[2];

/** Has a service do something else, always or only the first times. */
function only(which: StandInService, reply: (response: Reply) => void, times = Infinity): Misbehavior {
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

describe('a token that is refused', () => {
  it('once is replaced, and the request made again', async () => {
    const { oms, standIn } = await stand({ misbehave: only('oms', status(401), 1) });
    const { known } = await oms.fetchRuns(range(366409));
    expect(known.has(366409)).toBe(true);
    expect(standIn.asked.token).toBe(2);
  });

  it('for ever is replaced once only', async () => {
    const { oms, standIn } = await stand({ misbehave: only('oms', status(401)) });
    const { message } = await failure(oms.fetchRuns(range(366409)));
    expect(message).toBe('OMS, asked for run 366409: it refuses our token (401)');
    expect(standIn.asked).toMatchObject({ token: 2, oms: 2 });
  });
});

describe('a service that does not answer', () => {
  it.each<[string, (response: Reply) => void, RegExp]>([
    ['500', status(500), /^OMS, asked for runs 366000 to 366999: it answered 500 Internal Server Error$/],
    ['403', status(403), /our client has no right to it \(403\)$/],
    [
      'a page',
      (response) => void response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<html>'),
      /it answered with text\/html, not with JSON$/,
    ],
    [
      'another shape',
      (response) => void response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":7}'),
      /its answer has another shape: data: /,
    ],
    ['a redirect', status(302, { location: 'https://login.example.org/' }), /asked for runs 366000 to 366999: /],
    ['a hang', () => undefined, /it does not answer in time$/],
    [
      'a hang in the middle',
      (response) => void response.writeHead(200, { 'content-type': 'application/json' }).write('{"data":['),
      /its answer broke off: it does not answer in time$/,
    ],
    ['a cut', (response) => void response.destroy(), /asked for runs 366000 to 366999: /],
    [
      'a cut in the middle',
      (response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
        response.write('{"data":[', () => response.destroy());
      },
      /its answer broke off: /,
    ],
  ])('%s', async (_name, reply, message) => {
    const { oms } = await stand({ misbehave: only('oms', reply), patienceMs: 300 });
    const error = await failure(oms.fetchRuns(range(366000, 366999)));
    expect(error.message).toMatch(message);
    expect(`${error.message} ${error.stack}`).not.toContain(secret);
  });

  it('says when it wants to be asked again', async () => {
    const { oms } = await stand({ misbehave: only('oms', status(429, { 'retry-after': '120' })) });
    const before = Date.now();
    const { message, retryAfter } = await failure(oms.fetchRuns(range(366409)));
    expect(message).toContain('429 Too Many Requests');
    expect(Math.round(((retryAfter?.getTime() ?? 0) - before) / 10_000)).toBe(12);
    const wishing = async (after: string): Promise<Date | undefined> => {
      const { oms: other } = await stand({ misbehave: only('oms', status(503, { 'retry-after': after })) });
      return (await failure(other.fetchRuns(range(366409)))).retryAfter;
    };
    const inAnHour = new Date(Math.ceil(Date.now() / 1000) * 1000 + 3600_000);
    expect(await wishing(inAnHour.toUTCString())).toEqual(inAnHour);
    // Within a day at the latest, and whenever it likes where nobody can read the wish.
    const tomorrow = Date.now() + 24 * 3600_000 + 60_000;
    for (const after of ['Wed, 21 Oct 2137 07:28:00 GMT', '99999999999999', '9'.repeat(400)])
      expect((await wishing(after))?.getTime()).toBeLessThan(tomorrow);
    expect(await wishing('soon')).toBeUndefined();
  });

  it('is left alone after some failures in a row, and asked again later', async () => {
    let broken = true;
    const down = only('oms', status(500));
    const { oms, standIn } = await stand({ misbehave: (...request) => broken && down(...request), restMs: 50 });
    for (let count = 0; count < 4; count += 1) await failure(oms.fetchRuns(range(366409)));
    expect(oms.service.resting).toBe(true);
    const { message, retryAfter } = await failure(oms.fetchRuns(range(366409)));
    expect(message).toBe('OMS is left alone after 4 failures in a row');
    expect(retryAfter).toBeInstanceOf(Date);
    expect(standIn.asked.oms).toBe(4);
    broken = false;
    await expect.poll(() => oms.service.resting).toBe(false);
    expect((await oms.fetchRuns(range(366409))).known.size).toBe(1);
  });

  it('is not left alone for failures with successes between them', async () => {
    let count = 0;
    const { oms } = await stand({
      misbehave: (service, _request, response) => {
        if (service !== 'oms' || (count += 1) % 3 === 0) return false;
        response.writeHead(500).end();
        return true;
      },
    });
    for (let round = 0; round < 9; round += 1) await oms.fetchRuns(range(1)).catch(() => undefined);
    expect(oms.service.resting).toBe(false);
  });
});

describe('certificates', () => {
  /** A server whose certificate nobody has signed but itself. */
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

  async function ask(caFile?: string) {
    const connections = openHttpAgent(caFile);
    const oms = new Oms({ url: await selfSigned(), audience: 'oms', tokens: undefined, connections });
    onTestFinished(async () => {
      oms.service.close();
      await connections.destroy();
    });
    return oms.fetchRuns(range(1));
  }

  it('are verified', async () => {
    expect((await failure(ask())).message).toMatch(/its certificate is not trusted \(DEPTH_ZERO_SELF_SIGNED_CERT\)$/);
  });

  it('of CA_FILE are trusted too', async () => {
    const { known } = await ask(path.join(import.meta.dirname, 'certificates/certificate.pem'));
    expect(known.size).toBe(0);
  });

  it('must be some', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'hdqm-ca-'));
    await writeFile(path.join(folder, 'notes.txt'), 'none here');
    expect(() => openHttpAgent(path.join(folder, 'notes.txt'))).toThrow(
      /notes\.txt, which holds no certificate in PEM/,
    );
    expect(() => openHttpAgent(path.join(folder, 'none.pem'))).toThrow(/none\.pem, which cannot be read: ENOENT/);
    await rm(folder, { recursive: true });
  });
});
