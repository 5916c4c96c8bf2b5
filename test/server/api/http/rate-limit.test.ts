import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterEach, expect, it, vi } from 'vitest';
import { rateLimits, rejectionRateLimit } from '../../../../server/api/http/rate-limit.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
  vi.useRealTimers();
});

it('delays rejections beyond the limit, and no other response', async () => {
  const app = express();
  app.use(rejectionRateLimit());
  app.get('/:status', ({ params }, response) => void response.status(Number(params.status)).send('body'));
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  closing.push(() => server.close());
  const ask = async (status: number): Promise<[number, string]> => {
    const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${status}`);
    return [response.status, await response.text()];
  };
  const delays = vi.spyOn(globalThis, 'setTimeout');
  const delayed = (): number => delays.mock.calls.filter(([, ms]) => ms === 1000).length;
  for (let count = 0; count < rateLimits.rejections; count += 1) expect(await ask(400)).toEqual([400, 'body']);
  expect(delayed()).toBe(0);
  const rejected = ask(413);
  expect(await ask(200)).toEqual([200, 'body']);
  expect(await rejected).toEqual([413, 'body']);
  expect(delayed()).toBe(1);
});
