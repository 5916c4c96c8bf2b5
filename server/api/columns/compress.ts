import { setImmediate as turn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  brotliCompress,
  brotliDecompress,
  type BrotliOptions,
  constants,
  createBrotliCompress,
  createGzip,
} from 'node:zlib';

/** How an answer may be sent, the best first. */
export const encodings = ['br', 'gzip', 'identity'] as const;
export type Encoding = (typeof encodings)[number];

/** An answer as it is sent. */
export interface Packed {
  readonly encoding: Encoding;
  readonly bytes: Buffer;
}

/** Smaller answers go as they are. */
const leastPacked = 1024;
/** Characters that are packed in one go. */
const chunkLength = 256 * 1024;

/**
 * Packs a text that comes in pieces. The next pieces are made while those before are packed, on another thread; in between others have their
 * turn. Levels chosen by measure: test/bench/README.md.
 */
export async function pack(pieces: Iterable<string>, encoding: Encoding): Promise<Packed> {
  const chunks = chunksOf(pieces);
  const first = chunks.next();
  const head = first.done ? Buffer.alloc(0) : first.value;
  if (encoding === 'identity' || head.length < leastPacked)
    return { encoding: 'identity', bytes: await joined(head, chunks) };
  const packer =
    encoding === 'gzip'
      ? createGzip({ level: 1, chunkSize: chunkLength })
      : createBrotliCompress({ ...quality(1), chunkSize: chunkLength });
  const packed: Buffer[] = [];
  await pipeline(
    Readable.from(withHead(head, chunks), { highWaterMark: 2 }),
    packer,
    async (source: AsyncIterable<Buffer>) => {
      for await (const part of source) packed.push(part);
    },
  );
  return { encoding, bytes: Buffer.concat(packed) };
}

/** Packs what is packed as brotli better where it can, which takes several times as long. */
export async function packBetter(bytes: Buffer): Promise<Buffer> {
  const better = await brotli(await unbrotli(bytes), quality(4));
  return better.length < bytes.length ? better : bytes;
}

const [brotli, unbrotli] = [promisify(brotliCompress), promisify(brotliDecompress)];

const quality = (level: number): BrotliOptions => ({ params: { [constants.BROTLI_PARAM_QUALITY]: level } });

function* chunksOf(pieces: Iterable<string>): Generator<Buffer, void> {
  let [waiting, length]: [string[], number] = [[], 0];
  for (const piece of pieces) {
    waiting.push(piece);
    length += piece.length;
    if (length < chunkLength) continue;
    yield Buffer.from(waiting.join(''));
    [waiting, length] = [[], 0];
  }
  if (length > 0) yield Buffer.from(waiting.join(''));
}

function* withHead(head: Buffer, chunks: Iterable<Buffer>): Generator<Buffer, void> {
  yield head;
  yield* chunks;
}

async function joined(head: Buffer, chunks: Iterable<Buffer>): Promise<Buffer> {
  const all = [head];
  for (const chunk of chunks) {
    all.push(chunk);
    await turn();
  }
  return all.length === 1 ? head : Buffer.concat(all);
}
