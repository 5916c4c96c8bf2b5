import type { Cursor } from './cursor.ts';

/** Offset and length of a record in the file. */
export interface ByteRange {
  readonly seek: number;
  readonly bytes: number;
}

/** Entry of a record in the key list of a folder (TKey). The record has a header of `headerBytes`, which repeats the key, and its content. */
export interface Key extends ByteRange {
  readonly name: string;
  readonly className: string;
  readonly cycle: number;
  readonly headerBytes: number;
  /** Decompressed length of the content. */
  readonly contentBytes: number;
}

/** Above this version, offsets have 64 bits. */
const wideVersion = 1000;

/** Reads the version of a key or folder, which some writers make negative. */
function readVersion(cursor: Cursor): number {
  return cursor.i16();
}

/** Reads a TKey. Throws a RangeError if it is truncated. */
export function readKey(cursor: Cursor): Key {
  const bytes = cursor.i32();
  const wide = readVersion(cursor) > wideVersion;
  const contentBytes = cursor.u32();
  cursor.skip(4); // date
  const headerBytes = cursor.u16();
  const cycle = cursor.u16();
  const seek = cursor.seek(wide);
  cursor.seek(wide); // folder
  const className = cursor.text();
  const name = cursor.text();
  cursor.text(); // title
  return { name, className, cycle, seek, bytes, headerBytes, contentBytes };
}

/** Whether a class is that of folders: ROOT 5.28 and 5.30 write TDirectoryFile to the list, and TDirectory to the record. */
export function isFolderClass(className: string): boolean {
  return className === 'TDirectory' || className === 'TDirectoryFile';
}

/** Whether two keys are equal except for their offset: the header of a record must agree with its entry in the folder. */
export function isSameKey(a: Key, b: Key): boolean {
  return (
    a.bytes === b.bytes &&
    a.contentBytes === b.contentBytes &&
    a.headerBytes === b.headerBytes &&
    a.cycle === b.cycle &&
    (a.className === b.className || (isFolderClass(a.className) && isFolderClass(b.className))) &&
    a.name === b.name
  );
}

/** Reads the record of a folder (TDirectory) and returns the location of its key list; undefined if the folder is empty. */
export function readFolder(cursor: Cursor): ByteRange | undefined {
  const wide = readVersion(cursor) > wideVersion;
  cursor.skip(8); // dates
  const bytes = cursor.u32();
  cursor.skip(4); // length of the name
  cursor.seek(wide); // this folder
  cursor.seek(wide); // parent folder
  const seek = cursor.seek(wide);
  return seek === 0 ? undefined : { seek, bytes };
}
