import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';

/** The configs cannot be read at all: nothing is concluded from them. */
export class ConfigFolderError extends Error {
  override name = 'ConfigFolderError';
}

/** A config file of a folder. */
export interface ListedFile {
  readonly subsystem: string;
  /** `Subsystem/name.ini`. */
  readonly file: string;
}

/** The `<Subsystem>/*.ini` of a folder in order of their names. Throws a ConfigFolderError where it cannot be read or has none. */
export async function listConfigFiles(folder: string): Promise<ListedFile[]> {
  try {
    const files: ListedFile[] = [];
    for (const subsystem of await visibleNames(folder)) {
      const full = path.join(folder, subsystem);
      if (!(await stat(full)).isDirectory()) continue;
      const names = (await visibleNames(full)).filter((name) => name.endsWith('.ini'));
      files.push(...names.map((name) => ({ subsystem, file: `${subsystem}/${name}` })));
    }
    if (files.length === 0) throw new ConfigFolderError(`${folder} has no <Subsystem>/*.ini: is HDQM_CONFIGS right?`);
    return files;
  } catch (error) {
    if (error instanceof ConfigFolderError) throw error;
    throw new ConfigFolderError(`the configs in ${folder} cannot be read: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/** Order of names as people sort them, the same on every machine: `t0_run3.ini` stands before `t0.ini`. */
const byName = new Intl.Collator('en').compare;

/** In the order of their names; editors' and version control's own files begin with a dot. */
async function visibleNames(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => !name.startsWith('.')).sort(byName);
}

/** A file's text, or why it has none. */
export async function readText(file: string): Promise<string | { readonly unreadable: string }> {
  try {
    const bytes = await readFile(file);
    if (bytes.includes(0)) return { unreadable: 'it is not text (it has NUL bytes)' };
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
      return { unreadable: 'it is not text (it has bytes that are not UTF-8)' };
    if (code === 'EISDIR') return { unreadable: 'it is a folder' };
    return { unreadable: (error as Error).message };
  }
}
