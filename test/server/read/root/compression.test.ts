import { deflateRawSync, deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decompress } from '../../../../server/read/root/compression.ts';
import { RecordError } from '../../../../server/read/root/record-error.ts';

const text = Buffer.from('a histogram of many equal bins '.repeat(100));

/** A block as ROOT writes it: method, version, both lengths (little-endian), content. */
function block(method: string, content: Uint8Array, length: number): Buffer {
  const header = Buffer.alloc(9);
  header.write(method, 'latin1');
  header.writeUIntLE(content.length, 3, 3);
  header.writeUIntLE(length, 6, 3);
  return Buffer.concat([header, content]);
}

describe('decompression', () => {
  it('joins a chain of blocks of any method', async () => {
    const chain = Buffer.concat([
      block('ZL\x08', deflateSync(text), text.length),
      block('CS\x08', deflateRawSync(text), text.length),
    ]);
    expect(await decompress(chain, 2 * text.length)).toEqual(Buffer.concat([text, text]));
  });

  it.each([
    ['blocks that do not add up', block('ZL\x08', deflateSync(text), 10), 11, 'blocks of 10 bytes, expected 11'],
    ['more data than declared', block('ZL\x08', deflateSync(text), 10), 10, 'ZL: got more than 10 bytes'],
    ['less data than declared', block('ZL\x08', deflateSync(text), 9999), 9999, 'got 3100 bytes, expected 9999'],
    [
      'a truncated block',
      block('ZL\x08', deflateSync(text), text.length).subarray(0, 30),
      text.length,
      'truncated block',
    ],
    ['a truncated header', Buffer.from('ZL'), 100, 'truncated block'],
    ['an unknown method', block('QQ\x01', text, 10), 10, 'unknown method "QQ"'],
    ['a wrong LZ4 checksum', block('L4\x01', text, 10), 10, 'L4: wrong checksum'],
    ['invalid LZMA data', block('XZ\x00', text, 10), 10, 'XZ: '],
    ['invalid ZSTD data', block('ZS\x01', text, 10), 10, 'got 0 bytes, expected 10'],
    ['no data', Buffer.alloc(0), 10, 'blocks of 0 bytes, expected 10'],
  ])('rejects %s', async (_what, bytes, length, reason) => {
    const error = await decompress(bytes, length).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(RecordError);
    expect((error as Error).message).toContain(reason);
  });

  it('allocates no memory for a wrong length', async () => {
    const chain = Buffer.concat(Array.from({ length: 60 }, () => block('ZL\x08', Buffer.alloc(0), 2 ** 24 - 1)));
    const before = process.memoryUsage().arrayBuffers;
    await expect(decompress(chain, 60 * (2 ** 24 - 1))).rejects.toThrow(RecordError);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 26);
  });
});
