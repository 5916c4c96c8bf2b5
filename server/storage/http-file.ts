import type { ByteSource } from './byte-source.ts';
import { CorruptFileError, FileNotFoundError, formatInteger, HttpStorageError } from './errors.ts';
import type { HttpStorageClient, HttpStorageResponse } from './http-client.ts';
import type { FileStat } from './storage.ts';

/** A file on a web server, read by byte ranges. */
export class HttpFile implements ByteSource {
  readonly size: number;
  readonly modifiedAt: Date;
  private readonly client: HttpStorageClient;
  private readonly path: string;
  private readonly stat: () => Promise<FileStat>;
  private etag: string | undefined;

  private constructor(client: HttpStorageClient, path: string, stat: () => Promise<FileStat>, current: FileStat) {
    this.client = client;
    this.path = path;
    this.stat = stat;
    this.size = current.size;
    this.modifiedAt = current.modifiedAt;
  }

  /** `stat` queries the server. Throws a FileNotFoundError where there is no such file, else an HttpStorageError. */
  static async open(client: HttpStorageClient, path: string, stat: () => Promise<FileStat>): Promise<HttpFile> {
    return new HttpFile(client, path, stat, await toFileNotFound(stat()));
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    if (length === 0) return Buffer.alloc(0);
    const response = await toFileNotFound(
      this.client
        .request({
          method: 'GET',
          path: this.path,
          headers: { Range: `bytes=${offset}-${offset + length - 1}` },
          expectedStatuses: [200, 206, 416],
          maxBytes: length,
        })
        .catch((error: unknown) => {
          // A whole file, longer than the range.
          throw error instanceof HttpStorageError && error.status === 200 ? this.rangesUnsupported() : error;
        }),
    );
    if (response.status === 416) return Buffer.alloc(0); // the offset is beyond the end
    if (response.status === 200 && (offset > 0 || response.body.length !== this.size)) throw this.rangesUnsupported();
    this.verify(response, offset);
    return response.body;
  }

  async changed(): Promise<boolean> {
    const { size, modifiedAt } = await toFileNotFound(this.stat());
    return size !== this.size || modifiedAt.getTime() !== this.modifiedAt.getTime();
  }

  async close(): Promise<void> {
    // Holds no resources.
  }

  /** Throws where a response belongs to another content of the file, or to another range. */
  private verify({ status, headers, body }: HttpStorageResponse, offset: number): void {
    const { etag } = headers;
    if (etag !== undefined) {
      if (this.etag !== undefined && this.etag !== etag) throw changedError();
      this.etag = etag;
    }
    if (status !== 206) return;
    const { host } = this.client.root;
    const range = headers['content-range'] ?? '';
    const [, first, last, size] = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(range) ?? [];
    if (first === undefined)
      throw new HttpStorageError(`invalid response of ${host}: no valid Content-Range ("${range}")`);
    if (size !== '*' && Number(size) !== this.size) throw changedError();
    if (Number(first) !== offset || Number(last) - offset + 1 !== body.length)
      throw new HttpStorageError(
        `invalid response of ${host}: ${body.length} bytes as ${range} for bytes from ${formatInteger(offset)}`,
      );
  }

  private rangesUnsupported(): HttpStorageError {
    return new HttpStorageError(
      `${this.client.root.host} does not support byte ranges: each read would transfer the whole file`,
    );
  }
}

function changedError(): CorruptFileError {
  return new CorruptFileError('it changed while it was read: is it still being copied?');
}

/** Turns statuses 404 and 410 into a FileNotFoundError. */
async function toFileNotFound<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof HttpStorageError && (error.status === 404 || error.status === 410))
      throw new FileNotFoundError(undefined, { cause: error });
    throw error;
  }
}
