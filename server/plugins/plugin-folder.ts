/** Lists the plugin files. */
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** A problem of a plugin. Only that plugin is skipped. */
export interface PluginProblem {
  readonly file: string;
  /** From 1; 0 if unknown. */
  readonly line: number;
  readonly message: string;
}

/** A module of metrics: one file, or all files of a folder. */
export interface PluginModule {
  readonly module: string;
  /** Absolute paths, sorted. */
  readonly files: readonly string[];
}

/** A plugin folder cannot be read. */
export class PluginFolderError extends Error {
  override name = 'PluginFolderError';
}

/** The sources in metrics/ under vitest, dist/metrics otherwise. */
export const ownFolder = fileURLToPath(new URL('../../metrics', import.meta.url));

/** Folders of metrics/ that hold shared code instead of metrics. */
const sharedFolders = new Set(['histogram', 'fit']);

/** Lists the modules of HDQM, and the files that all of them depend on. */
export async function listOwnModules(): Promise<{ modules: PluginModule[]; sharedFiles: string[] }> {
  const entries = await readdir(ownFolder, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const modules = folders.filter((name) => !sharedFolders.has(name)).sort();
  const shared = folders.filter((name) => sharedFolders.has(name)).sort();
  const under = (name: string): Promise<string[]> => listFiles(path.join(ownFolder, name), /\.[jt]s$/);
  return {
    modules: await Promise.all(modules.map(async (module) => ({ module, files: await under(module) }))),
    sharedFiles: (await Promise.all(['', ...shared].map(under))).flat(),
  };
}

/** Lists the modules in a drop-in folder, and the problems of invalid ones. Throws a PluginFolderError if it is not readable. */
export async function listDropIns(folder: string): Promise<{ modules: PluginModule[]; problems: PluginProblem[] }> {
  const modules: PluginModule[] = [];
  const problems: PluginProblem[] = [];
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    const { message } = error as Error;
    throw new PluginFolderError(`metrics folder not readable: ${folder} (HDQM_METRICS): ${message}`, { cause: error });
  }
  for (const name of names.filter((name) => !/^\.|^node_modules$/.test(name)).sort()) {
    const full = path.join(folder, name);
    const file = path.relative('', full);
    const module = name.replace(/\.ts$/, '');
    try {
      const isFolder = (await stat(full)).isDirectory();
      const files = isFolder ? await listFiles(full, /\.ts$/) : isSource(name, /\.ts$/) ? [full] : [];
      if (files.length === 0) continue;
      if (/^[A-Za-z_]\w*$/.test(module)) modules.push({ module, files });
      else problems.push({ file, line: 0, message: `invalid module name ${module}: use letters, digits and _` });
    } catch (error) {
      problems.push({ file, line: 0, message: `not readable: ${(error as Error).message}` });
    }
  }
  return { modules, problems };
}

async function listFiles(folder: string, kind: RegExp): Promise<string[]> {
  const names = (await readdir(folder)).sort();
  return names.filter((name) => isSource(name, kind)).map((name) => path.join(folder, name));
}

function isSource(name: string, kind: RegExp): boolean {
  return kind.test(name) && !/^\.|\.d\.ts$|\.(test|spec)\.[jt]s$/.test(name);
}
