/** Loads metrics: those of HDQM, and TypeScript files in drop-in folders, which need no build. */
import { createHash } from 'node:crypto';
import { lstat, mkdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import * as contract from '../../metrics/metric.ts';
import type { Metric } from '../../metrics/metric.ts';
import { inspectExports, lineOfError, messageOf } from './exports.ts';
import { listDropIns, listOwnModules, ownFolder, type PluginModule, type PluginProblem } from './plugin-folder.ts';

/** A loaded metric, named `module.name` in configs. */
export interface LoadedMetric {
  readonly metric: Metric;
  readonly module: string;
  readonly name: string;
  /** `metrics/basic/sums.ts` for metrics of HDQM, relative to the working directory for others. */
  readonly file: string;
  /** Hash of the source of its module and, for metrics of HDQM, of their shared code: 12 hexadecimal digits. */
  readonly version: string;
}

export interface Plugins {
  /** By `module.name`. */
  readonly metrics: ReadonlyMap<string, LoadedMetric>;
  readonly problems: readonly PluginProblem[];
}

type Import = (file: string) => Promise<object>;

/**
 * Loads the metrics of HDQM and of the drop-in folders: `foo.ts`, or all files of a folder `foo`, make the module `foo`. Drop-in files are
 * reloaded on each call. Throws a PluginFolderError if a folder is not readable.
 */
export async function loadPlugins(folders: readonly string[]): Promise<Plugins> {
  const loader = new PluginLoader();
  const own = await listOwnModules();
  const shared = await readTexts(own.sharedFiles);
  for (const module of own.modules) await loader.load(module, importBuilt, shared);
  const dropIns = await Promise.all(folders.map(listDropIns));
  loader.problems.push(...dropIns.flatMap(({ problems }) => problems));
  const modules = dropIns.flatMap((dropIn) => dropIn.modules);
  if (modules.length > 0) {
    const importSource = await typescriptImporter();
    for (const module of modules) await loader.load(module, importSource, []);
  }
  return loader;
}

class PluginLoader implements Plugins {
  readonly metrics = new Map<string, LoadedMetric>();
  readonly problems: PluginProblem[] = [];

  /** Loads all files of a module; a failure of one does not affect the others. */
  async load({ module, files }: PluginModule, importFile: Import, shared: readonly string[]): Promise<void> {
    const texts = await readTexts(files);
    const version = versionOf([...shared, ...texts]);
    let found = 0;
    for (const [index, full] of files.entries()) {
      const file = displayPath(full);
      try {
        const text = texts[index] ?? '';
        const { metrics, problems } = inspectExports(await importFile(full), text);
        found += metrics.size + problems.length;
        this.problems.push(...problems.map((problem) => ({ file, ...problem })));
        for (const [name, { metric, line }] of metrics) this.add({ metric, module, name, file, version }, line);
      } catch (error) {
        found += 1;
        this.problems.push({ file, line: lineOfError(error, full), message: messageOf(error) });
      }
    }
    // A file without metrics may be imported by the others of its module.
    const [first] = files;
    if (found === 0 && first !== undefined) {
      const message = 'no metric exported: use export const Name = metric({…})';
      this.problems.push({ file: displayPath(files.length === 1 ? first : path.dirname(first)), line: 0, message });
    }
  }

  private add(loaded: LoadedMetric, line: number): void {
    const key = `${loaded.module}.${loaded.name}`;
    const earlier = this.metrics.get(key);
    if (earlier === undefined) this.metrics.set(key, loaded);
    else
      this.problems.push({
        file: loaded.file,
        line,
        message: `duplicate metric ${key} skipped: already defined in ${earlier.file}`,
      });
  }
}

/** Reads sources; an unreadable file gives '', since importing it reports the error. */
function readTexts(files: readonly string[]): Promise<string[]> {
  return Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')));
}

function versionOf(texts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(text).update('\0');
  return hash.digest('hex').slice(0, 12);
}

function displayPath(file: string): string {
  const own = path.relative(ownFolder, file);
  return own.startsWith('..') ? path.relative('', file) : path.join('metrics', own.replace(/\.js$/, '.ts'));
}

function importBuilt(file: string): Promise<object> {
  return import(pathToFileURL(file).href) as Promise<object>;
}

/** Returns an importer of TypeScript files that share the metric contract and zod with HDQM. */
async function typescriptImporter(): Promise<Import> {
  const { createJiti } = await import('jiti');
  const jiti = createJiti(import.meta.url, {
    virtualModules: { 'hdqm/metrics': contract, zod: await import('zod') },
    fsCache: await cacheFolder(),
    moduleCache: false, // so that edited files are reloaded
  });
  return (file) => jiti.import<object>(file);
}

/** Returns a folder for compiled plugins that no other user can write to; false if there is none. */
async function cacheFolder(): Promise<string | false> {
  const user = process.getuid?.();
  const folder = path.join(tmpdir(), `hdqm-plugins-${user ?? 'cache'}`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const found = await lstat(folder); // another user may have created it
    const isPrivate = user === undefined || (found.uid === user && (found.mode & 0o077) === 0);
    return found.isDirectory() && isPrivate ? folder : false;
  } catch {
    return false;
  }
}
