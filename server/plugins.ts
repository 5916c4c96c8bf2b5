/** Loads metrics: HDQM's own, and TypeScript files dropped into other folders, which need no build. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as contract from '../metrics/metric.ts';
import type { Metric } from '../metrics/metric.ts';

/** A metric that configs can name `module.name`. */
export interface LoadedMetric {
  readonly metric: Metric;
  readonly module: string;
  readonly name: string;
  /** As one would open it from here. */
  readonly file: string;
  /** Changes with the file's text: 12 hexadecimal digits. */
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

/** A folder for plugins that cannot be read. */
export class PluginFolderError extends Error {
  override name = 'PluginFolderError';
}

/** Sources under vitest, dist/metrics otherwise. */
const ownFolder = fileURLToPath(new URL('../metrics', import.meta.url));
/** Folders of metrics/ that hold no metrics. */
const notModules = new Set(['histogram', 'fit']);

interface PluginFile {
  readonly module: string;
  readonly file: string;
}

/**
 * Loads HDQM's own metrics and those of the folders: `foo.ts` is the module `foo`, and so are all files of a folder `foo`. A folder's files
 * are read anew at each call. Throws a PluginFolderError for a folder that cannot be read.
 */
export async function loadPlugins(folders: readonly string[]): Promise<Plugins> {
  const metrics = new Map<string, LoadedMetric>();
  const problems: PluginProblem[] = [];
  const load = async (plugin: PluginFile, importFile: (file: string) => Promise<object>): Promise<void> => {
    const file = path.relative('', plugin.file);
    try {
      const text = await readFile(plugin.file);
      const version = createHash('sha256').update(text).digest('hex').slice(0, 12);
      const exported = Object.entries(await importFile(plugin.file));
      const found = exported.filter((entry): entry is [string, Metric] => contract.isMetric(entry[1]));
      // Files of a folder may hold what its metrics share.
      const alone = path.parse(plugin.file).name === plugin.module;
      if (found.length === 0 && alone)
        problems.push({ file, line: 0, message: 'it exports no metric (export const Name = metric({…}))' });
      for (const [name, metric] of found) {
        const key = `${plugin.module}.${name}`;
        const earlier = metrics.get(key);
        if (earlier) problems.push({ file, line: 0, message: `${key} is there already, in ${earlier.file}` });
        else metrics.set(key, { metric, module: plugin.module, name, file, version });
      }
    } catch (error) {
      problems.push({ file, line: lineOf(error, plugin.file), message: messageOf(error) });
    }
  };
  for (const plugin of await ownPlugins())
    await load(plugin, (file) => import(pathToFileURL(file).href) as Promise<object>);
  const dropped = (await Promise.all(folders.map(listPlugins))).flat();
  if (dropped.length > 0) {
    const importFile = await typescriptImporter();
    for (const plugin of dropped) await load(plugin, importFile);
  }
  return { metrics, problems };
}

async function ownPlugins(): Promise<PluginFile[]> {
  const entries = await readdir(ownFolder, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory() && !notModules.has(entry.name));
  return (await Promise.all(folders.map(({ name }) => filesOf(path.join(ownFolder, name), name)))).flat();
}

async function listPlugins(folder: string): Promise<PluginFile[]> {
  try {
    const names = (await readdir(folder)).sort();
    const listed = await Promise.all(
      names.map(async (name) => {
        const full = path.join(folder, name);
        if (isSource(name)) return [{ module: name.replace(/\.[jt]s$/, ''), file: full }];
        return name !== 'node_modules' && (await stat(full)).isDirectory() ? filesOf(full, name) : [];
      }),
    );
    return listed.flat();
  } catch (error) {
    throw new PluginFolderError(`the metrics in ${folder} (HDQM_METRICS) cannot be read: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

async function filesOf(folder: string, module: string): Promise<PluginFile[]> {
  const names = (await readdir(folder)).sort();
  return names.filter(isSource).map((name) => ({ module, file: path.join(folder, name) }));
}

function isSource(name: string): boolean {
  return /\.[jt]s$/.test(name) && !/\.d\.ts$|\.(test|spec)\.[jt]s$/.test(name) && !name.startsWith('.');
}

/** Imports TypeScript files as they are; they share the contract and zod with HDQM's own code. */
async function typescriptImporter(): Promise<(file: string) => Promise<object>> {
  const { createJiti } = await import('jiti');
  const jiti = createJiti(import.meta.url, {
    virtualModules: { 'hdqm/metrics': contract, zod: await import('zod') },
    fsCache: path.join(tmpdir(), `hdqm-plugins-${process.getuid?.() ?? 0}`),
    moduleCache: false, // an edited file is read anew
  });
  return (file) => jiti.import<object>(file);
}

function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n')[0] ?? text;
}

/** The line in a plugin's file where something went wrong, from the error's own place or its stack. */
function lineOf(error: unknown, file: string): number {
  if (!(error instanceof Error)) return 0;
  const escaped = [file, existsSync(file) ? path.basename(file) : file].map((name) =>
    name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`),
  );
  for (const name of escaped) {
    const match = new RegExp(`${name}[^\\d\\n]{0,3}(\\d+)`).exec(`${error.message}\n${error.stack ?? ''}`);
    if (match) return Number(match[1]);
  }
  return Number(/\((\d+):\d+\)/.exec(error.message)?.[1] ?? 0);
}
