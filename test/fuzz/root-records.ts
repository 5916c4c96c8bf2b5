/** The records of a ROOT file, found without HDQM's reader: one after the other from the beginning, as ROOT writes them. */
import { decompress } from '../../server/read/root/compression.ts';
import { decodeText } from '../../server/read/root/cursor.ts';
import type { Random } from '../random.ts';

/** One record: its key's header, and its content. Files of less than 2 GB, whose places have 32 bits. */
export interface RootRecord {
  readonly at: number;
  readonly headerBytes: number;
  /** With its header. */
  readonly bytes: number;
  /** Once decompressed, without the header. */
  readonly contentBytes: number;
  readonly className: string;
  readonly name: string;
}

/** Offsets in a key: its lengths, then date, header's length and cycle, then places. */
const lengthAt = 0;
const contentLengthAt = 6;
const headerLengthAt = 14;
const placeAt = 18;
const namesAt = 26;
/** Offsets in the file's own header. */
const beginAt = 8;
const endAt = 12;
const descriptionsAt = 37;

/** All records of a file that is whole. */
export function recordsOf(file: Buffer): RootRecord[] {
  const records: RootRecord[] = [];
  const end = file.readUInt32BE(endAt);
  for (let at = file.readUInt32BE(beginAt); at + namesAt < end;) {
    const bytes = file.readInt32BE(at + lengthAt);
    // What is free has a negative length.
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

/** A text behind its length: one byte, or, from 255 on, that and four more. */
function textAt(file: Buffer, at: number): { text: string; end: number } {
  const short = file.readUInt8(at);
  const start = short < 255 ? at + 1 : at + 5;
  const end = start + (short < 255 ? short : file.readUInt32BE(at + 1));
  return { text: decodeText(file, start, end), end };
}

/** A record's content, decompressed. */
export function contentOf(file: Buffer, { at, bytes, headerBytes, contentBytes }: RootRecord): Promise<Buffer> {
  const content = file.subarray(at + headerBytes, at + bytes);
  return content.length === contentBytes ? Promise.resolve(Buffer.from(content)) : decompress(content, contentBytes);
}

/**
 * The file with another content of one record: it is appended, uncompressed, and every list that names the record leads there. Checksums
 * and lengths are right: a reader comes to the content itself. `claims` is the length that the key says it has.
 */
export function withContent(file: Buffer, record: RootRecord, content: Buffer, claims = content.length): Buffer {
  const header = Buffer.from(file.subarray(record.at, record.at + record.headerBytes));
  const old = Buffer.from(header.subarray(0, namesAt));
  header.writeInt32BE(record.headerBytes + content.length, lengthAt);
  header.writeUInt32BE(claims, contentLengthAt);
  header.writeUInt32BE(file.length, placeAt);
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

/** A record whose content says something of its own: no list of names, no free segments. */
export function someObject(records: readonly RootRecord[], random: Random): RootRecord {
  return random.one(
    records.filter(({ className }) => className !== '' && className !== 'TFile' && !className.startsWith('TDirectory')),
  );
}
