import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ByteSource } from '../../../server/storage/byte-source.ts';
import type { ListedElement, Reading } from '../../../server/read/dqm-file.ts';

/** Content of a sample file as read by ROOT (test/tools/write-read-samples.py). */
export interface Expected {
  readonly run: number;
  readonly elements: Readonly<Record<string, unknown>>;
}

export function samplePath(name: string): string {
  return fileURLToPath(new URL(`../../sample/read/${name}`, import.meta.url));
}

export function expected(name: string): Expected {
  return json(`${name}.json`) as Expected;
}

export function json(name: string): unknown {
  return JSON.parse(readFileSync(samplePath(name), 'utf8'));
}

/** The paths of listed MEs. */
export function pathsOf(elements: readonly ListedElement[]): string[] {
  return elements.map(({ path }) => path);
}

/** Converts a reading to plain JSON: arrays, objects for maps, strings for NaN and infinities. */
export function plain(reading: Reading): unknown {
  return JSON.parse(JSON.stringify('element' in reading ? reading.element : reading, replacer));
}

function replacer(_key: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value))
    return Number.isNaN(value) ? 'nan' : value < 0 ? '-inf' : 'inf';
  if (value instanceof Map) return Object.fromEntries(value);
  return ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value;
}

/** A file in memory that counts its reads. */
export class Bytes implements ByteSource {
  readonly size: number;
  reads = 0;
  closed = 0;
  private readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array, size = bytes.length) {
    this.bytes = bytes;
    this.size = size;
  }

  read(offset: number, length: number): Promise<Uint8Array> {
    this.reads++;
    return Promise.resolve(this.bytes.subarray(offset, offset + length));
  }

  changed(): Promise<boolean> {
    return Promise.resolve(false);
  }

  close(): Promise<void> {
    this.closed++;
    return Promise.resolve();
  }
}

/** Returns the bytes of a sample file. */
export function sampleBytes(name: string): Buffer {
  return readFileSync(samplePath(name));
}

/** A large file of which only the nonzero bytes are stored, hexadecimal by offset. */
export class SparseBytes implements ByteSource {
  readonly size: number;
  private readonly pieces: readonly { readonly offset: number; readonly bytes: Buffer }[];

  constructor(sample: unknown) {
    const { size, pieces } = sample as { size: number; pieces: Record<string, string> };
    this.size = size;
    this.pieces = Object.entries(pieces).map(([offset, bytes]) => ({
      offset: Number(offset),
      bytes: Buffer.from(bytes, 'hex'),
    }));
  }

  read(offset: number, length: number): Promise<Uint8Array> {
    const result = Buffer.alloc(Math.min(length, this.size - offset));
    for (const piece of this.pieces) {
      const from = Math.max(0, offset - piece.offset);
      if (piece.offset < offset + length)
        piece.bytes.copy(result, Math.max(0, piece.offset - offset), Math.min(from, piece.bytes.length));
    }
    return Promise.resolve(result);
  }

  changed(): Promise<boolean> {
    return Promise.resolve(false);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
