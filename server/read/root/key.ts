import type { Cursor } from './cursor.ts';

/** Where a record is, and its length. */
export interface Place {
  readonly seek: number;
  readonly bytes: number;
}

/** What a folder's list says of one record (TKey): a header of `headerBytes`, which repeats the key, then the content. */
export interface Key extends Place {
  readonly name: string;
  readonly className: string;
  readonly cycle: number;
  readonly headerBytes: number;
  /** Length of the content once decompressed. */
  readonly contentBytes: number;
}

/** Reads a TKey; a RangeError where it is cut off. */
export function readKey(cursor: Cursor): Key {
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

/** Whether two keys are the same in all but their place: where a record's own key may be trusted, it must say the same. */
export function isSameKey(a: Key, b: Key): boolean {
  return (
    a.bytes === b.bytes &&
    a.contentBytes === b.contentBytes &&
    a.headerBytes === b.headerBytes &&
    a.cycle === b.cycle &&
    a.className === b.className &&
    a.name === b.name
  );
}

/** Reads a folder's record (TDirectory): where its list of keys is; undefined where nothing was ever put into it. */
export function readFolder(cursor: Cursor): Place | undefined {
  const wide = cursor.u16() > 1000;
  cursor.skip(8); // dates
  const bytes = cursor.u32();
  cursor.skip(4); // length of its name
  cursor.seek(wide); // of itself
  cursor.seek(wide); // of the folder above
  const seek = cursor.seek(wide);
  return seek === 0 ? undefined : { seek, bytes };
}
