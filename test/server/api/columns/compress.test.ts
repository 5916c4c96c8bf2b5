import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { compress } from '../../../../server/api/columns/compress.ts';

/** Texts of one chunk and of several. */
const texts = {
  long: Array.from({ length: 3000 }, (_, index) => `${Math.sin(index)} χ² `.repeat(9)).join(''),
  'very regular': `${'0123456789'.repeat(100_000)}…`,
  medium: `${'a'.repeat(5000)}b`,
};

describe('a compressed text', () => {
  it.each(Object.entries(texts))('is the same when decompressed: %s', async (_, text) => {
    const [brotli, gzip, plain] = await Promise.all([
      compress([text], 'br'),
      compress([text], 'gzip'),
      compress([text], 'identity'),
    ]);
    expect([brotli.encoding, gzip.encoding, plain.encoding]).toEqual(['br', 'gzip', 'identity']);
    expect(brotliDecompressSync(brotli.bytes).toString()).toBe(text);
    expect(gunzipSync(gzip.bytes).toString()).toBe(text);
    expect(plain.bytes.toString()).toBe(text);
    expect(brotli.bytes.length).toBeLessThan(plain.bytes.length);
  });

  it('is not compressed if it is short', async () => {
    expect(await compress(['short'], 'br')).toEqual({ encoding: 'identity', bytes: Buffer.from('short') });
    expect(await compress([], 'br')).toEqual({ encoding: 'identity', bytes: Buffer.from('') });
  });

  it.each(['br', 'gzip', 'identity'] as const)('may come in pieces: %s', async (encoding) => {
    const pieces = [...Array.from({ length: 20 }, (_, index) => `${texts.long}${index}`), 'χ²'];
    const { bytes, encoding: used } = await compress(pieces, encoding);
    expect(used).toBe(encoding);
    const decompress = { br: brotliDecompressSync, gzip: gunzipSync, identity: (plain: Buffer) => plain }[encoding];
    expect(decompress(bytes).toString()).toBe(pieces.join(''));
  });

  it('serves others between its pieces, each of which is made while the one before is compressed', async () => {
    const events: string[] = [];
    function* pieces(): Generator<string> {
      for (let count = 0; count < 4; count += 1) {
        events.push('piece');
        setImmediate(() => events.push('another'));
        yield texts.long;
      }
    }
    await compress(pieces(), 'br');
    expect(events.slice(0, 2)).toEqual(['piece', 'piece']);
    expect(events.indexOf('another')).toBeLessThan(events.lastIndexOf('piece'));
  });

  it('rejects if a piece cannot be made', async () => {
    function* pieces(): Generator<string> {
      yield texts.long;
      throw new RangeError('no such trend');
    }
    await expect(compress(pieces(), 'gzip')).rejects.toThrow('no such trend');
  });
});
