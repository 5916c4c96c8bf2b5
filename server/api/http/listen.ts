import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The port that the server should listen on is taken; the message says by whom. */
export class PortInUseError extends Error {
  override name = 'PortInUseError';
}

/** Says who holds a port: another HDQM tells its version and process; whatever else answers or does not. */
export async function explainPort(host: string, port: number): Promise<string> {
  const wayOut = 'Stop it, or choose another port: PORT=… hdqm serve';
  const address = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  try {
    const answer = await fetch(`http://${address}:${port}/health`, { signal: AbortSignal.timeout(2_000) });
    const { name, version, pid } = (await answer.json()) as { name?: unknown; version?: unknown; pid?: unknown };
    if (name === 'HDQM') return `port ${port} is held by HDQM ${String(version)}, process ${String(pid)}. ${wayOut}`;
  } catch {
    // Not HDQM, or not even HTTP.
  }
  return `port ${port} is held by another program. ${wayOut}`;
}

/** Has a server listen. Throws a PortInUseError that says who holds the port. */
export async function listen(http: Server, host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(port, host, resolve);
  }).catch(async (error: NodeJS.ErrnoException) => {
    throw error.code === 'EADDRINUSE' ? new PortInUseError(await explainPort(host, port), { cause: error }) : error;
  });
}

/** Where a server that listens is found. */
export function urlOf(http: Server, host: string): string {
  const { port } = http.address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
