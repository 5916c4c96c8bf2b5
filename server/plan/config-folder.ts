import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';

/** The configs as a whole cannot be read. */
export class ConfigFolderError extends Error {
  override name = 'ConfigFolderError';
}

/** A config file found in a folder. */
export interface ListedFile {
  readonly subsystem: string;
  /** `Subsystem/name.ini`. */
  readonly file: string;
}

/** Lists the `<Subsystem>/*.ini` files of a folder, sorted by name. Throws a ConfigFolderError if it cannot be read or has none. */
export async function listConfigFiles(folder: string): Promise<ListedFile[]> {
  try {
    const files: ListedFile[] = [];
    for (const subsystem of await visibleNames(folder)) {
      const full = path.join(folder, subsystem);
      if (!(await stat(full)).isDirectory()) continue;
      const names = (await visibleNames(full)).filter((name) => name.endsWith('.ini'));
      files.push(...names.map((name) => ({ subsystem, file: `${subsystem}/${name}` })));
    }
    if (files.length === 0) throw new ConfigFolderError(`no <Subsystem>/*.ini files in ${folder}. Check HDQM_CONFIGS.`);
    return files;
  } catch (error) {
    if (error instanceof ConfigFolderError) throw error;
    throw new ConfigFolderError(`config folder not readable: ${folder}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/** A fixed locale sorts equally on every machine: `t0_run3.ini` before `t0.ini`. */
const byName = new Intl.Collator('en').compare;

/** Skips dotfiles, which editors and version control leave behind. */
async function visibleNames(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => !name.startsWith('.')).sort(byName);
}

/** Reads a text file; returns the reason if it is not readable as UTF-8 text. */
export async function readText(file: string): Promise<string | { readonly unreadable: string }> {
  try {
    const stats = await stat(file);
    if (!stats.isFile() && !stats.isDirectory())
      return { unreadable: 'not a regular file, but a FIFO, socket or device' }; // reading could block for ever
    const bytes = await readFile(file);
    if (bytes.includes(0)) return { unreadable: 'not a text file (contains NUL bytes)' };
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return { unreadable: 'not a text file (not valid UTF-8)' };
    if (code === 'EISDIR') return { unreadable: 'it is a folder, not a file' };
    return { unreadable: (error as Error).message };
  }
}
