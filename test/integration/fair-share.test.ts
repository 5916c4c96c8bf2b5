import { Agent, request } from 'undici';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fairShareLimits } from '../../server/api/http/fair-share.ts';
import { startServer, type WebServer } from '../../server/api/server.ts';
import { freshDatabase, type TestDatabase } from '../database.ts';
import { serverOptions } from './server-context.ts';

let test: TestDatabase;
let server: WebServer;
/** Number of requests that have been executed as far as their schedules, for which they wait until `release` is called. */
let executed = 0;
let release: () => void = () => undefined;
const released = new Promise<void>((resolve) => (release = resolve));
let begin: () => void = () => undefined;
/** Resolves when the first request is executed. */
const begun = new Promise<void>((resolve) => (begin = resolve));
const dispatcher = new Agent();

beforeAll(async () => {
  test = await freshDatabase();
  const list = async (): Promise<[]> => {
    executed += 1;
    begin();
    await released;
    return [];
  };
  server = await startServer(
    serverOptions(test.database, {
      trustedProxies: ['loopback'],
      schedules: { list, pause: () => Promise.reject(new Error()), resume: () => Promise.reject(new Error()) },
    }),
    '127.0.0.1',
    0,
  );
});
afterAll(async () => {
  await dispatcher.close();
  await server.close();
  await test.drop();
});

async function send(address: string, query: string): Promise<number> {
  const { statusCode, body } = await request(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
    body: JSON.stringify({ query }),
    dispatcher,
  });
  await body.dump();
  return statusCode;
}

it('answers a client while those of a flood from another address wait', async () => {
  const first = send('192.0.2.1', '{ schedule { name } }');
  await begun;
  const accepted = fairShareLimits.running + fairShareLimits.waiting;
  let rejections = 0;
  const flood = Array.from({ length: accepted + 20 }, async () => {
    const status = await send('192.0.2.2', '{ schedule { name } }');
    if (status === 429) rejections += 1;
    return status;
  });
  await expect.poll(() => rejections, { timeout: 10_000 }).toBe(20);
  expect(await send('192.0.2.1', '{ configs { id } }')).toBe(200);
  expect(executed).toBe(1 + fairShareLimits.running);
  release();
  expect(await first).toBe(200);
  const statuses = await Promise.all(flood);
  expect(statuses.filter((status) => status === 200)).toHaveLength(accepted);
});
