import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import { Agent, type Dispatcher, EnvHttpProxyAgent, Pool } from 'undici';
import { httpTimeoutMs } from '../retry/policy.ts';

/** How to connect to HTTP servers. */
export interface HttpAgentOptions {
  /** PEM file of certificates to trust besides the default ones. */
  readonly caFile?: string | undefined;
  /** Limit for connecting, for the first byte of a response and for pauses within it, in ms. */
  readonly timeoutMs?: number;
  /** Max. connections per server; default: no limit. */
  readonly connections?: number;
  /** Whether to use the proxies of the environment; default: true. */
  readonly proxies?: boolean;
}

/** `CA_FILE` cannot be used. */
export class CertificateFileError extends Error {
  override name = 'CertificateFileError';
}

/** A proxy of the environment cannot be used. */
export class ProxyError extends Error {
  override name = 'ProxyError';
}

/**
 * Creates a pool of HTTP connections that verifies certificates and uses the proxies of HTTPS_PROXY and HTTP_PROXY, except for the hosts of
 * NO_PROXY. Throws a CertificateFileError or a ProxyError.
 */
export function openHttpAgent({
  caFile,
  timeoutMs = httpTimeoutMs,
  connections,
  proxies = true,
}: HttpAgentOptions = {}): Dispatcher {
  const timeouts = { headersTimeout: timeoutMs, bodyTimeout: timeoutMs };
  const connect = {
    timeout: timeoutMs,
    ...(caFile === undefined ? {} : { ca: trustedCertificates(caFile) }),
  };
  const options = { connections: connections ?? null, ...timeouts, connect };
  const [httpProxy, httpsProxy] = proxies ? [proxyOf('http_proxy'), proxyOf('https_proxy')] : [];
  if (httpProxy === undefined && httpsProxy === undefined) return new Agent(options);
  return new EnvHttpProxyAgent({
    ...options,
    httpProxy: httpProxy ?? '',
    httpsProxy: httpsProxy ?? '',
    proxyTunnel: false, // plain http goes to the proxy as a request: most refuse a tunnel to any port but 443
    requestTls: connect,
    proxyTls: connect,
    clientFactory: (origin, more) => new Pool(origin, { ...more, ...timeouts }),
  });
}

/** The URL of a proxy of the environment; undefined where there is none. Throws a ProxyError, without the value: it may contain a password. */
function proxyOf(name: 'http_proxy' | 'https_proxy'): string | undefined {
  const value = process.env[name] ?? process.env[name.toUpperCase()] ?? '';
  if (value === '') return undefined;
  const url = /^[a-z][a-z0-9]*:\/\//i.test(value) ? value : `http://${value}`;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new ProxyError(`${name.toUpperCase()} is not the address of a proxy. Write it as http://host:port.`);
  return url;
}

/** The default certificates and those of a PEM file. Throws a CertificateFileError. */
export function trustedCertificates(file: string): string[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new CertificateFileError(`CA_FILE not readable: ${file} (${(error as Error).message})`);
  }
  if (!text.includes('-----BEGIN CERTIFICATE-----'))
    throw new CertificateFileError(`CA_FILE contains no PEM certificate: ${file}`);
  return [...rootCertificates, text];
}
