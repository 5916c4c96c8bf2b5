/** Requests of the API, over HTTP and WebSocket, with any headers. */
import { WebSocket } from 'ws';
import type { WebServer } from '../../server/api/server.ts';
import type { Reply } from './issuer.ts';

/** The response to a request. */
export interface GraphqlResult {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { message: string; extensions: { code: string } }[];
}
/** Sends an HTTP request. */
export type Sender = (
  url: string,
  sent: { method: string; headers: Record<string, string>; body: string },
) => Promise<Reply>;

/** Sends a query or mutation. */
export async function sendGraphql(sender: Sender, base: string, query: string, headers: Record<string, string> = {}) {
  const reply = await sender(`${base}/graphql`, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
  return { ...reply, answer: JSON.parse(reply.text) as GraphqlResult };
}

/** Opens a WebSocket: resolves with the status if it is rejected, else with the response to a request over it. */
export function overSocket(
  server: Pick<WebServer, 'url'>,
  headers: Record<string, string>,
  query: string,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { headers });
    const end = (result: unknown): void => {
      resolve(result);
      socket.close();
    };
    socket.on('unexpected-response', (_request, response) => {
      response.resume();
      resolve(response.statusCode);
    });
    socket.on('open', () => socket.send('{"type":"connection_init"}'));
    socket.on('close', (code) => resolve({ closed: code }));
    socket.on('error', reject);
    socket.on('message', (data: Buffer) => {
      const { type, payload } = JSON.parse(data.toString('utf8')) as { type: string; payload: unknown };
      if (type === 'connection_ack') socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload: { query } }));
      if (type === 'next' || type === 'error') end(payload);
    });
  });
}
