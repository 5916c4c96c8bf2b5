/** A ROOT file's container, written by hand: folders and records as TFile lays them out, without the objects in them. */

/** A record to be in the file: its path, and how many bytes it has. */
export interface Written {
  readonly path: string;
  readonly bytes: number;
}

interface Listed {
  readonly seek: number;
  readonly className: string;
  readonly name: string;
  readonly contentBytes: number;
}

const headerBytes = 100;
const folderBytes = 30;

/** Writes the records (TH1F by their keys, zeros inside) in the order given, then the folders' lists, as a job does that closes its file. */
export function writtenFile(records: readonly Written[]): Buffer {
  const pieces: Buffer[] = [];
  let end = headerBytes;
  const write = (name: string, className: string, content: Buffer): Listed => {
    const listed = { seek: end, className, name, contentBytes: content.length };
    const record = Buffer.concat([key(listed), content]);
    pieces.push(record);
    end += record.length;
    return listed;
  };
  const lists = new Map<string, Listed[]>([['', []]]);
  const folders = new Map<string, { listed: Listed; content: Buffer }>();
  /** Enters a folder, and those above it, where it is met first. */
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
  for (const { path, bytes } of records) {
    const [above, name] = split(path);
    folder(above).push(write(name, 'TH1F', Buffer.alloc(bytes)));
  }
  for (const [path, list] of lists) {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(list.length);
    const at = write(split(path)[1], 'TDirectory', Buffer.concat([count, ...list.map(key)]));
    const { bytes } = lengths(at);
    const content = path === '' ? topContent : folders.get(path)?.content;
    content?.writeUInt16BE(5);
    content?.writeUInt32BE(bytes, 10);
    content?.writeUInt32BE(at.seek, 26);
  }
  const header = Buffer.alloc(headerBytes);
  header.write('root');
  header.writeUInt32BE(62_800, 4);
  header.writeUInt32BE(headerBytes, 8);
  header.writeUInt32BE(end, 12);
  header.writeUInt32BE((pieces[0]?.length ?? 0) - folderBytes, 28);
  return Buffer.concat([header, ...pieces]);
}

function split(path: string): [above: string, name: string] {
  const slash = path.lastIndexOf('/');
  return [path.slice(0, Math.max(0, slash)), path.slice(slash + 1)];
}

function lengths({ className, name, contentBytes }: Listed): { header: number; bytes: number } {
  const header = 26 + 3 + Buffer.byteLength(className) + Buffer.byteLength(name);
  return { header, bytes: header + contentBytes };
}

/** A TKey. */
function key(listed: Listed): Buffer {
  const { header, bytes } = lengths(listed);
  const key = Buffer.alloc(header);
  key.writeInt32BE(bytes);
  key.writeUInt16BE(4, 4);
  key.writeUInt32BE(listed.contentBytes, 6);
  key.writeUInt16BE(header, 14);
  key.writeUInt16BE(1, 16);
  key.writeUInt32BE(listed.seek, 18);
  let at = 26;
  for (const text of [listed.className, listed.name, '']) {
    key.writeUInt8(Buffer.byteLength(text), at);
    at += 1 + key.write(text, at + 1);
  }
  return key;
}
