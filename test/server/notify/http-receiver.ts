/** An HTTP server that receives messages, for tests. */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A request that the server got. */
export interface Received {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** With what it was answered. */
  readonly status: number;
}

export interface HttpReceiver {
  readonly url: string;
  readonly requests: Received[];
  close(): Promise<void>;
}

/** Starts a server that answers each request with the status that `answer` returns or, where it returns none, leaves the answer to it. */
export async function startHttpReceiver(
  answer: (request: Omit<Received, 'status'>, response: ServerResponse, number: number) => number | undefined = () =>
    200,
): Promise<HttpReceiver> {
  const requests: Received[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const received = { url: request.url ?? '', headers: request.headers, body };
      const status = answer(received, response, requests.length + 1);
      requests.push({ ...received, status: status ?? 0 });
      if (status !== undefined) response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
