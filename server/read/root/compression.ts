import { inflateRawSync, inflateSync } from 'node:zlib';
import { R__unzip as unzip } from 'jsroot/io';
import type { XXHashAPI } from 'xxhash-wasm';
import { RecordError } from './record-error.ts';

/** Compressed content is a chain of blocks of at most 16 MB, each with a header: method (2 bytes), version (1) and both lengths (3 each). */
const headerBytes = 9;
/** The XXH64 checksum between header and block of LZ4. */
const checksumBytes = 8;

interface Block {
  readonly method: string;
  /** With its header. */
  readonly whole: Buffer;
  readonly length: number;
}

/**
 * Decompresses the content of a record to exactly `length` bytes and verifies its checksums (ZSTD blocks have none). Throws a
 * RecordError.
 */
export async function decompress(content: Buffer, length: number): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for (const block of blocksOf(content, length)) {
    const piece = await decompressBlock(block);
    if (piece.length !== block.length) {
      throw new RecordError(`decompression failed: got ${piece.length} bytes, expected ${block.length}`);
    }
    pieces.push(piece);
  }
  const [only] = pieces;
  return only && pieces.length === 1
    ? Buffer.from(only.buffer, only.byteOffset, only.byteLength)
    : Buffer.concat(pieces, length);
}

/** Splits the chain and checks its lengths before anything is decompressed, so that corrupt lengths allocate no memory. */
function blocksOf(content: Buffer, length: number): Block[] {
  const blocks: Block[] = [];
  let sum = 0;
  let offset = 0;
  while (offset < content.length) {
    const end = offset + headerBytes + (offset + headerBytes > content.length ? 0 : content.readUIntLE(offset + 3, 3));
    if (end > content.length) throw new RecordError('decompression failed: truncated block');
    const method = content.toString('latin1', offset, offset + 2);
    const blockLength = content.readUIntLE(offset + 6, 3);
    blocks.push({ method, whole: content.subarray(offset, end), length: blockLength });
    sum += blockLength;
    offset = end;
  }
  if (sum !== length) {
    throw new RecordError(`decompression failed: blocks of ${sum} bytes, expected ${length}`);
  }
  return blocks;
}

async function decompressBlock({ method, whole, length }: Block): Promise<Uint8Array> {
  const block = whole.subarray(headerBytes);
  try {
    switch (method) {
      case 'ZL':
        return inflateSync(block, zlibOptions(length));
      case 'CS':
        return inflateRawSync(block, zlibOptions(length));
      case 'XZ':
        return await unxz(block, length);
      case 'L4':
        return await unlz4(whole, length);
      case 'ZS':
        return await unzstd(block, length);
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === 'ERR_BUFFER_TOO_LARGE' ? `got more than ${length} bytes` : message;
    throw new RecordError(`decompression failed (${method}: ${reason})`, { cause: error });
  }
  throw new RecordError(`decompression failed: unknown method ${JSON.stringify(method)}`);
}

/** Allocates one output chunk of the expected length. jsroot's own inflate is 10 to 20 times slower than zlib. */
function zlibOptions(length: number): { chunkSize: number; maxOutputLength: number } {
  return { chunkSize: Math.max(64, length + 1), maxOutputLength: Math.max(1, length) };
}

// The other libraries are loaded on demand: nearly all CMS files are compressed with zlib, which Node includes.

/** Not with jsroot, whose decoder reads only the first 64 kB of a compressed block. */
async function unxz(block: Buffer, length: number): Promise<Uint8Array> {
  const { default: xz } = await import('xz-decompress');
  const pieces: Uint8Array[] = [];
  let sum = 0;
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(block);
      controller.close();
    },
  });
  for await (const piece of new xz.XzReadableStream(stream)) {
    pieces.push(piece);
    sum += piece.length;
    if (sum > length) break;
  }
  return Buffer.concat(pieces);
}

let hash: Promise<XXHashAPI> | undefined;

async function unlz4(whole: Buffer, length: number): Promise<Uint8Array> {
  const { h64Raw } = await (hash ??= import('xxhash-wasm').then(({ default: xxhash }) => xxhash()));
  const expected = whole.readBigUInt64BE(headerBytes);
  if (h64Raw(whole.subarray(headerBytes + checksumBytes)) !== expected) throw new RangeError('wrong checksum');
  const bytes = await unzip(new DataView(whole.buffer, whole.byteOffset, whole.byteLength), length, true);
  if (bytes === null) throw new RangeError('corrupt data');
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

async function unzstd(block: Buffer, length: number): Promise<Uint8Array> {
  const { ZSTDDecoder } = await import('zstddec');
  const decoder = new ZSTDDecoder();
  await decoder.init();
  return decoder.decode(block, length);
}
