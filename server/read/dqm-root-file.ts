import { BlockCache } from './root/block-cache.ts';
import type { ByteSource } from '../storage/byte-source.ts';
import { RecordError } from './root/record-error.ts';
import { CorruptFileError, formatInteger } from '../storage/errors.ts';
import type { DqmFile, FolderContents, ListedElement, Reading, RootJsonReading } from './dqm-file.ts';
import { objectJson, textOf } from './root-json.ts';
import { isElementClass, toElement, toFilled } from './element.ts';
import { type Entry, type Folder, toFolder } from './dqm-folder.ts';
import { nearestName, nearestNames } from '../names/nearest.ts';
import type { Key } from './root/key.ts';
import { RootFile } from './root/root-file.ts';
import type { RootObject } from './root/members.ts';
import { type Streamers, streamersOf } from './root/streamers.ts';

/** The folder between a subsystem and its MEs. */
const summaryFolder = 'Run summary';
/** MEs that `similar` returns at most. */
const maxSimilar = 3;

/** A ROOT file of the DQM GUI, where the ME `Subsystem/Folder/Name` is stored as `DQMData/Run N/Subsystem/Run summary/Folder/Name`. */
export class DqmRootFile implements DqmFile {
  readonly run: number;
  private readonly source: ByteSource;
  private readonly cache: BlockCache;
  private readonly file: RootFile;
  /** Folders read so far, by path below the run folder: undefined if it does not exist, the error if it is unreadable. */
  private readonly folders = new Map<string, Folder | RecordError | undefined>();
  private streamers: Promise<Streamers> | undefined;

  private constructor(source: ByteSource, cache: BlockCache, file: RootFile, run: number, top: Folder) {
    this.source = source;
    this.cache = cache;
    this.file = file;
    this.run = run;
    this.folders.set('', top);
  }

  /** Throws a CorruptFileError unless the source is a complete DQM file of one run. The caller closes the source. */
  static async open(source: ByteSource): Promise<DqmRootFile> {
    const cache = new BlockCache(source);
    try {
      const file = await RootFile.open(cache);
      const data = toFolder(await file.topFolder()).folders.get('DQMData');
      if (!data) throw new CorruptFileError('not a DQM file: no folder DQMData');
      const runs = [...(await readFolder(file, data)).folders.values()].filter(({ name }) => /^Run \d+$/.test(name));
      const [run] = runs;
      if (!run) throw new CorruptFileError('not a DQM file: no folder "Run N" in DQMData');
      if (runs.length > 1) {
        throw new CorruptFileError(`not a DQM file of one run: contains ${runs.map(({ name }) => name).join(', ')}`);
      }
      const top = await readFolder(file, run);
      return new DqmRootFile(source, cache, file, Number(run.name.slice('Run '.length)), top);
    } catch (error) {
      if (error instanceof RecordError) {
        throw new CorruptFileError(`directory not readable: ${error.message}`, { cause: error });
      }
      throw error;
    }
  }

  get bytesRead(): number {
    return this.cache.bytesRead;
  }

  get reads(): number {
    return this.cache.reads;
  }

  async read(path: string): Promise<Reading> {
    try {
      const entry = await this.find(path);
      if ('missing' in entry) return { failure: 'MISSING_HISTOGRAM', reason: entry.missing };
      if ('element' in entry) return { element: entry.element };
      return await this.readRecord(entry.key);
    } catch (error) {
      if (error instanceof RecordError) return { failure: 'UNREADABLE', reason: error.message };
      throw error;
    }
  }

  async readRootJson(path: string, maxBytes: number): Promise<RootJsonReading> {
    try {
      const entry = await this.find(path);
      if ('missing' in entry) return { failure: 'MISSING_HISTOGRAM', reason: entry.missing };
      if ('element' in entry) return { className: entry.element.className, text: textOf(entry.element) };
      const { className, contentBytes } = entry.key;
      if (!isElementClass(className)) return notHistogram(className);
      if (contentBytes > maxBytes) {
        const reason = `too large for display: ${formatInteger(contentBytes)} bytes, max. ${formatInteger(maxBytes)}`;
        return { failure: 'TOO_LARGE', reason };
      }
      const object = toFilled(await this.object(entry.key), className);
      toElement(object, className); // throws for an object that metrics cannot read
      return { className, bytes: contentBytes, object: objectJson(object) };
    } catch (error) {
      if (error instanceof RecordError) return { failure: 'UNREADABLE', reason: error.message };
      throw error;
    }
  }

