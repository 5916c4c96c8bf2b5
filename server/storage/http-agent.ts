import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import { Agent } from 'undici';

/** How long a service may take to begin its answer, and to pause in it. */
export interface Patience {
  readonly milliseconds: number;
}

/** `CA_FILE` cannot be used. */
export class CertificateFileError extends Error {
  override name = 'CertificateFileError';
}

/**
 * Connections to services, `most` at once to each; certificates are verified, against those of `caFile` too. Throws a CertificateFileError.
 */
export function openHttpAgent(
  caFile: string | undefined,
  { milliseconds }: Patience = { milliseconds: 30_000 },
  most: number | null = null,
): Agent {
  return new Agent({
    connections: most,
    headersTimeout: milliseconds,
    bodyTimeout: milliseconds,
    connect: {
      timeout: milliseconds,
      ...(caFile === undefined ? {} : { ca: [...rootCertificates, readCertificates(caFile)] }),
    },
  });
}

function readCertificates(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new CertificateFileError(`CA_FILE names ${file}, which cannot be read: ${(error as Error).message}`);
  }
  if (!text.includes('-----BEGIN CERTIFICATE-----'))
    throw new CertificateFileError(`CA_FILE names ${file}, which holds no certificate in PEM form`);
  return text;
}
