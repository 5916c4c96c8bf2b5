import type { AddressInfo } from 'node:net';
import express from 'express';
import { pino } from 'pino';
import { afterEach, expect, it, vi } from 'vitest';
import { errorHandler } from '../../../../server/api/errors.ts';
import { limitRejections, rateLimits, rejectionRateLimit } from '../../../../server/api/http/rate-limit.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
  vi.useRealTimers();
});

it('delays rejections beyond the limit, and no other response', async () => {
  const app = express();
  app.get('/:status', ({ params }, response, next) => {
    const status = Number(params.status);
    if (status === 200) response.send('body');
    else next(Object.assign(new Error('body'), { status }));
  });
  app.use(limitRejections(rejectionRateLimit()));
  app.use(errorHandler(pino({ level: 'silent' })));
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  closing.push(() => server.close());
  const get = async (status: number): Promise<[number, string]> => {
    const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${status}`);
    return [response.status, await response.text()];
  };
  const rejection = JSON.stringify({ errors: [{ message: 'body', extensions: { code: 'BAD_REQUEST' } }] });
  const delays = vi.spyOn(globalThis, 'setTimeout');
  const delayed = (): number => delays.mock.calls.filter(([, ms]) => ms === 1000).length;
  for (let count = 0; count < rateLimits.rejections; count += 1) expect(await get(400)).toEqual([400, rejection]);
  expect(delayed()).toBe(0);
  const rejected = get(413);
  expect(await get(200)).toEqual([200, 'body']);
  expect(await rejected).toEqual([413, rejection]);
  expect(delayed()).toBe(1);
});
