import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { CorruptFileError, FileNotFoundError } from './errors.ts';
import { LocalFile } from './local-file.ts';
import type { DqmStorage, FileStat, StorageAccess, StorageFile, TreeEntry } from './storage.ts';
import { resolveInTree } from './tree-path.ts';

/** Opens the tree without accessing it yet. Rejects with a CertificateFileError. */
export async function openStorage(access: StorageAccess): Promise<DqmStorage> {
  if (!/^https?:/.test(access.EOS_ROOT)) return new LocalStorage(access.EOS_ROOT);
  const { WebDavStorage } = await import('./webdav.ts'); // loading the HTTP client takes 0.1 s
  return new WebDavStorage(access);
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

  async stat(file: string): Promise<FileStat> {
    try {
      const { size, mtime } = await stat(await this.resolve(file));
      return { size, modifiedAt: mtime };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      throw new FileNotFoundError(undefined, { cause: error });
    }
  }

  async open(file: string): Promise<StorageFile> {
    return LocalFile.open(await this.resolve(file));
  }

  private async resolve(file: string): Promise<string> {
    return resolveInTree(this.root, file).catch((error: Error) => {
      throw new CorruptFileError(error.message, { cause: error });
    });
  }

  async close(): Promise<void> {
    // Holds no resources.
  }
}
