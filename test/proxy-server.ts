import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** A listening HTTP proxy. */
export interface ProxyServer {
  readonly url: string;
  /** The targets of its requests: `CONNECT host:port` and `GET http://host/path`. */
  readonly requests: string[];
  close(): void;
}

/** Starts a proxy on a free port: it tunnels, and forwards plain requests. All hosts are this machine; `hosts` maps a name to a port. */
export async function startProxy(hosts: Readonly<Record<string, number>> = {}): Promise<ProxyServer> {
  const requests: string[] = [];
  const sockets = new Set<Duplex>();
  const server = createServer((incoming: IncomingMessage, response: ServerResponse) => {
    requests.push(`${incoming.method} ${incoming.url}`);
    const { hostname, port, pathname, search } = new URL(incoming.url ?? '');
    const { method, headers } = incoming;
    const target = { host: '127.0.0.1', port: hosts[hostname] ?? port, path: `${pathname}${search}`, method, headers };
    const outgoing = request(target, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    outgoing.once('error', () => response.destroy());
    incoming.pipe(outgoing);
  });
  server.on('connect', (incoming: IncomingMessage, client: Duplex, head: Buffer) => {
    requests.push(`CONNECT ${incoming.url}`);
    const [host = '', port] = (incoming.url ?? '').split(':');
    const target: Socket = connect(hosts[host] ?? Number(port), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      target.write(head);
      target.pipe(client).pipe(target);
    });
    for (const socket of [client, target]) {
      sockets.add(socket);
      socket.on('error', () => [client, target].forEach((one) => one.destroy()));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.closeAllConnections();
      server.close();
    },
  };
}
