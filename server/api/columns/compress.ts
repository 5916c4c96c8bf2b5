import { constants, createBrotliCompress, createGzip } from 'node:zlib';
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
const chunkSize = 256 * 1024;

/**
 * Compresses the pieces of a text on another thread, each while the next one is made: the text is never in memory as a whole, and other
 * requests are served between pieces. Only the last piece may be short.
 */
export async function compress(pieces: Iterable<string>, encoding: Encoding): Promise<Compressed> {
  let body: Body = new PlainBody();
  let written: Promise<void> | undefined;
  for (const piece of pieces) {
    if (written === undefined && encoding !== 'identity' && piece.length >= minLength)
      body = new CompressedBody(encoding);
    await written;
    written = body.write(piece);
  }
  await written;
  return body.end();
}

/** A body that is written piece by piece. */
interface Body {
  write(piece: string): Promise<void>;
  end(): Promise<Compressed>;
}

class PlainBody implements Body {
  private readonly chunks: Buffer[] = [];

  async write(piece: string): Promise<void> {
    this.chunks.push(Buffer.from(piece));
    await new Promise(setImmediate);
  }

  async end(): Promise<Compressed> {
    return { encoding: 'identity', bytes: Buffer.concat(this.chunks) };
  }
}

/** At level 1: README.md has the measurements. */
class CompressedBody implements Body {
  private readonly encoding: 'br' | 'gzip';
  private readonly stream;
  private readonly chunks: Buffer[] = [];

  constructor(encoding: 'br' | 'gzip') {
    this.encoding = encoding;
    this.stream =
      encoding === 'gzip'
        ? createGzip({ chunkSize, level: 1 })
        : createBrotliCompress({ chunkSize, params: { [constants.BROTLI_PARAM_QUALITY]: 1 } });
    this.stream.on('data', (chunk: Buffer) => this.chunks.push(chunk));
  }

  write(piece: string): Promise<void> {
    return new Promise((resolve, reject) => this.stream.write(piece, (error) => (error ? reject(error) : resolve())));
  }

  async end(): Promise<Compressed> {
    await new Promise<void>((resolve, reject) => {
      this.stream.once('end', resolve).once('error', reject);
      this.stream.end();
    });
    return { encoding: this.encoding, bytes: Buffer.concat(this.chunks) };
  }
}
