import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import { Agent } from 'undici';
import { httpTimeoutMs } from '../retry/policy.ts';

/** How to connect to HTTP servers. */
export interface HttpAgentOptions {
  /** PEM file of certificates to trust besides the default ones. */
  readonly caFile?: string | undefined;
  /** Limit for connecting, for the first byte of a response and for pauses within it, in ms. */
  readonly timeoutMs?: number;
  /** Max. connections per server; default: no limit. */
  readonly connections?: number;
}

/** `CA_FILE` cannot be used. */
export class CertificateFileError extends Error {
  override name = 'CertificateFileError';
}

/** Creates a pool of HTTP connections that verifies certificates. Throws a CertificateFileError. */
export function openHttpAgent({ caFile, timeoutMs = httpTimeoutMs, connections }: HttpAgentOptions = {}): Agent {
  return new Agent({
    connections: connections ?? null,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    connect: {
      timeout: timeoutMs,
      ...(caFile === undefined ? {} : { ca: [...rootCertificates, readCertificates(caFile)] }),
    },
  });
}

function readCertificates(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new CertificateFileError(`CA_FILE not readable: ${file} (${(error as Error).message})`);
  }
  if (!text.includes('-----BEGIN CERTIFICATE-----'))
    throw new CertificateFileError(`CA_FILE contains no PEM certificate: ${file}`);
  return text;
}
