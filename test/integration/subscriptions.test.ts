import { once } from 'node:events';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pino } from 'pino';
import { WebSocket } from 'ws';
import type { ScanProgress } from '../../server/extract/progress.ts';
import { startServer, type WebServer } from '../../server/api/server.ts';
import { subscriptionLimits } from '../../server/api/subscriptions.ts';
import { freshDatabase, type TestDatabase } from '../database.ts';
import { serverOptions } from './server-context.ts';

let test: TestDatabase;
let server: WebServer;
/** Number of subscriptions that the server has not ended. */
let open = 0;
const logged: string[] = [];

/** A stream that ends when the client leaves, and never has an item. */
function progress(): AsyncIterableIterator<ScanProgress> {
  open += 1;
  let end: (result: IteratorReturnResult<undefined>) => void = () => undefined;
  const ended = new Promise<IteratorReturnResult<undefined>>((resolve) => (end = resolve));
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: () => ended,
    return: () => {
      open -= 1;
      end({ done: true, value: undefined });
      return ended;
    },
  };
}

beforeAll(async () => {
  test = await freshDatabase();
});
afterAll(() => test.drop());

beforeEach(async () => {
  open = 0;
  logged.length = 0;
  server = await startServer(
    serverOptions(test.database, {
      scans: { start: () => Promise.resolve(1), progress },
      trustedProxies: ['loopback'],
      log: pino({ level: 'info' }, { write: (line) => void logged.push(line) }),
    }),
    '127.0.0.1',
    0,
  );
  return () => server.close();
});

/** A WebSocket of a client at an address, ready for subscriptions. */
async function connect(address = '192.0.2.1'): Promise<WebSocket> {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
    headers: { 'x-forwarded-for': address },
  });
  await once(socket, 'open');
  socket.send('{"type":"connection_init"}');
  await once(socket, 'message');
  return socket;
}

const subscribe = (id: number, query = 'subscription { scanProgress { points } }'): string =>
  JSON.stringify({ id: String(id), type: 'subscribe', payload: { query } });

describe('a WebSocket', () => {
  it('is closed when it has too many subscriptions, which end', async () => {
    const socket = await connect();
    const closed = once(socket, 'close');
    for (let id = 0; id < 5_000; id += 1) socket.send(subscribe(id));
    const [code, reason] = (await closed) as [number, Buffer];
    expect(code).toBe(4429);
    expect(String(reason)).toMatch(/too many subscriptions/);
    await expect.poll(() => open).toBe(0);
    const other = await connect();
    for (let id = 0; id < subscriptionLimits.perSocket; id += 1) other.send(subscribe(id));
    await expect.poll(() => open).toBe(subscriptionLimits.perSocket);
    other.terminate();
    await expect.poll(() => open).toBe(0);
  });

  it('is closed when it starts too many subscriptions one after the other', async () => {
    const socket = await connect();
    const closed = once(socket, 'close');
    for (let id = 0; id < 5_000; id += 1) {
      socket.send(subscribe(id));
      socket.send(JSON.stringify({ id: String(id), type: 'complete' }));
    }
    expect((await closed)[0]).toBe(4429);
    await expect.poll(() => open).toBe(0);
  });

  it('is refused where its address started too many subscriptions, and no other', async () => {
    const socket = await connect();
    const closed = once(socket, 'close');
    for (let id = 0; id <= subscriptionLimits.startsPerMinute; id += 1) {
      socket.send(subscribe(id));
      socket.send(JSON.stringify({ id: String(id), type: 'complete' }));
    }
    await closed;
    await expect(connect()).rejects.toThrow('Unexpected server response: 429');
    (await connect('192.0.2.2')).terminate();
  });

  it('is refused where its address has too many, and no other', async () => {
    const sockets = await Promise.all(Array.from({ length: subscriptionLimits.socketsPerAddress }, () => connect()));
    await expect(connect()).rejects.toThrow('Unexpected server response: 429');
    sockets.push(await connect('192.0.2.2'));
    for (const socket of sockets) socket.terminate();
    await expect.poll(() => connect().then((socket) => socket.terminate(), String)).toBeUndefined();
  });

  it('leaves nothing behind, thousands of them', async () => {
    for (let round = 0; round < 40; round += 1) {
      const sockets = await Promise.all(Array.from({ length: 50 }, (_, index) => connect(`198.51.100.${index}`)));
      for (const socket of sockets.slice(0, 5)) socket.send(subscribe(1));
      for (const socket of sockets) socket.terminate();
    }
    await expect.poll(() => open).toBe(0);
    const all = Array.from({ length: subscriptionLimits.socketsPerAddress }, () => connect('198.51.100.1'));
    for (const socket of await Promise.all(all)) socket.terminate();
  });

  const nested = '{ a '.repeat(2_000);
  it.each([
    ['nested fields', `subscription ${nested}`, /nests deeper/],
    ['nesting that brackets in a comment conceal', `subscription #${'}'.repeat(3_000)}\n${nested}`, /nests deeper/],
    ['nesting that brackets in comments conceal', `subscription ${'{a#}\n'.repeat(2_000)}`, /nests deeper/],
    ['nesting that a string conceals', `subscription { a(b: "${')'.repeat(3_000)}") ${nested}`, /nests deeper/],
    ['a long text', `subscription { scanProgress { points } } #${'x'.repeat(100_000)}`, /more than 100000 characters/],
    ['many fields', `subscription { ${'a '.repeat(5_001)} }`, /5000 tokens/],
    [
      'aliases',
      `subscription { ${Array.from({ length: 40 }, (_, n) => `a${n}: scanProgress { points }`).join(' ')} }`,
      /more than 30 times/,
    ],
  ])('has the limits of a request over HTTP: %s', async (_name, query, message) => {
    const socket = await connect();
    socket.send(subscribe(1, query));
    const [answer] = (await once(socket, 'message')) as [Buffer];
    expect(JSON.parse(String(answer))).toMatchObject({
      type: 'error',
      payload: [{ message: expect.stringMatching(message), extensions: { code: 'BAD_REQUEST' } }],
    });
    socket.terminate();
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    expect(await response.text()).toMatch(message);
    expect(logged.join('\n')).not.toContain('RangeError');
  });

  it('is closed after a message that is too large, with one line in the log', async () => {
    const socket = await connect();
    socket.on('error', () => undefined); // the connection is reset while the message is sent
    const closed = once(socket, 'close');
    socket.send(subscribe(1, 'x'.repeat(1_000_000)));
    await closed;
    await expect.poll(() => logged.filter((line) => line.includes('WebSocket failed'))).toHaveLength(1);
  });
});