  async has(path: string): Promise<boolean> {
    return !('missing' in (await asCorruptFile(this.find(path))));
  }

  similar(path: string): Promise<string[]> {
    return asCorruptFile(this.findSimilar(path));
  }

  private async findSimilar(path: string): Promise<string[]> {
    const location = parsePath(path);
    if (!location) return [];
    const { folder: wanted, name } = location;
    let found = '';
    for (const part of wanted.split('/')) {
      const subfolders = [...((await this.folder(found))?.folders.keys() ?? [])];
      const next = subfolders.includes(part) ? part : nearestName(part, subfolders);
      if (next === undefined) return [];
      found = found === '' ? next : `${found}/${next}`;
    }
    const names = [...((await this.folder(found))?.entries.keys() ?? [])];
    if (found === wanted) return nearestNames(name, names, maxSimilar);
    const similar = names.includes(name) ? [name] : nearestNames(name, names, maxSimilar);
    return similar.map((each) => `${found.replace(`/${summaryFolder}`, '')}/${each}`);
  }

  async list(): Promise<ListedElement[]> {
    const elements: ListedElement[] = [];
    const seen = new Set<number>();
    const visit = async (path: string, prefix: string): Promise<void> => {
      const folder = await this.folder(path);
      for (const entry of folder?.entries ?? []) elements.push(toListed(prefix, entry));
      for (const { name, seek } of folder?.folders.values() ?? []) {
        if (seen.has(seek)) throw new RecordError(`folder ${prefix}/${name} is listed twice`);
        seen.add(seek);
        await visit(`${path}/${name}`, `${prefix}/${name}`);
      }
    };
    const top = await this.folder('');
    for (const subsystem of top?.folders.keys() ?? [])
      await asCorruptFile(visit(`${subsystem}/${summaryFolder}`, subsystem));
    return elements;
  }

  async contents(folder: string): Promise<FolderContents | undefined> {
    const names = folder.split('/').filter((name) => name !== '');
    const [subsystem, ...others] = names;
    const stored = subsystem === undefined ? '' : [subsystem, summaryFolder, ...others].join('/');
    const found = await asCorruptFile(this.folder(stored));
    if (!found) return undefined;
    const elements =
      subsystem === undefined ? [] : Array.from(found.entries, (entry) => toListed(names.join('/'), entry));
    return {
      folders: [...found.folders.keys()].sort(byName),
      elements: elements.sort((a, b) => byName(a.path, b.path)),
    };
  }

  async prefetch(paths: Iterable<string>): Promise<void> {
    const locations = Array.from(new Set(paths), parsePath).filter((location) => location !== undefined);
    await this.readFolders(locations.map(({ folder }) => folder));
    const keys = new Set<Key>();
    for (const { folder, name } of locations) {
      const read = this.folders.get(folder);
      // Missing and unreadable folders are reported by `read`, which also finds names with slashes.
      const entry = read instanceof RecordError ? undefined : read?.entries.get(name);
      if (entry && 'key' in entry && isElementClass(entry.key.className)) keys.add(entry.key);
    }
    await this.file.prefetch([...keys]);
  }

  changed(): Promise<boolean> {
    return this.source.changed();
  }

  close(): Promise<void> {
    return this.source.close();
  }

  private async readRecord(key: Key): Promise<Reading> {
    const { className } = key;
    if (!isElementClass(className)) return notHistogram(className);
    const content = await this.file.content(key);
    return { element: toElement((await this.decoders()).decodeElement(content, className), className) };
  }

  private async object(key: Key): Promise<RootObject> {
    return (await this.decoders()).decode(await this.file.content(key), key.className);
  }

  private decoders(): Promise<Streamers> {
    return (this.streamers ??= this.readStreamers());
  }

  private async readStreamers(): Promise<Streamers> {
    try {
      return streamersOf(await this.file.classDescriptions());
    } catch (error) {
      if (error instanceof RecordError) {
        throw new CorruptFileError(`class descriptions not readable: ${error.message}`, { cause: error });
      }
      throw error;
    }
  }

  private async find(path: string): Promise<Entry | { readonly missing: string }> {
    const location = parsePath(path);
    if (!location) return { missing: `${JSON.stringify(path)} is not an ME path` };
    const { folder, name } = location;
    const read = await this.folder(folder);
    const entry = read?.entries.get(name) ?? (await this.findWithSlash(path.replace(/^\/+/, '')));
    if (entry) return entry;
    const where = folder.replace(`/${summaryFolder}`, '');
    if (!read) return { missing: `folder ${where} not found in the file` };
    return { missing: read.folders.has(name) ? `${where}/${name} is a folder` : `ME ${name} not found in ${where}` };
  }

