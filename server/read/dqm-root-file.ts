import { BlockCache } from './block-cache.ts';
import type { ByteSource } from './byte-source.ts';
import { DamagedFileError, RecordError } from './damage.ts';
import type { DqmFile, Reading } from './dqm-file.ts';
import { isElementClass, toElement } from './element.ts';
import { type Entry, type Folder, toFolder } from './folder.ts';
import { type Key, RootFile } from './root-file.ts';
import { Streamers } from './streamers.ts';

/** Between a subsystem's folder and its MEs. */
const summaryFolder = 'Run summary';

/** A DQM GUI ROOT file: the ME `Subsystem/Folder/Name` is `DQMData/Run N/Subsystem/Run summary/Folder/Name` in it. */
export class DqmRootFile implements DqmFile {
  readonly run: number;
  private readonly source: ByteSource;
  private readonly cache: BlockCache;
  private readonly file: RootFile;
  /** The folders read so far, by their path below the run's folder; undefined where there is none. */
  private readonly folders = new Map<string, Promise<Folder | undefined>>();
  private streamers: Promise<Streamers> | undefined;

  private constructor(source: ByteSource, cache: BlockCache, file: RootFile, run: number, top: Folder) {
    this.source = source;
    this.cache = cache;
    this.file = file;
    this.run = run;
    this.folders.set('', Promise.resolve(top));
  }

  /** Throws a DamagedFileError for what is no whole DQM file of one run. The source stays the caller's to close. */
  static async open(source: ByteSource): Promise<DqmRootFile> {
    const cache = new BlockCache(source);
    try {
      const file = await RootFile.open(cache);
      const data = toFolder(await file.topFolder()).folders.get('DQMData');
      if (!data) throw new DamagedFileError('it is no DQM file: it has no folder DQMData');
      const runs = [...toFolder(await file.folder(data)).folders.values()].filter(({ name }) => /^Run \d+$/.test(name));
      const [run] = runs;
      if (!run) throw new DamagedFileError('it is no DQM file: there is no folder "Run N" in DQMData');
      if (runs.length > 1) {
        throw new DamagedFileError(`it has the MEs of several runs (${runs.map(({ name }) => name).join(', ')})`);
      }
      const top = toFolder(await file.folder(run));
      return new DqmRootFile(source, cache, file, Number(run.name.slice('Run '.length)), top);
    } catch (error) {
      if (error instanceof RecordError) {
        throw new DamagedFileError(`its list of contents cannot be read: ${error.message}`, { cause: error });
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
      const { entry, missing } = await this.find(path);
      if (!entry) return { failure: 'MISSING_HISTOGRAM', reason: missing };
      if ('element' in entry) return { element: entry.element };
      return await this.readRecord(entry.key);
    } catch (error) {
      if (error instanceof RecordError) return { failure: 'UNREADABLE', reason: error.message };
      throw error;
    }
  }

  async has(path: string): Promise<boolean> {
    return (await this.find(path)).entry !== undefined;
  }

  async list(): Promise<string[]> {
    const paths: string[] = [];
    const top = await this.folder([]);
    for (const subsystem of top?.folders.keys() ?? [])
      await this.listFolder([subsystem, summaryFolder], subsystem, paths);
    return paths;
  }

  changed(): Promise<boolean> {
    return this.source.changed();
  }

  close(): Promise<void> {
    return this.source.close();
  }

  private async readRecord(key: Key): Promise<Reading> {
    const { className } = key;
    if (!isElementClass(className))
      return { failure: 'WRONG_TYPE', reason: `it is a ${className}, which is no histogram` };
    const streamers = await (this.streamers ??= this.readStreamers());
    return { element: toElement(streamers.decode(await this.file.content(key), className), className) };
  }

  private async readStreamers(): Promise<Streamers> {
    try {
      return new Streamers(await this.file.classDescriptions());
    } catch (error) {
      if (error instanceof RecordError) {
        throw new DamagedFileError(`its descriptions of classes cannot be read: ${error.message}`, { cause: error });
      }
      throw error;
    }
  }

  private async find(path: string): Promise<{ entry: Entry | undefined; missing: string }> {
    const [subsystem, ...rest] = path.split('/').filter((name) => name !== '');
    const name = rest.pop();
    if (subsystem === undefined || name === undefined) {
      return { entry: undefined, missing: `${JSON.stringify(path)} is no path of an ME` };
    }
    const folder = await this.folder([subsystem, summaryFolder, ...rest]);
    const where = [subsystem, ...rest].join('/');
    if (!folder) return { entry: undefined, missing: `the file has no folder ${where}` };
    return { entry: folder.entries.get(name), missing: `the file has no ${name} in ${where}` };
  }

  /** A folder by its path below the run's folder; each is read once. Throws a RecordError where it is unreadable. */
  private folder(path: readonly string[]): Promise<Folder | undefined> {
    const key = path.join('/');
    let folder = this.folders.get(key);
    if (!folder) {
      folder = this.readFolder(path);
      this.folders.set(key, folder);
    }
    return folder;
  }

  private async readFolder(path: readonly string[]): Promise<Folder | undefined> {
    const parent = await this.folder(path.slice(0, -1));
    const key = parent?.folders.get(path.at(-1) ?? '');
    if (!key) return undefined;
    try {
      return toFolder(await this.file.folder(key));
    } catch (error) {
      if (error instanceof RecordError) {
        throw new RecordError(`the folder ${path.join('/')} cannot be read: ${error.message}`, { cause: error });
      }
      throw error;
    }
  }

  private async listFolder(path: readonly string[], prefix: string, paths: string[]): Promise<void> {
    const folder = await this.folder(path);
    if (!folder) return;
    for (const name of folder.entries.keys()) paths.push(`${prefix}/${name}`);
    for (const name of folder.folders.keys()) await this.listFolder([...path, name], `${prefix}/${name}`, paths);
  }
}
