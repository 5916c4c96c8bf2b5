import type { BlockCache } from './block-cache.ts';
import { decompress } from './compression.ts';
import { Cursor } from './cursor.ts';
import { RecordError } from './record-error.ts';
import { formatInteger } from '../../storage/errors.ts';
import { type ByteRange, isSameKey, type Key, readFolder, readKey } from './key.ts';
import { type Header, readHeader } from './file-header.ts';

/** Decompressed content of a record. References inside it are relative to the start of the record, `headerBytes` before the content. */
export interface Content {
  readonly bytes: Buffer;
  readonly headerBytes: number;
}

/**
 * Maximum decompressed size of a record. The largest MEs have some MB, but a small file may decompress to a thousand times its size, and
 * each thread needs a multiple of that.
 */
const maxContentBytes = 2 ** 28;
/** Maximum size of the compressed records that are prefetched. */
const maxPrefetchedBytes = 64 * 1024 * 1024;
/** Size of the first fields of a key: lengths of the record, its content and its header. */
const lengthsBytes = 18;

/** The container format of a ROOT file: records, and folders that list them. It does not interpret their content. */
export class RootFile {
  private readonly cache: BlockCache;
  private readonly header: Header;
  private readonly prefetched = new Map<Key, Buffer>();
  private prefetchedBytes = 0;

  private constructor(cache: BlockCache, header: Header) {
    this.cache = cache;
    this.header = header;
  }

  /** Throws a CorruptFileError unless it is a complete ROOT file. */
  static async open(cache: BlockCache): Promise<RootFile> {
    return new RootFile(cache, await readHeader(cache));
  }

  /** Returns the keys of the top folder. Throws a RecordError if they cannot be read. */
  topFolder(): Promise<Key[]> {
    return this.keys(this.header.keys);
  }

  /**
   * Returns the keys of each folder, including all cycles, or the RecordError if its list cannot be read. Reads in file order: first the
   * records of the folders, which are spread over the file, then their key lists, near its end.
   */
  async folders(folders: readonly Key[]): Promise<Map<Key, Key[] | RecordError>> {
    const found = new Map<Key, Key[] | RecordError>();
    const lists: (ByteRange & { readonly folder: Key })[] = [];
    for (const folder of inFileOrder(folders)) {
      const list = await orRecordError(this.listOf(folder));
      if (list instanceof RecordError) found.set(folder, list);
      else if (list) lists.push({ ...list, folder });
      else found.set(folder, []);
    }
    for (const list of inFileOrder(lists)) found.set(list.folder, await orRecordError(this.keys(list)));
    return found;
  }

  /** Reads records in file order and holds them until `content` is called for them. */
  async prefetch(keys: readonly Key[]): Promise<void> {
    for (const key of inFileOrder(keys)) {
      if (this.prefetchedBytes + key.bytes > maxPrefetchedBytes) return;
      const record = await orRecordError(this.record(key));
      // `content` reports the error.
      if (record instanceof RecordError) continue;
      this.prefetched.set(key, Buffer.from(record));
      this.prefetchedBytes += record.length;
    }
  }

  /** Returns the decompressed content of a record. Throws a RecordError if it cannot be read. */
  async content(key: Key): Promise<Content> {
    const { contentBytes, headerBytes } = key;
    if (contentBytes > maxContentBytes)
      throw new RecordError(
        `too large: ${formatInteger(contentBytes)} bytes decompressed, max. ${formatInteger(maxContentBytes)}`,
      );
    const record = this.prefetched.get(key) ?? (await this.record(key));
    if (this.prefetched.delete(key)) this.prefetchedBytes -= record.length;
    const content = record.subarray(headerBytes);
    const bytes = content.length === contentBytes ? content : await decompress(content, contentBytes);
    return { bytes, headerBytes };
  }

  /** Returns the class descriptions of the file (TStreamerInfo); undefined if it has none. Throws a RecordError. */
  async classDescriptions(): Promise<Content | undefined> {
    const { descriptions } = this.header;
    return descriptions && this.content(await this.keyAt(descriptions));
  }

  private async listOf(folder: Key): Promise<ByteRange | undefined> {
    const { bytes } = await this.content(folder);
    return parse(
      () => readFolder(new Cursor(bytes)),
      () => 'not a folder record',
    );
  }

  /** Reads a key list, which is not compressed. As in ROOT, the lengths in the header of its record do not matter. */
  private async keys({ seek, bytes: length }: ByteRange): Promise<Key[]> {
    const record = await this.bytes(seek, length);
    return parse(
      () => {
        const own = readKey(new Cursor(record));
        if (own.seek !== seek) throw new RangeError(`no record at byte ${seek}`);
        const bytes = record.subarray(own.headerBytes);
        const cursor = new Cursor(bytes);
        const length = cursor.u32();
        if (length > bytes.length) throw new RangeError(`list of ${length} keys in ${bytes.length} bytes`);
        return Array.from({ length }, () => readKey(cursor));
      },
      () => 'corrupt key list',
    );
  }

  /** Reads the key of a record that is not listed in a folder from its header. */
  private async keyAt({ seek, bytes }: ByteRange): Promise<Key> {
    const lengths = await this.bytes(seek, lengthsBytes);
    if (lengths.readInt32BE() !== bytes)
      throw new RecordError(`no record of ${formatInteger(bytes)} bytes at byte ${formatInteger(seek)}`);
    return { ...(await this.ownKey(seek, lengths.readUInt16BE(14))), seek };
  }

  /** Reads a whole record. Its header must agree with the key, else the file was overwritten there. */
  private async record(key: Key): Promise<Buffer> {
    const { seek, bytes, headerBytes } = key;
    if (headerBytes > bytes || !isSameKey(await this.ownKey(seek, headerBytes), key)) {
      throw new RecordError(`the record at byte ${formatInteger(seek)} differs from its entry in the folder`);
    }
    return this.bytes(seek, bytes);
  }

  private async ownKey(seek: number, headerBytes: number): Promise<Key> {
    const header = await this.bytes(seek, headerBytes);
    return parse(
      () => readKey(new Cursor(header)),
      () => `no record at byte ${formatInteger(seek)}`,
    );
  }

  private async bytes(offset: number, length: number): Promise<Buffer> {
    try {
      return await this.cache.read(offset, length);
    } catch (error) {
      if (error instanceof RangeError) throw new RecordError(error.message, { cause: error });
      throw error;
    }
  }
}

function inFileOrder<T extends ByteRange>(ranges: readonly T[]): T[] {
  return [...ranges].sort((a, b) => a.seek - b.seek);
}

async function orRecordError<T>(work: Promise<T>): Promise<T | RecordError> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof RecordError) return error;
    throw error;
  }
}

/** Turns a RangeError of a read beyond the end of a record into a RecordError. */
function parse<T>(read: () => T, reason: () => string): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) throw new RecordError(reason(), { cause: error });
    throw error;
  }
}
