import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Settings } from '../../app/settings.ts';
import type { DqmFile } from '../../read/dqm-file.ts';
import { openDqmFile } from '../../read/open.ts';
import { FileNotFoundError } from '../../storage/errors.ts';
import { openStorage } from '../../storage/open-storage.ts';
import { UsageError } from './exit-status.ts';

/** A DQM file with the storage that it was opened from. */
export interface OpenedFile {
  readonly opened: DqmFile;
  /** Closes both. */
  readonly close: () => Promise<void>;
}

/**
 * Opens a DQM file by its path, its URL, or its path relative to EOS_ROOT. Throws a FileNotFoundError with the places where it was looked for, a
 * UsageError for a folder, and what `openDqmFile` throws.
 */
export async function openFile(settings: Settings, file: string): Promise<OpenedFile> {
  try {
    return await open(settings, file);
  } catch (error) {
    if (!(error instanceof FileNotFoundError)) throw error;
    const searched = /^https?:|^\//.test(file) ? '' : `, neither in the current folder nor in ${settings.EOS_ROOT}`;
    throw new FileNotFoundError(`file not found: ${file}${searched}`, { cause: error });
  }
}

async function open(settings: Settings, file: string): Promise<OpenedFile> {
  const address = /^https?:/.test(file) ? new URL(file) : undefined;
  const local = path.resolve(file);
  if (!address && (existsSync(local) || path.isAbsolute(file))) {
    if (statSync(local, { throwIfNoEntry: false })?.isDirectory())
      throw new UsageError(`${file} is a folder, not a file`);
    const opened = await openDqmFile(local);
    return { opened, close: () => opened.close() };
  }
  // The token is sent to the server of EOS_ROOT only.
  const foreign = address && (!URL.canParse(settings.EOS_ROOT) || new URL(settings.EOS_ROOT).origin !== address.origin);
  const storage = await openStorage({
    ...(foreign ? { CA_FILE: settings.CA_FILE } : settings),
    EOS_ROOT: address ? new URL('.', address).href : settings.EOS_ROOT,
  });
  try {
    const name = address ? decodeURIComponent(path.posix.basename(address.pathname)) : file;
    const opened = await openDqmFile(await storage.open(name));
    return { opened, close: () => opened.close().finally(() => storage.close()) };
  } catch (error) {
    await storage.close();
    throw error;
  }
}
