import { deflateRawSync, deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decompress } from '../../../../server/read/root/compression.ts';
import { RecordError } from '../../../../server/read/record-error.ts';

const text = Buffer.from('a histogram of many equal bins '.repeat(100));

/** A block as ROOT writes it: method, version, both lengths (least byte first), content. */
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
    [
      'blocks that do not add up',
      block('ZL\x08', deflateSync(text), 10),
      11,
      'its blocks hold 10 bytes where it should have 11',
    ],
    ['more than it says', block('ZL\x08', deflateSync(text), 10), 10, 'ZL: more than 10 bytes come out'],
    ['less than it says', block('ZL\x08', deflateSync(text), 9999), 9999, '3100 bytes come out where 9999 should'],
    [
      'a block that is cut off',
      block('ZL\x08', deflateSync(text), text.length).subarray(0, 30),
      text.length,
      'it is cut off',
    ],
    ['a header that is cut off', Buffer.from('ZL'), 100, 'it is cut off'],
    ['an unknown method', block('QQ\x01', text, 10), 10, '"QQ" is no method of compression'],
    ['a wrong LZ4 checksum', block('L4\x01', text, 10), 10, 'L4: its checksum is wrong'],
    ['LZMA that is none', block('XZ\x00', text, 10), 10, 'XZ: '],
    ['ZSTD that is none', block('ZS\x01', text, 10), 10, '0 bytes come out where 10 should'],
    ['nothing', Buffer.alloc(0), 10, 'its blocks hold 0 bytes where it should have 10'],
  ])('refuses %s', async (_what, bytes, length, reason) => {
    const error = await decompress(bytes, length).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(RecordError);
    expect((error as Error).message).toContain(reason);
  });

  it('costs no memory for a length that is only claimed', async () => {
    const claim = Buffer.concat(Array.from({ length: 60 }, () => block('ZL\x08', Buffer.alloc(0), 2 ** 24 - 1)));
    const before = process.memoryUsage().arrayBuffers;
    await expect(decompress(claim, 60 * (2 ** 24 - 1))).rejects.toThrow(RecordError);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 26);
  });
});
