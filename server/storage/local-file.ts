import type { Stats } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import type { ByteSource } from './byte-source.ts';
import { FileNotFoundError } from './errors.ts';

/** A file of a local or mounted file system. */
export class LocalFile implements ByteSource {
  readonly size: number;
  readonly modifiedAt: Date;
  private readonly path: string;
  private readonly file: FileHandle;
  private readonly modified: number;

  private constructor(path: string, file: FileHandle, { size, mtimeMs, mtime }: Stats) {
    this.path = path;
    this.file = file;
    this.size = size;
    this.modified = mtimeMs;
    this.modifiedAt = mtime;
  }

  /** Throws a VanishedFileError where there is no such file, and the file system's own error for any other trouble. */
  static async open(path: string): Promise<LocalFile> {
    const file = await telling(open(path, 'r'));
    try {
      return new LocalFile(path, file, await telling(file.stat()));
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    const bytes = Buffer.allocUnsafe(length);
    let filled = 0;
    while (filled < length) {
      const { bytesRead } = await telling(this.file.read(bytes, filled, length - filled, offset + filled));
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return bytes.subarray(0, filled);
  }

  async changed(): Promise<boolean> {
    // By its path: another file may have been put in its place.
    const { size, mtimeMs } = await telling(stat(this.path));
    return size !== this.size || mtimeMs !== this.modified;
  }

  async close(): Promise<void> {
    await this.file.close();
  }
}

/** Turns the errors of a file that is gone (on network file systems a stale handle, too) into a VanishedFileError. */
async function telling<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESTALE') {
      throw new FileNotFoundError('the file is no longer there', { cause: error });
    }
    throw error;
  }
}
