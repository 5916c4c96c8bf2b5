import type { BlockCache } from './block-cache.ts';
import { Cursor } from './cursor.ts';
import { CorruptFileError, formatInteger } from '../../storage/errors.ts';
import { type ByteRange, readFolder } from './key.ts';

/** Entry points of a ROOT file. */
export interface Header {
  /** Key list of the top folder. */
  readonly keys: ByteRange;
  /** Class descriptions (TStreamerInfo), if any. */
  readonly descriptions: ByteRange | undefined;
}

const headerBytes = 100;
/** From this format version on, offsets have 64 bits. */
const wideVersion = 1_000_000;
const folderBytes = 60;

/** Reads the header of a file (TFile) and the record of its top folder. Throws a CorruptFileError unless it is a complete ROOT file. */
export async function readHeader(cache: BlockCache): Promise<Header> {
  if (cache.size === 0) throw new CorruptFileError('empty file (0 bytes)');
  const start = await cache.read(0, Math.min(cache.size, headerBytes));
  if (start.toString('latin1', 0, 4) !== 'root') {
    throw new CorruptFileError(`not a ROOT file: starts with ${describe(start)}`);
  }
  try {
    const cursor = new Cursor(start, 4);
    // The version is negative in files of some writers.
    const wide = cursor.i32() >= wideVersion;
    const begin = cursor.u32();
    const end = cursor.seek(wide);
    if (end > cache.size) {
      throw new CorruptFileError(`truncated: ${formatInteger(cache.size)} of ${formatInteger(end)} bytes`);
    }
    cursor.seek(wide); // free segments
    cursor.skip(8); // length and number of free segments
    const folder = begin + cursor.u32();
    cursor.skip(5); // units, compression
    const descriptions = { seek: cursor.seek(wide), bytes: cursor.u32() };
    const record = await cache.read(folder, Math.min(folderBytes, cache.size - folder));
    const keys = readFolder(new Cursor(record));
    if (!keys) {
      throw new CorruptFileError('file was not closed, so it has no directory: the job that wrote it probably crashed');
    }
    return { keys, descriptions: descriptions.seek === 0 ? undefined : descriptions };
  } catch (error) {
    if (error instanceof RangeError) throw new CorruptFileError('corrupt file header', { cause: error });
    throw error;
  }
}

/** Describes the start of a file that is not a ROOT file: as zeros, text or hexadecimal bytes. */
function describe(start: Buffer): string {
  if (start.every((byte) => byte === 0)) return `${start.length} zero bytes (incomplete copy)`;
  const text = start.toString('latin1', 0, 16);
  if (/^[\x20-\x7e\s]+$/.test(text)) return JSON.stringify(text);
  return `bytes ${start.toString('hex', 0, 8).replace(/(..)(?=.)/g, '$1 ')}`;
}