  /** Finds an ME whose name contains slashes, in the folders that exist above it. */
  private async findWithSlash(path: string): Promise<Entry | undefined> {
    for (const { folder, name } of locationsWithSlash(path)) {
      const entry = (await this.folder(folder))?.entries.get(name);
      if (entry) return entry;
    }
    return undefined;
  }

  /** Returns a folder by its path below the run folder; each is read once. Throws a RecordError if it is unreadable. */
  private async folder(path: string): Promise<Folder | undefined> {
    if (!this.folders.has(path)) await this.readFolders([path]);
    const folder = this.folders.get(path);
    if (folder instanceof RecordError) {
      throw new RecordError(`folder ${path} not readable: ${folder.message}`, { cause: folder });
    }
    return folder;
  }

  /** Reads folders and their ancestors unless they were read before, level by level. */
  private async readFolders(paths: Iterable<string>): Promise<void> {
    for (const level of levelsOf(paths)) {
      const wanted = new Map<string, Key>();
      for (const path of level) {
        if (this.folders.has(path)) continue;
        const slash = path.lastIndexOf('/');
        const parent = this.folders.get(path.slice(0, Math.max(0, slash)));
        const key = parent instanceof RecordError ? undefined : parent?.folders.get(path.slice(slash + 1));
        if (key) wanted.set(path, key);
        else this.folders.set(path, parent instanceof RecordError ? parent : undefined);
      }
      const lists = await this.file.folders([...wanted.values()]);
      for (const [path, key] of wanted) {
        const keys = lists.get(key) ?? [];
        this.folders.set(path, keys instanceof RecordError ? keys : toFolder(keys));
      }
    }
  }
}

/** Sorts numbers within names by their value: layer 10 after layer 9. */
const { compare: byName } = new Intl.Collator('en', { numeric: true });

function toListed(folder: string, [name, entry]: readonly [string, Entry]): ListedElement {
  const path = `${folder}/${name}`;
  if ('element' in entry) return { path, className: entry.element.className, bytes: 0, text: textOf(entry.element) };
  return { path, className: entry.key.className, bytes: entry.key.contentBytes };
}

/** Groups the folders and their ancestors by level, top level first. */
function levelsOf(paths: Iterable<string>): Set<string>[] {
  const levels: Set<string>[] = [];
  for (const path of new Set(paths)) {
    let level = 0;
    for (let end = 0; end !== path.length; level++) {
      const slash = path.indexOf('/', end + 1);
      end = slash < 0 ? path.length : slash;
      (levels[level] ??= new Set()).add(path.slice(0, end));
    }
  }
  return levels;
}

/** Returns where the ME of a config path is stored: the folder below the run folder, and the name in it. */
function parsePath(path: string): { folder: string; name: string } | undefined {
  const normalized = /^\/|\/\/|\/$/.test(path)
    ? path
        .split('/')
        .filter((name) => name !== '')
        .join('/')
    : path;
  const [first, last] = [normalized.indexOf('/'), normalized.lastIndexOf('/')];
  if (first < 0) return undefined;
  return {
    folder: `${normalized.slice(0, first)}/${summaryFolder}${normalized.slice(first, last)}`,
    name: normalized.slice(last + 1),
  };
}

/** The further locations of a path, if the name of its ME contains slashes: the longest folder first, the name as it is written. */
function locationsWithSlash(path: string): { folder: string; name: string }[] {
  const [subsystem = '', ...rest] = path.split('/');
  return rest
    .map((_, index) => ({
      folder: [subsystem, summaryFolder, ...rest.slice(0, index)].join('/'),
      name: rest.slice(index).join('/'),
    }))
    .reverse();
}

async function readFolder(file: RootFile, key: Key): Promise<Folder> {
  const keys = (await file.folders([key])).get(key) ?? [];
  if (keys instanceof RecordError) throw keys;
  return toFolder(keys);
}

function notHistogram(className: string): { failure: 'WRONG_TYPE'; reason: string } {
  return { failure: 'WRONG_TYPE', reason: `a ${className} is not a histogram` };
}

/** Converts a RecordError to a CorruptFileError, for records that do not belong to a single ME. */
async function asCorruptFile<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof RecordError) throw new CorruptFileError(error.message, { cause: error });
    throw error;
  }
}
