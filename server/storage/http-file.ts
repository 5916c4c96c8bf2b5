import type { HttpStorageResponse, HttpStorageClient } from './http-client.ts';
import { HttpStorageError } from './errors.ts';
import type { ByteSource } from './byte-source.ts';
import { CorruptFileError, formatInteger, FileNotFoundError } from './errors.ts';

/** A file as it is on the server. */
export interface FileState {
  readonly size: number;
  readonly modifiedAt: Date;
}

/** A file on a web server, read by byte ranges. */
export class HttpFile implements ByteSource {
  readonly size: number;
  readonly modifiedAt: Date;
  private readonly folder: HttpStorageClient;
  private readonly path: string;
  private readonly look: () => Promise<FileState>;
  /** What the server calls this content, where it does. */
  private tag: string | undefined;

  private constructor(folder: HttpStorageClient, path: string, look: () => Promise<FileState>, state: FileState) {
    this.folder = folder;
    this.path = path;
    this.look = look;
    this.size = state.size;
    this.modifiedAt = state.modifiedAt;
  }

  /**
   * `look` asks the server how the file is at that moment. Throws a VanishedFileError where there is no such file, and a WebFolderError for
   * any other trouble.
   */
  static async open(folder: HttpStorageClient, path: string, look: () => Promise<FileState>): Promise<HttpFile> {
    return new HttpFile(folder, path, look, await telling(look()));
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    if (length === 0) return Buffer.alloc(0);
    const answer = await telling(
      this.folder
        .ask({
          method: 'GET',
          path: this.path,
          headers: { Range: `bytes=${offset}-${offset + length - 1}` },
          expects: [200, 206, 416],
          mostBytes: length,
          // A file that is longer than was asked for: the server does not know ranges.
        })
        .catch((error: unknown) => {
          throw error instanceof HttpStorageError && error.status === 200 ? this.noRanges() : error;
        }),
    );
    if (answer.status === 416) return Buffer.alloc(0); // it ends before that
    if (answer.status === 200 && (offset > 0 || answer.body.length !== this.size)) throw this.noRanges();
    this.expectSame(answer, offset);
    return answer.body;
  }

  async changed(): Promise<boolean> {
    const { size, modifiedAt } = await telling(this.look());
    return size !== this.size || modifiedAt.getTime() !== this.modifiedAt.getTime();
  }

  async close(): Promise<void> {
    // Nothing is kept open for it.
  }

  /** Every answer must be of one content, and of the place that was asked for. */
  private expectSame({ status, headers, body }: HttpStorageResponse, offset: number): void {
    const { etag } = headers;
    if (etag !== undefined) {
      if (this.tag !== undefined && this.tag !== etag) throw changedError();
      this.tag = etag;
    }
    if (status !== 206) return;
    const range = headers['content-range'] ?? '';
    const [, first, last, size] = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(range) ?? [];
    if (first === undefined)
      throw new HttpStorageError(
        `${this.folder.root.host} does not say which bytes it sends (Content-Range "${range}")`,
      );
    if (size !== '*' && Number(size) !== this.size) throw changedError();
    if (Number(first) !== offset || Number(last) - offset + 1 !== body.length)
      throw new HttpStorageError(
        `${this.folder.root.host}, asked for bytes from ${formatInteger(offset)}, sends ${body.length} as ${range}`,
      );
  }

  private noRanges(): HttpStorageError {
    return new HttpStorageError(
      `${this.folder.root.host} ignores byte ranges: it would send the whole file for each part that is read`,
    );
  }
}

function changedError(): CorruptFileError {
  return new CorruptFileError('it changed while it was read: is it still being copied?');
}

/** Turns "not there" into a VanishedFileError. */
async function telling<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof HttpStorageError && (error.status === 404 || error.status === 410))
      throw new FileNotFoundError('the file is no longer there', { cause: error });
    throw error;
  }
}
