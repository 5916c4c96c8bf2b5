import type { Random } from '../random.ts';

/** Extreme values for lengths and counts. */
const extremes = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x00ffffff, 0x40000000, 0x7fffffff, 0x80000000, 0xffffffff];

/** Returns the bytes with one to eight mutations: of bits, bytes, numbers and runs, or pieces deleted, duplicated or moved. */
export function mutated(good: Buffer, random: Random): Buffer {
  let bytes: Buffer = Buffer.from(good);
  for (let times = 1 + random.below(random.one([1, 2, 8])); times > 0; times--) bytes = mutatedOnce(bytes, random);
  return bytes;
}

function mutatedOnce(bytes: Buffer, random: Random): Buffer {
  if (bytes.length < 8) return Buffer.concat([bytes, Buffer.alloc(8, random.below(256))]);
  const at = random.below(bytes.length - 4);
  const length = 1 + random.below(Math.min(64, bytes.length - at));
  switch (random.below(9)) {
    case 0:
      bytes.writeUInt8((bytes.readUInt8(at) ^ (1 << random.below(8))) & 0xff, at);
      return bytes;
    case 1:
      bytes.writeUInt8(random.below(256), at);
      return bytes;
    case 2:
      bytes.writeUInt32BE(random.one(extremes), at);
      return bytes;
    case 3:
      bytes.writeUInt16BE(random.one(extremes) & 0xffff, at);
      return bytes;
    case 4:
      bytes.writeUInt32BE((bytes.readUInt32BE(at) + random.one([-2, -1, 1, 2, 4, 256])) >>> 0, at);
      return bytes;
    case 5:
      return bytes.fill(random.one([0, 0xff]), at, at + length);
    case 6:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
    case 7:
      return Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)]);
    default: {
      const from = random.below(bytes.length - length + 1);
      bytes.copy(bytes, Math.min(at, bytes.length - length), from, from + length);
      return bytes;
    }
  }
}
