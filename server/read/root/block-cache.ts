import type { ByteSource } from '../../storage/byte-source.ts';
import { CorruptFileError, formatInteger } from '../../storage/errors.ts';

/** A random read on EOS takes about 10 ms regardless of its size; reading 1 MB sequentially takes another 10 ms. */
const blockBytes = 1024 * 1024;
/** Maximum number of blocks of a file that is read as a whole. */
const maxWholeFileBlocks = 4;
/** Maximum number of blocks per read, reached while the file is read sequentially. */
const maxSpanBlocks = 8;
/** Capacity in blocks. Spans are evicted as a whole, least recently used first. */
const maxCachedBlocks = 64;

/** Blocks fetched in one read. */
interface Span {
  readonly first: number;
  readonly count: number;
  readonly bytes: Promise<Buffer>;
}

/** Reads a source in large aligned blocks, caches them, and counts reads and bytes. */
export class BlockCache {
  /** Number of bytes and reads requested from the source. */
  bytesRead = 0;
  reads = 0;
  readonly size: number;
  private readonly source: ByteSource;
  /** By block number. */
  private readonly spans = new Map<number, Span>();
  /** Least recently used first. */
  private readonly used = new Set<Span>();
  private cachedBlocks = 0;
  private next = 0;
  private span = 1;

  constructor(source: ByteSource) {
    this.source = source;
    this.size = source.size;
  }

  /** Returns exactly `length` bytes from `offset`, which must not be modified. Throws a RangeError if they are outside of the file. */
  async read(offset: number, length: number): Promise<Buffer> {
    if (!(offset >= 0 && length >= 0 && offset + length <= this.size)) {
      throw new RangeError(
        `bytes ${formatInteger(offset)} to ${formatInteger(offset + length)} are outside of the file (${formatInteger(this.size)} bytes)`,
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

  /** Returns a block. If it is not cached, the blocks up to `last` are fetched with it, and more during a sequential read. */
  private async block(index: number, last: number): Promise<Buffer> {
    const span = this.spans.get(index) ?? this.readSpan(index, last);
    this.touch(span);
    const start = (index - span.first) * blockBytes;
    return (await span.bytes).subarray(start, start + blockBytes);
  }

  private readSpan(index: number, last: number): Span {
    const all = Math.ceil(this.size / blockBytes);
    this.span = index === this.next ? Math.min(2 * this.span, maxSpanBlocks) : 1;
    let count =
      all <= maxWholeFileBlocks ? all - index : Math.max(this.span, Math.min(last - index + 1, maxSpanBlocks));
    count = Math.min(count, all - index);
    for (let ahead = 1; ahead < count; ahead++) if (this.spans.has(index + ahead)) count = ahead;
    this.next = index + count;
    const bytes = this.fetch(index * blockBytes, Math.min(count * blockBytes, this.size - index * blockBytes));
    const span = { first: index, count, bytes };
    // A failed read is not cached: the caller gets the error, and the next call reads again.
    bytes.catch(() => this.evict(span));
    for (let block = index; block < index + count; block++) this.spans.set(block, span);
    this.cachedBlocks += count;
    return span;
  }

  /** Marks a span as used most recently and evicts others if the cache is full. */
  private touch(span: Span): void {
    this.used.delete(span);
    this.used.add(span);
    for (const oldest of this.used) {
      if (this.cachedBlocks <= maxCachedBlocks) break;
      this.evict(oldest);
    }
  }

  private evict(span: Span): void {
    if (!this.used.delete(span)) return;
    for (let block = span.first; block < span.first + span.count; block++) this.spans.delete(block);
    this.cachedBlocks -= span.count;
  }

  private async fetch(offset: number, length: number): Promise<Buffer> {
    this.reads++;
    const bytes = await this.source.read(offset, length);
    this.bytesRead += bytes.byteLength;
    if (bytes.byteLength < length) {
      throw new CorruptFileError(
        `truncated while being read: ${formatInteger(offset + bytes.byteLength)} of ${formatInteger(this.size)} bytes left`,
      );
    }
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
}
