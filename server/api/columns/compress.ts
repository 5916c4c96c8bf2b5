import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Request } from 'express';

/** Content encodings, the preferred first. */
const encodings = ['br', 'gzip', 'identity'] as const;
export type Encoding = (typeof encodings)[number];

/** The body of a response in its content encoding. */
export interface Compressed {
  readonly encoding: Encoding;
  readonly bytes: Buffer;
}

/** The preferred encoding that a client accepts. */
export function encodingFor(request: Request): Encoding {
  const accepted = request.acceptsEncodings();
  return encodings.find((name) => accepted.includes(name)) ?? 'identity';
}

/** Shorter texts are not compressed. */
const minLength = 1024;
const chunkSize = 1024 * 1024;
const [brotli, gzipped] = [promisify(brotliCompress), promisify(gzip)];

/** Compresses a text on another thread. README.md has the measurements of the levels. */
export async function compress(text: string, encoding: Encoding): Promise<Compressed> {
  if (encoding === 'identity' || text.length < minLength) return { encoding: 'identity', bytes: Buffer.from(text) };
  const bytes =
    encoding === 'gzip'
      ? await gzipped(text, { chunkSize, level: 1 })
      : await brotli(text, { chunkSize, params: { [constants.BROTLI_PARAM_QUALITY]: 1 } });
  return { encoding, bytes };
}
