/** The tree of DQM files at EOS_ROOT: a folder of a file system, or one of a web server (WebDAV with byte ranges). */
import type { ByteSource } from './byte-source.ts';
import { HttpStorageError } from './errors.ts';

/** An entry of a folder; `special` is a FIFO, socket or device, which is never opened: that could block for ever. */
export interface TreeEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link' | 'special';
}

/** Lists a folder, given its path relative to the root; rejects where it cannot be listed. */
export type ListFolder = (folder: string) => Promise<readonly TreeEntry[]>;

/** The storage as a whole is unavailable: no single file is at fault. */
export class StorageUnavailableError extends Error {
  override name = 'StorageUnavailableError';
}

/** How to access the storage: the settings of the same names. */
export interface StorageAccess {
  readonly EOS_ROOT: string;
  readonly EOS_TOKEN?: string | undefined;
  readonly EOS_TOKEN_FILE?: string | undefined;
  readonly CA_FILE?: string | undefined;
}

/** Picks the settings of the storage, to be passed to a thread. */
export function storageAccess({ EOS_ROOT, EOS_TOKEN, EOS_TOKEN_FILE, CA_FILE }: StorageAccess): StorageAccess {
  return { EOS_ROOT, EOS_TOKEN, EOS_TOKEN_FILE, CA_FILE };
}

/** Size in bytes and time of the last modification. */
export interface FileStat {
  readonly size: number;
  readonly modifiedAt: Date;
}

/** An open file, with its size and time when it was opened. */
export type StorageFile = ByteSource & FileStat;

/** The tree. Paths are relative to its root, with `/`. */
export interface DqmStorage {
  readonly root: string;
  /** Lists a folder; '' is the root. Throws the error of the file system or an HttpStorageError. */
  readonly list: ListFolder;
  /** Size and time of a file. Throws a FileNotFoundError where there is none, and otherwise like `list`. */
  stat(file: string): Promise<FileStat>;
  /** Opens a file for reading. Throws like `stat`. */
  open(file: string): Promise<StorageFile>;
  close(): Promise<void>;
}

/** Whether an error comes from the storage, i.e. the file system (EIO, EACCES, ESTALE, ...) or the web server, and is no bug of HDQM. */
export function isInputError(error: unknown): error is Error {
  if (error instanceof HttpStorageError) return true;
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).syscall === 'string';
}
