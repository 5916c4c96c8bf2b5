/** Finds the records of a ROOT file independently of the reader of HDQM: sequentially, as ROOT writes them. */
import { decompress } from '../../server/read/root/compression.ts';
import { decodeText } from '../../server/read/root/cursor.ts';
import type { Random } from '../random.ts';

/** A record: header and content. Only for files below 2 GB, whose offsets have 32 bits. */
export interface RootRecord {
  readonly at: number;
  readonly headerBytes: number;
  /** Including the header. */
  readonly bytes: number;
  /** Decompressed, without the header. */
  readonly contentBytes: number;
  readonly className: string;
  readonly name: string;
}

/** Offsets in a key. */
const lengthAt = 0;
const contentLengthAt = 6;
const headerLengthAt = 14;
const seekAt = 18;
const namesAt = 26;
/** Offsets in the header of the file. */
const beginAt = 8;
const endAt = 12;
const descriptionsAt = 37;

/** Returns all records of a valid file. */
export function recordsOf(file: Buffer): RootRecord[] {
  const records: RootRecord[] = [];
  const end = file.readUInt32BE(endAt);
  for (let at = file.readUInt32BE(beginAt); at + namesAt < end;) {
    const bytes = file.readInt32BE(at + lengthAt);
    // Free segments have a negative length.
    if (bytes > 0) {
      const className = textAt(file, at + namesAt);
      records.push({
        at,
        bytes,
        headerBytes: file.readUInt16BE(at + headerLengthAt),
        contentBytes: file.readUInt32BE(at + contentLengthAt),
        className: className.text,
        name: textAt(file, className.end).text,
      });
    }
    if (bytes === 0) throw new Error(`the record at ${at} has no length`);
    at += Math.abs(bytes);
  }
  return records;
}

/** Reads a string, whose length is one byte, or 255 and four bytes. */
function textAt(file: Buffer, at: number): { text: string; end: number } {
  const short = file.readUInt8(at);
  const start = short < 255 ? at + 1 : at + 5;
  const end = start + (short < 255 ? short : file.readUInt32BE(at + 1));
  return { text: decodeText(file, start, end), end };
}

/** Returns the decompressed content of a record. */
export function contentOf(file: Buffer, { at, bytes, headerBytes, contentBytes }: RootRecord): Promise<Buffer> {
  const content = file.subarray(at + headerBytes, at + bytes);
  return content.length === contentBytes ? Promise.resolve(Buffer.from(content)) : decompress(content, contentBytes);
}

/**
 * Returns the file with another content of one record: it is appended uncompressed, and all references are updated. Checksums and lengths
 * are valid, so that a reader gets to the content. `claimedBytes` is the decompressed length in the key.
 */
export function withContent(file: Buffer, record: RootRecord, content: Buffer, claimedBytes = content.length): Buffer {
  const header = Buffer.from(file.subarray(record.at, record.at + record.headerBytes));
  const old = Buffer.from(header.subarray(0, namesAt));
  header.writeInt32BE(record.headerBytes + content.length, lengthAt);
  header.writeUInt32BE(claimedBytes, contentLengthAt);
  header.writeUInt32BE(file.length, seekAt);
  const changed = Buffer.concat([file, header, content]);
  changed.writeUInt32BE(changed.length, endAt);
  for (let at = file.indexOf(old); at !== -1; at = file.indexOf(old, at + 1))
    if (at !== record.at) header.copy(changed, at, 0, namesAt);
  if (file.readUInt32BE(descriptionsAt) === record.at) {
    changed.writeUInt32BE(file.length, descriptionsAt);
    changed.writeUInt32BE(record.headerBytes + content.length, descriptionsAt + 4);
  }
  return changed;
}

/** Picks a record with an object: not a key list or the free segments. */
export function someObject(records: readonly RootRecord[], random: Random): RootRecord {
  return random.one(
    records.filter(({ className }) => className !== '' && className !== 'TFile' && !className.startsWith('TDirectory')),
  );
}
