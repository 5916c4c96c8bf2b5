import type { ByteSource } from '../../storage/byte-source.ts';
import { CorruptFileError, formatInteger } from '../../storage/errors.ts';

/** A random read costs EOS about 10 ms whatever its size, and 1 MB in sequence as much again. */
const blockBytes = 1024 * 1024;
/** A file up to this size is read whole, at once. */
const wholeBlocks = 4;
/** How many blocks one read may bring when the reading goes through the file in order. */
const longestSpan = 8;
/** Blocks kept; what was read together goes together, the least recently used first. */
const keptBlocks = 64;

/** Blocks that came in one read. */
interface Span {
  readonly first: number;
  readonly count: number;
  readonly bytes: Promise<Buffer>;
}

/** Reads a source in large aligned blocks, keeps them, and counts what that costs. */
export class BlockCache {
  /** Bytes and reads that the source was asked for. */
  bytesRead = 0;
  reads = 0;
  readonly size: number;
  private readonly source: ByteSource;
  /** By the number of each of their blocks. */
  private readonly spans = new Map<number, Span>();
  /** The one used last at the end. */
  private readonly used = new Set<Span>();
  private kept = 0;
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
        `bytes ${formatInteger(offset)} to ${formatInteger(offset + length)} are not within the ${formatInteger(this.size)} bytes of the file`,
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
  private async block(index: number, wanted: number): Promise<Buffer> {
    const span = this.spans.get(index) ?? this.readSpan(index, wanted);
    this.touch(span);
    const start = (index - span.first) * blockBytes;
    return (await span.bytes).subarray(start, start + blockBytes);
  }

  private readSpan(index: number, wanted: number): Span {
    const all = Math.ceil(this.size / blockBytes);
    this.span = index === this.next ? Math.min(2 * this.span, longestSpan) : 1;
    let count = all <= wholeBlocks ? all - index : Math.max(this.span, Math.min(wanted - index + 1, longestSpan));
    count = Math.min(count, all - index);
    for (let behind = 1; behind < count; behind++) if (this.spans.has(index + behind)) count = behind;
    this.next = index + count;
    const bytes = this.fetch(index * blockBytes, Math.min(count * blockBytes, this.size - index * blockBytes));
    const span = { first: index, count, bytes };
    // Who asked for a block is told of a failure; the next who asks makes a new attempt.
    bytes.catch(() => this.forget(span));
    for (let block = index; block < index + count; block++) this.spans.set(block, span);
    this.kept += count;
    return span;
  }

  /** Makes a span the one used last, and room for it. */
  private touch(span: Span): void {
    this.used.delete(span);
    this.used.add(span);
    for (const oldest of this.used) {
      if (this.kept <= keptBlocks) break;
      this.forget(oldest);
    }
  }

  private forget(span: Span): void {
    if (!this.used.delete(span)) return;
    for (let block = span.first; block < span.first + span.count; block++) this.spans.delete(block);
    this.kept -= span.count;
  }

  private async fetch(offset: number, length: number): Promise<Buffer> {
    this.reads++;
    const bytes = await this.source.read(offset, length);
    this.bytesRead += bytes.byteLength;
    if (bytes.byteLength < length) {
      throw new CorruptFileError(
        `it became shorter while it was read: ${formatInteger(offset + bytes.byteLength)} bytes are left of ${formatInteger(this.size)}; ` +
          'is it being written anew?',
      );
    }
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
}
