import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { AnswerTimeout } from './answer-timeout.ts';
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
  private readonly timeout = new AnswerTimeout();

  constructor(root: string) {
    this.root = root;
  }

  readonly list = async (folder: string): Promise<TreeEntry[]> => {
    const entries = await this.timeout.limit('scandir', readdir(path.join(this.root, folder), { withFileTypes: true }));
    return entries.map((entry) => ({ name: entry.name, kind: kindOf(entry) }));
  };

  async stat(file: string): Promise<FileStat> {
    try {
      const found = await this.timeout.limit(
        'stat',
        this.resolve(file).then((absolute) => stat(absolute)),
      );
      return { size: found.size, modifiedAt: found.mtime };
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

function kindOf(entry: Dirent): TreeEntry['kind'] {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  return entry.isSymbolicLink() ? 'link' : 'special';
}
