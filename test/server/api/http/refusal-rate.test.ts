import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterEach, expect, it, vi } from 'vitest';
import { pace } from '../../../../server/api/http/rate-limit.ts';
import { refusalRateLimit } from '../../../../server/api/http/refusal-rate.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
  vi.useRealTimers();
});

it('tells refusals late to who has had many, and answers all else at once', async () => {
  const refusals = refusalRateLimit();
  const app = express();
  app.use(refusals.handler);
  app.get('/:status', ({ params }, response) => void response.status(Number(params.status)).send('said'));
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  closing.push(() => server.close(), refusals.close);
  const ask = async (status: number): Promise<[number, string]> => {
    const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${status}`);
    return [response.status, await response.text()];
  };
  const delays = vi.spyOn(globalThis, 'setTimeout');
  const late = (): number => delays.mock.calls.filter(([, ms]) => ms === 1000).length;
  for (let count = 0; count < pace.refusals; count += 1) expect(await ask(400)).toEqual([400, 'said']);
  expect(late()).toBe(0);
  const refused = ask(413);
  expect(await ask(200)).toEqual([200, 'said']);
  expect(await refused).toEqual([413, 'said']);
  expect(late()).toBe(1);
});
