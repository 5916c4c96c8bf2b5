import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { pack, packBetter } from '../../../../server/api/columns/compress.ts';

/** Texts that are packed in one go, in several, and pieces that are more than that by themselves. */
const texts = {
  long: Array.from({ length: 3000 }, (_, index) => `${Math.sin(index)} χ² `.repeat(9)),
  'in one piece': [`${'0123456789'.repeat(100_000)}…`],
  middling: ['a'.repeat(5000), 'b'],
};

describe('a text that comes in pieces', () => {
  it.each(Object.entries(texts))('is the same when unpacked: %s', async (_, pieces) => {
    const text = pieces.join('');
    const [brotli, gzip, plain] = await Promise.all([
      pack(pieces, 'br'),
      pack(pieces, 'gzip'),
      pack(pieces, 'identity'),
    ]);
    expect([brotli.encoding, gzip.encoding, plain.encoding]).toEqual(['br', 'gzip', 'identity']);
    expect(brotliDecompressSync(brotli.bytes).toString()).toBe(text);
    expect(gunzipSync(gzip.bytes).toString()).toBe(text);
    expect(plain.bytes.toString()).toBe(text);
  });

  it('that is short is not packed', async () => {
    expect(await pack(['short'], 'br')).toEqual({ encoding: 'identity', bytes: Buffer.from('short') });
    expect(await pack([], 'br')).toEqual({ encoding: 'identity', bytes: Buffer.from('') });
  });

  it('can be packed better where it is of columns, and never gets longer', async () => {
    const runs = JSON.stringify(Array.from({ length: 1000 }, (_, index) => 360_000 + index));
    const values = (trend: number): string => JSON.stringify(runs.split(',').map((_, at) => Math.sin(at * trend + 1)));
    const columns = Array.from({ length: 20 }, (_, trend) => `{"runs":${runs},"values":${values(trend)}}`);
    for (const [pieces, ratio] of [
      [columns, 0.99],
      [texts.long, 1],
    ] as const) {
      const { bytes } = await pack(pieces, 'br');
      const better = await packBetter(bytes);
      expect(better.length).toBeLessThanOrEqual(ratio * bytes.length);
      expect(brotliDecompressSync(better).toString()).toBe(pieces.join(''));
    }
  });

  it('fails where a piece cannot be made', async () => {
    const broken = function* (): Generator<string> {
      yield 'a'.repeat(1_000_000);
      throw new Error('no more');
    };
    await expect(pack(broken(), 'br')).rejects.toThrow('no more');
  });
});
