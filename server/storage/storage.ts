/** The tree of DQM files at EOS_ROOT: a folder of a file system, or one of a web server (WebDAV, byte ranges). */
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { ByteSource } from './byte-source.ts';
import { CorruptFileError, FileNotFoundError } from './errors.ts';
import type { FileState } from './http-file.ts';
import { LocalFile } from './local-file.ts';
import { resolveInTree } from './tree-path.ts';
import { HttpStorageError } from './errors.ts';

/** What is in a folder. */
export interface TreeEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link';
}

/** Lists a folder, by its path below the root; rejects where it cannot be listed. */
export type ListFolder = (folder: string) => Promise<readonly TreeEntry[]>;

/** The tree as a whole cannot be read at this moment: no file of it is to blame. */
export class StorageUnavailableError extends Error {
  override name = 'EosGoneError';
}

/** How EOS is reached. */
export interface StorageAccess {
  readonly EOS_ROOT: string;
  readonly EOS_TOKEN?: string | undefined;
  readonly EOS_TOKEN_FILE?: string | undefined;
  readonly CA_FILE?: string | undefined;
}

/** What of the settings is about EOS, to be handed to a thread. */
export function storageAccess({ EOS_ROOT, EOS_TOKEN, EOS_TOKEN_FILE, CA_FILE }: StorageAccess): StorageAccess {
  return { EOS_ROOT, EOS_TOKEN, EOS_TOKEN_FILE, CA_FILE };
}

/** A file that is open; `modifiedAt` as when it was opened. */
export type StorageFile = ByteSource & FileState;

/** The tree. Paths are relative to its root, with `/`. */
export interface DqmStorage {
  readonly root: string;
  /** What is in a folder; '' is the root. Throws the file system's error or a WebFolderError. */
  readonly list: ListFolder;
  /** Size and time of a file. Throws a VanishedFileError where it is not there, and like `list` for any other trouble. */
  state(file: string): Promise<FileState>;
  /** Opens a file to be read. Throws like `state`. */
  open(file: string): Promise<StorageFile>;
  close(): Promise<void>;
}

/** Opens the tree. Rejects with a CertificateFileError. Nothing is asked of it yet. */
export async function openStorage(access: StorageAccess): Promise<DqmStorage> {
  if (!/^https?:/.test(access.EOS_ROOT)) return new LocalStorage(access.EOS_ROOT);
  const { WebDavStorage } = await import('./webdav.ts'); // what speaks HTTP takes a tenth of a second to load
  return new WebDavStorage(access);
}

/** Whether an error is the storage's trouble, of the file system (EIO, EACCES, ESTALE …) or of the web server, and no fault of HDQM. */
export function isInputError(error: unknown): error is Error {
  if (error instanceof HttpStorageError) return true;
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).syscall === 'string';
}

class LocalStorage implements DqmStorage {
  readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  readonly list = async (folder: string): Promise<TreeEntry[]> => {
    const entries = await readdir(path.join(this.root, folder), { withFileTypes: true });
    return entries.map((entry) => ({
      name: entry.name,
      kind: entry.isDirectory() ? 'folder' : entry.isSymbolicLink() ? 'link' : 'file',
    }));
  };

  async state(file: string): Promise<FileState> {
    try {
      const { size, mtime } = await stat(await this.place(file));
      return { size, modifiedAt: mtime };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      throw new FileNotFoundError('the file is no longer there', { cause: error });
    }
  }

  async open(file: string): Promise<StorageFile> {
    return LocalFile.open(await this.place(file));
  }

  private async place(file: string): Promise<string> {
    return resolveInTree(this.root, file).catch((error: Error) => {
      throw new CorruptFileError(error.message, { cause: error });
    });
  }

  async close(): Promise<void> {
    // A file system needs no leave-taking.
  }
}
