import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The address or port to listen on cannot be used; the message names the reason and the setting to change. */
export class ListenError extends Error {
  override name = 'ListenError';
}

/** The setting that holds a port. */
export type PortSetting = 'PORT' | 'WATCH_PORT';

/** A message about the program that holds a port: version and process of another HDQM, or just "another program". */
async function explainPort(host: string, port: number, setting: PortSetting): Promise<string> {
  const remedy = `Stop it, or choose another port: ${setting}=… hdqm ${setting === 'PORT' ? 'serve' : 'worker'}`;
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

/** Starts listening. Throws a ListenError. */
export async function listen(http: Server, host: string, port: number, setting: PortSetting = 'PORT'): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(port, host, resolve);
  }).catch(async (error: NodeJS.ErrnoException) => {
    throw new ListenError(await explainFailure(error, host, port, setting)); // no cause: it is no outage of the database
  });
}

function explainFailure(
  { code, message }: NodeJS.ErrnoException,
  host: string,
  port: number,
  setting: PortSetting,
): Promise<string> | string {
  if (code === 'EADDRINUSE') return explainPort(host, port, setting);
  if (code === 'EACCES')
    return `no permission to listen at port ${port}. Choose one from 1024: ${setting}=4000, with nginx or another proxy in front.`;
  return `cannot listen at HOST=${host} (${code ?? message}). Set HOST to an address of this machine: 127.0.0.1, or 0.0.0.0 for all.`;
}

/** The URL of a listening server. */
export function urlOf(http: Server, host: string): string {
  const { port } = http.address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
