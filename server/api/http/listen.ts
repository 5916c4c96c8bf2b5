import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The port to listen on is in use; the message names the program that holds it, if it is HDQM. */
export class PortInUseError extends Error {
  override name = 'PortInUseError';
}

/** A message about the program that holds a port: version and process of another HDQM, or just "another program". */
export async function explainPort(host: string, port: number): Promise<string> {
  const remedy = 'Stop it, or choose another port: PORT=… hdqm serve';
  const address = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  try {
    const response = await fetch(`http://${address}:${port}/health`, { signal: AbortSignal.timeout(2_000) });
    const { name, version, pid } = (await response.json()) as { name?: unknown; version?: unknown; pid?: unknown };
    if (name === 'HDQM') return `port ${port} is held by HDQM ${String(version)}, process ${String(pid)}. ${remedy}`;
  } catch {
    // Not HDQM, or not HTTP.
  }
  return `port ${port} is held by another program. ${remedy}`;
}

/** Starts listening. Throws a PortInUseError. */
export async function listen(http: Server, host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(port, host, resolve);
  }).catch(async (error: NodeJS.ErrnoException) => {
    throw error.code === 'EADDRINUSE' ? new PortInUseError(await explainPort(host, port), { cause: error }) : error;
  });
}

/** The URL of a listening server. */
export function urlOf(http: Server, host: string): string {
  const { port } = http.address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
