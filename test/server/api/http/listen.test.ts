import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { listen, ListenError } from '../../../../server/api/http/listen.ts';

const attempt = (...args: [host: string, port: number, setting?: 'PORT' | 'WATCH_PORT']): Promise<void> =>
  listen(createServer(), ...args);

describe('listen', () => {
  it('names HOST where it is no address of this machine, and what to set', async () => {
    // 192.0.2.0/24 and .invalid are reserved: no machine has them.
    for (const host of ['192.0.2.1', 'lxplus.invalid']) {
      const attempted = attempt(host, 0);
      await expect(attempted).rejects.toThrow(ListenError);
      await expect(attempted).rejects.toThrow(
        new RegExp(
          `^cannot listen at HOST=${host} \\(E\\w+\\)\\. Set HOST to an address of this machine: 127\\.0\\.0\\.1`,
        ),
      );
    }
  });

  it('names the setting of a port in use', async () => {
    const holder = createServer((_request, response) => response.end('{}'));
    await listen(holder, '127.0.0.1', 0);
    const { port } = holder.address() as AddressInfo;
    const message = `port ${port} is held by another program. Stop it, or choose another port:`;
    await expect(attempt('127.0.0.1', port)).rejects.toThrow(`${message} PORT=… hdqm serve`);
    await expect(attempt('127.0.0.1', port, 'WATCH_PORT')).rejects.toThrow(`${message} WATCH_PORT=… hdqm worker`);
    await new Promise((resolve) => holder.close(resolve));
  });
});
