import type { ByteSource } from './byte-source.ts';
import { DamagedFileError, grouped } from './damage.ts';

/** A random read costs EOS about 10 ms whatever its size, and 1 MB in sequence as much again. */
const blockBytes = 1024 * 1024;
/** A file up to this size is read whole, at once. */
const wholeBlocks = 4;
/** How many blocks one read may bring when the reading goes through the file in order. */
const longestSpan = 8;
/** Blocks kept, the least recently used going first. */
const keptBlocks = 64;

/** Reads a source in large aligned blocks, keeps them, and counts what that costs. */
export class BlockCache {
  /** Bytes and reads that the source was asked for. */
  bytesRead = 0;
  reads = 0;
  readonly size: number;
  private readonly source: ByteSource;
  private readonly blocks = new Map<number, Promise<Buffer>>();
  private next = 0;
  private span = 1;

  constructor(source: ByteSource) {
    this.source = source;
    this.size = source.size;
  }

  /** Exactly `length` bytes from `offset`; throws a RangeError where they are not within the file. Not to be written to. */
  async read(offset: number, length: number): Promise<Buffer> {
    if (!(offset >= 0 && length >= 0 && offset + length <= this.size)) {
      throw new RangeError(
        `bytes ${grouped(offset)} to ${grouped(offset + length)} are not within the ${grouped(this.size)} bytes of the file`,
      );
    }
    const first = Math.floor(offset / blockBytes);
    const last = Math.max(first, Math.ceil((offset + length) / blockBytes) - 1);
    const pieces: Buffer[] = [];
    for (let index = first; index <= last; index++) {
      const block = await this.block(index, last);
      const start = index * blockBytes;
      pieces.push(block.subarray(Math.max(0, offset - start), offset + length - start));
    }
    const [only] = pieces;
    return only && pieces.length === 1 ? only : Buffer.concat(pieces, length);
  }

  /** One block; where it must be read, those up to `wanted` come with it, and more when the reading is in order. */
  private block(index: number, wanted: number): Promise<Buffer> {
    const kept = this.blocks.get(index);
    if (kept) {
      this.blocks.delete(index);
      this.blocks.set(index, kept);
      return kept;
    }
    const all = Math.ceil(this.size / blockBytes);
    this.span = index === this.next ? Math.min(2 * this.span, longestSpan) : 1;
    let count = all <= wholeBlocks ? all - index : Math.max(this.span, Math.min(wanted - index + 1, longestSpan));
    count = Math.min(count, all - index);
    for (let behind = 1; behind < count; behind++) if (this.blocks.has(index + behind)) count = behind;
    this.next = index + count;
    const bytes = this.fetch(index * blockBytes, Math.min(count * blockBytes, this.size - index * blockBytes));
    for (let at = 0; at < count; at++) this.keep(index + at, bytes, at);
    const block = this.blocks.get(index);
    return block ?? bytes;
  }

  private keep(index: number, bytes: Promise<Buffer>, at: number): void {
    // A copy, so that a block that stays does not hold those that came with it.
    const block = bytes.then((all) => Buffer.from(all.subarray(at * blockBytes, (at + 1) * blockBytes)));
    // Who asked for the block is told of a failure; the next who asks makes a new attempt.
    block.catch(() => this.blocks.delete(index));
    this.blocks.set(index, block);
    for (const oldest of this.blocks.keys()) {
      if (this.blocks.size <= keptBlocks) break;
      this.blocks.delete(oldest);
    }
  }

  private async fetch(offset: number, length: number): Promise<Buffer> {
    this.reads++;
    const bytes = await this.source.read(offset, length);
    this.bytesRead += bytes.byteLength;
    if (bytes.byteLength < length) {
      throw new DamagedFileError(
        `it became shorter while it was read: ${grouped(offset + bytes.byteLength)} bytes are left of ${grouped(this.size)}; ` +
          'is it being written anew?',
      );
    }
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
}
