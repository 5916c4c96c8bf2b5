import { constants, type Stats } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import type { ByteSource } from './byte-source.ts';
import { CorruptFileError, FileNotFoundError } from './errors.ts';

/** Opening a FIFO without O_NONBLOCK waits for a writer, for ever. */
const readOnly = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY;

/** A file of a local or mounted file system. */
export class LocalFile implements ByteSource {
  readonly size: number;
  readonly modifiedAt: Date;
  private readonly path: string;
  private readonly file: FileHandle;
  private readonly mtimeMs: number;

  private constructor(path: string, file: FileHandle, { size, mtimeMs, mtime }: Stats) {
    this.path = path;
    this.file = file;
    this.size = size;
    this.mtimeMs = mtimeMs;
    this.modifiedAt = mtime;
  }

  /**
   * Throws a FileNotFoundError where there is no such file, a CorruptFileError where it is no regular file, and any other error of the file
   * system unchanged.
   */
  static async open(path: string): Promise<LocalFile> {
    expectRegular(await toFileNotFound(stat(path))); // a device may act on being opened
    const file = await toFileNotFound(open(path, readOnly));
    try {
      const stats = await toFileNotFound(file.stat());
      expectRegular(stats);
      return new LocalFile(path, file, stats);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    const bytes = Buffer.allocUnsafe(length);
    let filled = 0;
    while (filled < length) {
      const { bytesRead } = await toFileNotFound(this.file.read(bytes, filled, length - filled, offset + filled));
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return bytes.subarray(0, filled);
  }

  async changed(): Promise<boolean> {
    // By path: another file may have replaced the open one.
    const { size, mtimeMs } = await toFileNotFound(stat(this.path));
    return size !== this.size || mtimeMs !== this.mtimeMs;
  }

  async close(): Promise<void> {
    await this.file.close();
  }
}

/** Lets folders pass: reading one fails. */
function expectRegular(stats: Stats): void {
  if (!stats.isFile() && !stats.isDirectory())
    throw new CorruptFileError('not a regular file, but a FIFO, socket or device');
}

/** Turns ENOENT, and ESTALE of network file systems, into a FileNotFoundError. */
async function toFileNotFound<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESTALE') throw new FileNotFoundError(undefined, { cause: error });
    throw error;
  }
}
