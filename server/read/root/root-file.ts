import type { BlockCache } from './block-cache.ts';
import { decompress } from './compression.ts';
import { Cursor } from './cursor.ts';
import { RecordError } from '../record-error.ts';
import { formatInteger } from '../../storage/errors.ts';
import { isSameKey, type Key, type Place, readFolder, readKey } from './key.ts';
import { type Header, readHeader } from './file-header.ts';

/** A record's content, and how far from the record's beginning it was when it was written: references inside count from there. */
export interface Content {
  readonly bytes: Buffer;
  readonly headerBytes: number;
}

/** The largest MEs have some MB. A small file may claim a thousand times its bytes, and each thread that reads such ones needs several times these. */
const largestContent = 2 ** 28;
/** Compressed records held ahead; what is beyond is read when it is asked for. */
const mostHeldBytes = 64 * 1024 * 1024;
/** Lengths in front of a record's key: of the record, its content and its header. */
const lengthsBytes = 18;

/** The container that a ROOT file is: records, and folders that list them. Knows nothing of what is in them. */
export class RootFile {
  private readonly cache: BlockCache;
  private readonly header: Header;
  private readonly held = new Map<Key, Buffer>();
  private heldBytes = 0;

  private constructor(cache: BlockCache, header: Header) {
    this.cache = cache;
    this.header = header;
  }

  /** Throws a DamagedFileError for what is no complete ROOT file. */
  static async open(cache: BlockCache): Promise<RootFile> {
    return new RootFile(cache, await readHeader(cache));
  }

  /** The keys of the top folder. Throws a RecordError where they cannot be read. */
  topFolder(): Promise<Key[]> {
    return this.keys(this.header.keys);
  }

  /**
   * The keys that each folder lists, all cycles of them; a RecordError in place of a list that cannot be read. The bytes are read in
   * the order in which they lie in the file: first the folders' records, which are spread over it, then their lists, near its end.
   */
  async folders(folders: readonly Key[]): Promise<Map<Key, Key[] | RecordError>> {
    const found = new Map<Key, Key[] | RecordError>();
    const lists: (Place & { readonly folder: Key })[] = [];
    for (const folder of inFileOrder(folders)) {
      const place = await orRecordError(this.listOf(folder));
      if (place instanceof RecordError) found.set(folder, place);
      else if (place) lists.push({ ...place, folder });
      else found.set(folder, []);
    }
    for (const list of inFileOrder(lists)) found.set(list.folder, await orRecordError(this.keys(list)));
    return found;
  }

  /** Reads records ahead, in the order in which they lie in the file, and holds them until their content is asked for. */
  async readAhead(keys: readonly Key[]): Promise<void> {
    for (const key of inFileOrder(keys)) {
      if (this.heldBytes + key.bytes > mostHeldBytes) return;
      const record = await orRecordError(this.record(key));
      // Who asks for its content will be told.
      if (record instanceof RecordError) continue;
      this.held.set(key, Buffer.from(record));
      this.heldBytes += record.length;
    }
  }

  /** The content of a record, decompressed. Throws a RecordError where it cannot be read. */
  async content(key: Key): Promise<Content> {
    const { contentBytes, headerBytes } = key;
    if (contentBytes > largestContent)
      throw new RecordError(
        `it claims to be ${formatInteger(contentBytes)} bytes long, more than ${formatInteger(largestContent)} are not read`,
      );
    const record = this.held.get(key) ?? (await this.record(key));
    if (this.held.delete(key)) this.heldBytes -= record.length;
    const content = record.subarray(headerBytes);
    const bytes = content.length === contentBytes ? content : await decompress(content, contentBytes);
    return { bytes, headerBytes };
  }

  /** The descriptions of the file's classes (TStreamerInfo); undefined where it has none. Throws a RecordError. */
  async classDescriptions(): Promise<Content | undefined> {
    const { descriptions } = this.header;
    return descriptions && this.content(await this.keyAt(descriptions));
  }

  private async listOf(folder: Key): Promise<Place | undefined> {
    const { bytes } = await this.content(folder);
    return guarded(
      () => readFolder(new Cursor(bytes)),
      () => 'it is no folder',
    );
  }

  private async keys(list: Place): Promise<Key[]> {
    const { bytes } = await this.content(await this.keyAt(list));
    return guarded(
      () => {
        const cursor = new Cursor(bytes);
        const length = cursor.u32();
        if (length > bytes.length) throw new RangeError(`a list of ${length} keys in ${bytes.length} bytes`);
        return Array.from({ length }, () => readKey(cursor));
      },
      () => 'its list of contents is garbled',
    );
  }

  /** The key of a record that no folder lists, out of its own header. */
  private async keyAt({ seek, bytes }: Place): Promise<Key> {
    const lengths = await this.bytes(seek, lengthsBytes);
    if (lengths.readInt32BE() !== bytes)
      throw new RecordError(`at byte ${formatInteger(seek)} is no record of ${formatInteger(bytes)} bytes`);
    return { ...(await this.ownKey(seek, lengths.readUInt16BE(14))), seek };
  }

  /** A record whole. Its header must repeat what the key says: where it does not, other bytes lie there now. */
  private async record(key: Key): Promise<Buffer> {
    const { seek, bytes, headerBytes } = key;
    if (headerBytes > bytes || !isSameKey(await this.ownKey(seek, headerBytes), key)) {
      throw new RecordError(`at byte ${formatInteger(seek)} there is not the record that its folder lists`);
    }
    return this.bytes(seek, bytes);
  }

  private async ownKey(seek: number, headerBytes: number): Promise<Key> {
    const header = await this.bytes(seek, headerBytes);
    return guarded(
      () => readKey(new Cursor(header)),
      () => `at byte ${formatInteger(seek)} is no record`,
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

function inFileOrder<T extends Place>(places: readonly T[]): T[] {
  return [...places].sort((a, b) => a.seek - b.seek);
}

async function orRecordError<T>(work: Promise<T>): Promise<T | RecordError> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof RecordError) return error;
    throw error;
  }
}

function guarded<T>(read: () => T, reason: () => string): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) throw new RecordError(reason(), { cause: error });
    throw error;
  }
}
