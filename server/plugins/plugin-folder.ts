/** Which files are plugins. */
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PluginProblem } from './plugins.ts';

/** A module of metrics: a file, or all files of a folder. */
export interface PluginModule {
  readonly module: string;
  /** Full paths, in the order of their names. */
  readonly files: readonly string[];
}

/** A folder for plugins that cannot be read. */
export class PluginFolderError extends Error {
  override name = 'PluginFolderError';
}

/** Sources under vitest, dist/metrics otherwise. */
export const ownFolder = fileURLToPath(new URL('../../metrics', import.meta.url));

/** Folders of metrics/ that hold no metrics, but what metrics stand on. */
const foundationFolders = new Set(['histogram', 'fit']);

/** HDQM's own modules, and the files that all of them stand on. */
export async function listOwnModules(): Promise<{ modules: PluginModule[]; foundations: string[] }> {
  const entries = await readdir(ownFolder, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const modules = folders.filter((name) => !foundationFolders.has(name)).sort();
  const foundations = folders.filter((name) => foundationFolders.has(name)).sort();
  const under = (name: string): Promise<string[]> => listFiles(path.join(ownFolder, name), /\.[jt]s$/);
  return {
    modules: await Promise.all(modules.map(async (module) => ({ module, files: await under(module) }))),
    foundations: (await Promise.all(['', ...foundations].map(under))).flat(),
  };
}

/** The modules dropped into a folder, and what stands there that cannot be one. Throws a PluginFolderError. */
export async function listDropIns(folder: string): Promise<{ modules: PluginModule[]; problems: PluginProblem[] }> {
  const modules: PluginModule[] = [];
  const problems: PluginProblem[] = [];
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    throw new PluginFolderError(`the metrics in ${folder} (HDQM_METRICS) cannot be read: ${(error as Error).message}`, {
      cause: error,
    });
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
      else
        problems.push({
          file,
          line: 0,
          message: `configs cannot write ${module}.…: name it with letters, digits and _`,
        });
    } catch (error) {
      problems.push({ file, line: 0, message: `it cannot be read: ${(error as Error).message}` });
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
