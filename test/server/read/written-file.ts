/** Writes ROOT files for tests: folders and records as TFile does, with objects copied from other files or zeros. */

/**
 * A record to write: its path, and the number of zeros as content (of a TH1F), or a stored object; or the text of a TObjString in the folder
 * `path`, e.g. of a scalar.
 */
export type Written = { readonly path: string } & (
  { readonly bytes: number } | { readonly stored: Stored } | { readonly text: string }
);

/** Content of a record of another file, as it is stored. */
export interface Stored {
  readonly className: string;
  readonly content: Buffer;
  /** Decompressed length of the content. */
  readonly contentBytes: number;
  /** Length of the header of the record there: references inside the content are relative to its start. */
  readonly headerBytes: number;
}

interface Listed extends Omit<Stored, 'content'> {
  readonly seek: number;
  readonly name: string;
  /** Length of the record, header and content. */
  readonly bytes: number;
}

const headerBytes = 100;
const folderBytes = 30;

/**
 * Writes the records in the given order, then the key lists of the folders, as on closing a file; `descriptions` is the TStreamerInfo
 * record of another file, `folderClass` the class of folders in the lists.
 */
export function writtenFile(records: readonly Written[], descriptions?: Stored, folderClass = 'TDirectory'): Buffer {
  const pieces: Buffer[] = [];
  let end = headerBytes;
  const write = (name: string, className: string, content: Buffer, of: Partial<Stored> = {}): Listed => {
    const header = Math.max(26 + 3 + Buffer.byteLength(className) + Buffer.byteLength(name), of.headerBytes ?? 0);
    const listed = {
      seek: end,
      className,
      name,
      headerBytes: header,
      contentBytes: of.contentBytes ?? content.length,
      bytes: header + content.length,
    };
    const record = Buffer.concat([key(listed), content]);
    pieces.push(record);
    end += record.length;
    return listed;
  };
  const lists = new Map<string, Listed[]>([['', []]]);
  const folders = new Map<string, { listed: Listed; content: Buffer }>();
  /** Adds a folder and its ancestors at its first occurrence. */
  const folder = (path: string): Listed[] => {
    const known = lists.get(path);
    if (known) return known;
    const [above, name] = split(path);
    const content = Buffer.alloc(folderBytes);
    const within = folder(above);
    const listed = write(name, 'TDirectory', content);
    folders.set(path, { listed, content: pieces.at(-1)?.subarray(-folderBytes) ?? content });
    within.push(listed);
    const list: Listed[] = [];
    lists.set(path, list);
    return list;
  };
  const top = Buffer.alloc(folderBytes);
  write('file.root', 'TFile', top);
  const topContent = pieces[0]?.subarray(-folderBytes) ?? top;
  for (const record of records) {
    const [above, name] = 'text' in record ? [record.path, record.text] : split(record.path);
    const list = folder(above);
    if ('text' in record) list.push(write(name, 'TObjString', Buffer.alloc(2)));
    else if ('bytes' in record) list.push(write(name, 'TH1F', Buffer.alloc(record.bytes)));
    else list.push(write(name, record.stored.className, record.stored.content, record.stored));
  }
  for (const [path, list] of lists) {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(list.length);
    const at = write(
      split(path)[1],
      'TDirectory',
      Buffer.concat([count, ...list.map((one) => entry(one, folderClass))]),
    );
    const content = path === '' ? topContent : folders.get(path)?.content;
    content?.writeUInt16BE(5);
    content?.writeUInt32BE(at.bytes, 10);
    content?.writeUInt32BE(at.seek, 26);
  }
  const described = descriptions && write('StreamerInfo', descriptions.className, descriptions.content, descriptions);
  const header = Buffer.alloc(headerBytes);
  header.write('root');
  header.writeUInt32BE(62_800, 4);
  header.writeUInt32BE(headerBytes, 8);
  header.writeUInt32BE(end, 12);
  header.writeUInt32BE((pieces[0]?.length ?? 0) - folderBytes, 28);
  header.writeUInt32BE(described?.seek ?? 0, 37);
  header.writeUInt32BE(described?.bytes ?? 0, 41);
  return Buffer.concat([header, ...pieces]);
}

function split(path: string): [above: string, name: string] {
  const slash = path.lastIndexOf('/');
  return [path.slice(0, Math.max(0, slash)), path.slice(slash + 1)];
}

/** The entry of a record in a list: its key, in which the class of a folder may have another name. */
function entry(listed: Listed, folderClass: string): Buffer {
  const bytes = key(listed);
  if (listed.className !== 'TDirectory') return bytes;
  const name = Buffer.from(`\0${folderClass}`);
  name.writeUInt8(folderClass.length);
  return Buffer.concat([bytes.subarray(0, 26), name, bytes.subarray(26 + 1 + listed.className.length)]);
}

/** A TKey; its title is as long as the header has room for. */
function key({ className, name, headerBytes, contentBytes, bytes, seek }: Listed): Buffer {
  const key = Buffer.alloc(headerBytes);
  key.writeInt32BE(bytes);
  key.writeUInt16BE(4, 4);
  key.writeUInt32BE(contentBytes, 6);
  key.writeUInt16BE(headerBytes, 14);
  key.writeUInt16BE(1, 16);
  key.writeUInt32BE(seek, 18);
  let at = 26;
  for (const text of [className, name]) {
    key.writeUInt8(Buffer.byteLength(text), at);
    at += 1 + key.write(text, at + 1);
  }
  key.writeUInt8(headerBytes - at - 1, at);
  return key;
}
