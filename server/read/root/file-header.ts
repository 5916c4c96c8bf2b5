import type { BlockCache } from './block-cache.ts';
import { Cursor } from './cursor.ts';
import { CorruptFileError, formatInteger } from '../../storage/errors.ts';
import { type Place, readFolder } from './key.ts';

/** Where to begin in a ROOT file. */
export interface Header {
  /** The list of the top folder. */
  readonly keys: Place;
  /** The descriptions of the classes, where there are any. */
  readonly descriptions: Place | undefined;
}

const headerBytes = 100;
/** From this format version on, places are of 64 bits. */
const wideVersion = 1_000_000;
const folderBytes = 60;

/** Reads the first bytes of a file (TFile) and the record of its top folder; a DamagedFileError for what is no complete ROOT file. */
export async function readHeader(cache: BlockCache): Promise<Header> {
  if (cache.size === 0) throw new CorruptFileError('it is empty (0 bytes): was it only just created?');
  const start = await cache.read(0, Math.min(cache.size, headerBytes));
  if (start.toString('latin1', 0, 4) !== 'root') {
    throw new CorruptFileError(`it is no ROOT file: it begins with ${described(start)}`);
  }
  try {
    const cursor = new Cursor(start, 4);
    const wide = cursor.u32() >= wideVersion;
    const begin = cursor.u32();
    const end = cursor.seek(wide);
    if (end > cache.size) {
      const reason = `cut short: its header says ${formatInteger(end)} bytes, it has ${formatInteger(cache.size)}`;
      throw new CorruptFileError(`${reason}; is it still being copied?`);
    }
    cursor.seek(wide); // of the free segments
    cursor.skip(8); // their length and number
    const folder = begin + cursor.u32();
    cursor.skip(5); // units, compression
    const descriptions = { seek: cursor.seek(wide), bytes: cursor.u32() };
    const record = await cache.read(folder, Math.min(folderBytes, cache.size - folder));
    const keys = readFolder(new Cursor(record));
    if (!keys) {
      throw new CorruptFileError('it was never closed: it has no list of contents; did the job that wrote it crash?');
    }
    return { keys, descriptions: descriptions.seek === 0 ? undefined : descriptions };
  } catch (error) {
    if (error instanceof RangeError) throw new CorruptFileError('its header is garbled', { cause: error });
    throw error;
  }
}

/** How a file begins that is none of ours, for people: zeros as such, text as text, else bytes. */
function described(start: Buffer): string {
  if (start.every((byte) => byte === 0)) return `${start.length} zeros; was its copying broken off?`;
  const text = start.toString('latin1', 0, 16);
  if (/^[\x20-\x7e\s]+$/.test(text)) return JSON.stringify(text);
  return `the bytes ${start.toString('hex', 0, 8).replace(/(..)(?=.)/g, '$1 ')}`;
}
