/** Loads metrics: HDQM's own, and TypeScript files dropped into other folders, which need no build. */
import { createHash } from 'node:crypto';
import { lstat, mkdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import * as contract from '../../metrics/metric.ts';
import type { Metric } from '../../metrics/metric.ts';
import { inspectExports, lineOfError, messageOf } from './exports.ts';
import { listDropIns, listOwnModules, ownFolder, type PluginModule } from './plugin-folder.ts';

export { PluginFolderError } from './plugin-folder.ts';

/** A metric that configs can name `module.name`. */
export interface LoadedMetric {
  readonly metric: Metric;
  readonly module: string;
  readonly name: string;
  /** As one would open it: `metrics/basic/sums.ts` for HDQM's own, from here for others. */
  readonly file: string;
  /** Changes with the text of its module, and with what HDQM's own metrics stand on: 12 hexadecimal digits. */
  readonly version: string;
}

/** What is wrong with a plugin; it costs only that plugin. */
export interface PluginProblem {
  readonly file: string;
  /** From 1; 0 where it is not known. */
  readonly line: number;
  readonly message: string;
}

export interface Plugins {
  /** By `module.name`. */
  readonly metrics: ReadonlyMap<string, LoadedMetric>;
  readonly problems: readonly PluginProblem[];
}

type Import = (file: string) => Promise<object>;

/**
 * Loads HDQM's own metrics and those of the folders: `foo.ts` is the module `foo`, and so are all files of a folder `foo`. A folder's files
 * are read anew at each call. Throws a PluginFolderError for a folder that cannot be read.
 */
export async function loadPlugins(folders: readonly string[]): Promise<Plugins> {
  const loading = new Loading();
  const own = await listOwnModules();
  const foundations = await readTexts(own.foundations);
  for (const module of own.modules) await loading.load(module, importBuilt, foundations);
  const dropIns = await Promise.all(folders.map(listDropIns));
  loading.problems.push(...dropIns.flatMap(({ problems }) => problems));
  const modules = dropIns.flatMap((dropIn) => dropIn.modules);
  if (modules.length > 0) {
    const importSource = await typescriptImporter();
    for (const module of modules) await loading.load(module, importSource, []);
  }
  return loading;
}

class Loading implements Plugins {
  readonly metrics = new Map<string, LoadedMetric>();
  readonly problems: PluginProblem[] = [];

  /** Loads all files of a module; one that fails does not keep the others from loading. */
  async load({ module, files }: PluginModule, importFile: Import, foundations: readonly string[]): Promise<void> {
    const texts = await readTexts(files);
    const version = versionOf([...foundations, ...texts]);
    let found = 0;
    for (const [index, full] of files.entries()) {
      const file = shownPath(full);
      try {
        const text = texts[index] ?? '';
        const { metrics, wrong } = inspectExports(await importFile(full), text);
        found += metrics.size + wrong.length;
        this.problems.push(...wrong.map((problem) => ({ file, ...problem })));
        for (const [name, { metric, line }] of metrics) this.add({ metric, module, name, file, version }, line);
      } catch (error) {
        found += 1;
        this.problems.push({ file, line: lineOfError(error, full), message: messageOf(error) });
      }
    }
    // A file without metrics may serve the others of its module.
    const [first] = files;
    if (found === 0 && first !== undefined) {
      const message = 'it exports no metric: export const Name = metric({…})';
      this.problems.push({ file: shownPath(files.length === 1 ? first : path.dirname(first)), line: 0, message });
    }
  }

  private add(loaded: LoadedMetric, line: number): void {
    const key = `${loaded.module}.${loaded.name}`;
    const earlier = this.metrics.get(key);
    if (earlier === undefined) this.metrics.set(key, loaded);
    else this.problems.push({ file: loaded.file, line, message: `${key} is there already, in ${earlier.file}` });
  }
}

/** A file that cannot be read has no text here; importing it tells why. */
function readTexts(files: readonly string[]): Promise<string[]> {
  return Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')));
}

function versionOf(texts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(text).update('\0');
  return hash.digest('hex').slice(0, 12);
}

function shownPath(file: string): string {
  const own = path.relative(ownFolder, file);
  return own.startsWith('..') ? path.relative('', file) : path.join('metrics', own.replace(/\.js$/, '.ts'));
}

function importBuilt(file: string): Promise<object> {
  return import(pathToFileURL(file).href) as Promise<object>;
}

/** Imports TypeScript files as they are; they share the contract and zod with HDQM's own code. */
async function typescriptImporter(): Promise<Import> {
  const { createJiti } = await import('jiti');
  const jiti = createJiti(import.meta.url, {
    virtualModules: { 'hdqm/metrics': contract, zod: await import('zod') },
    fsCache: await cacheFolder(),
    moduleCache: false, // an edited file is read anew
  });
  return (file) => jiti.import<object>(file);
}

/** What is compiled is kept where nobody else can put something in its place; nowhere, if there is no such folder. */
async function cacheFolder(): Promise<string | false> {
  const user = process.getuid?.();
  const folder = path.join(tmpdir(), `hdqm-plugins-${user ?? 'cache'}`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const there = await lstat(folder); // it may be somebody else's
    const isPrivate = user === undefined || (there.uid === user && (there.mode & 0o077) === 0);
    return there.isDirectory() && isPrivate ? folder : false;
  } catch {
    return false;
  }
}
