import type { BlockCache } from './block-cache.ts';
import { decompress } from './compression.ts';
import { Cursor } from './cursor.ts';
import { DamagedFileError, grouped, RecordError } from './damage.ts';

/** What a folder's list says of one record (TKey). */
export interface Key {
  readonly name: string;
  readonly className: string;
  readonly cycle: number;
  /** Where the record is, and its length: a header (which repeats the key) of `headerBytes`, then the content. */
  readonly seek: number;
  readonly bytes: number;
  readonly headerBytes: number;
  /** Length of the content once decompressed. */
  readonly contentBytes: number;
}

/** A record's content, and how far from the record's beginning it was when it was written: references inside count from there. */
export interface Content {
  readonly bytes: Buffer;
  readonly headerBytes: number;
}

/** What comes to light when a file is opened. */
interface Header {
  readonly seekKeys: number;
  readonly seekInfo: number;
  readonly bytesInfo: number;
}

/** ROOT itself writes no object of more than 1 GB. */
const largestContent = 2 ** 30;
const headerBytes = 100;
const mostHeldBytes = 64 * 1024 * 1024;

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

  /** The keys of the top folder. */
  topFolder(): Promise<Key[]> {
    return this.keys(this.header.seekKeys);
  }

  /**
   * The keys that each folder lists, all cycles of them; a RecordError in place of a list that cannot be read. The bytes are read in
   * the order in which they lie in the file: first the folders' records, which are spread over it, then their lists, near its end.
   */
  async folders(keys: readonly Key[]): Promise<Map<Key, Key[] | RecordError>> {
    const lists = new Map<Key, Key[] | RecordError>();
    const seeks: { key: Key; seek: number }[] = [];
    for (const key of inFileOrder(keys)) {
      const seek = await orRecordError(this.listOf(key));
      if (seek instanceof RecordError) lists.set(key, seek);
      else seeks.push({ key, seek });
    }
    for (const { key, seek } of inFileOrder(seeks)) lists.set(key, await orRecordError(this.keys(seek)));
    return lists;
  }

  /** Reads records ahead, in the order in which they lie in the file, and holds them until their content is asked for. */
  async readAhead(keys: readonly Key[]): Promise<void> {
    for (const key of inFileOrder(keys)) {
      if (this.heldBytes + key.bytes > mostHeldBytes) return;
      const record = await orRecordError(this.bytes(key.seek, key.bytes));
      if (record instanceof RecordError) continue;
      this.held.set(key, Buffer.from(record));
      this.heldBytes += record.length;
    }
  }

  /** The content of a record, decompressed. Throws a RecordError where it cannot be read. */
  async content(key: Key): Promise<Content> {
    const record = await this.record(key);
    const content = record.subarray(key.headerBytes);
    if (key.contentBytes > largestContent)
      throw new RecordError(`it claims to be ${grouped(key.contentBytes)} bytes long`);
    const bytes = content.length === key.contentBytes ? content : await decompress(content, key.contentBytes);
    return { bytes, headerBytes: key.headerBytes };
  }

  /** The descriptions of the file's classes (TStreamerInfo); undefined where it has none. */
  async classDescriptions(): Promise<Content | undefined> {
    const { seekInfo, bytesInfo } = this.header;
    if (seekInfo === 0 || bytesInfo === 0) return undefined;
    const key = await this.keyAt(seekInfo);
    return this.content(key);
  }

  /** Where the list of a folder is; 0 where it has none. */
  private async listOf(key: Key): Promise<number> {
    const { bytes } = await this.content(key);
    return guarded(() => readFolderRecord(new Cursor(bytes)), 'it is no folder record');
  }

  private async keys(seek: number): Promise<Key[]> {
    // A folder in which nothing was ever written has no list.
    if (seek === 0) return [];
    const { bytes } = await this.content(await this.keyAt(seek));
    return guarded(() => {
      const cursor = new Cursor(bytes);
      return Array.from(boundedCount(cursor.u32(), bytes.length), () => readKey(cursor));
    }, 'its list of contents is garbled');
  }

  /** The key that a record begins with. */
  private async keyAt(seek: number): Promise<Key> {
    const length = (await this.bytes(seek, 4)).readInt32BE();
    if (length < 0) throw new RecordError(`at byte ${grouped(seek)} is a gap where a record should be`);
    const record = await this.bytes(seek, length);
    return { ...guarded(() => readKey(new Cursor(record)), `at byte ${grouped(seek)} is no record`), seek };
  }

  /** A record with its header, which must repeat what the key says: where it does not, other bytes lie there now. */
  private async record(key: Key): Promise<Buffer> {
    const record = this.held.get(key) ?? (await this.bytes(key.seek, key.bytes));
    if (this.held.delete(key)) this.heldBytes -= record.length;
    const found = guarded(() => readKey(new Cursor(record)), `at byte ${grouped(key.seek)} is no record`);
    const same =
      found.bytes === key.bytes &&
      found.contentBytes === key.contentBytes &&
      found.headerBytes === key.headerBytes &&
      found.cycle === key.cycle &&
      found.className === key.className &&
      found.name === key.name;
    if (!same || key.headerBytes > key.bytes) {
      throw new RecordError(`at byte ${grouped(key.seek)} there is not the record that its folder lists`);
    }
    return record;
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

/** Reads the first bytes (TFile) and the record of the top folder behind them. */
async function readHeader(cache: BlockCache): Promise<Header> {
  if (cache.size === 0) throw new DamagedFileError('it is empty (0 bytes): was it only just created?');
  const start = await cache.read(0, Math.min(cache.size, headerBytes));
  if (start.toString('latin1', 0, 4) !== 'root') {
    throw new DamagedFileError(`it is no ROOT file: it begins with ${JSON.stringify(start.toString('latin1', 0, 16))}`);
  }
  try {
    const cursor = new Cursor(start, 4);
    const wide = cursor.u32() >= 1_000_000;
    const begin = cursor.u32();
    const end = cursor.seek(wide);
    if (end > cache.size) {
      const reason = `cut short: its header says ${grouped(end)} bytes, it has ${grouped(cache.size)}`;
      throw new DamagedFileError(`${reason}; is it still being copied?`);
    }
    cursor.seek(wide); // free segments
    cursor.skip(8);
    const nameBytes = cursor.u32();
    cursor.skip(5);
    const seekInfo = cursor.seek(wide);
    const bytesInfo = cursor.u32();
    const folder = await cache.read(begin + nameBytes, Math.min(60, cache.size - begin - nameBytes));
    const seekKeys = readFolderRecord(new Cursor(folder));
    if (seekKeys === 0) {
      throw new DamagedFileError('it was never closed: it has no list of contents; did the job that wrote it crash?');
    }
    return { seekKeys, seekInfo, bytesInfo };
  } catch (error) {
    if (error instanceof RangeError) throw new DamagedFileError('its header is garbled', { cause: error });
    throw error;
  }
}

/** Where the list of a folder (TDirectory) is; 0 where it has none. */
function readFolderRecord(cursor: Cursor): number {
  const wide = cursor.u16() > 1000;
  cursor.skip(16); // dates, lengths of list and name
  cursor.seek(wide);
  cursor.seek(wide);
  return cursor.seek(wide);
}

function readKey(cursor: Cursor): Key {
  const bytes = cursor.i32();
  const wide = cursor.u16() > 1000;
  const contentBytes = cursor.u32();
  cursor.skip(4); // date
  const headerBytes = cursor.u16();
  const cycle = cursor.u16();
  const seek = cursor.seek(wide);
  cursor.seek(wide); // of the folder
  const className = cursor.text();
  const name = cursor.text();
  cursor.text(); // title
  return { name, className, cycle, seek, bytes, headerBytes, contentBytes };
}

/** A list's length, which cannot be more than there is room for. */
function boundedCount(length: number, bytes: number): { length: number } {
  if (length > bytes) throw new RangeError(`a list of ${length} in ${bytes} bytes`);
  return { length };
}

function inFileOrder<T extends { readonly seek: number }>(places: readonly T[]): T[] {
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

function guarded<T>(read: () => T, reason: string): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) throw new RecordError(reason, { cause: error });
    throw error;
  }
}
