/** The server gave no answer that can be used. The message says what it answered and what to do; never a secret. */
export class HttpStorageError extends Error {
  override name = 'WebFolderError';
  /** The status that it answered with; undefined where it gave no answer. */
  readonly status: number | undefined;

  constructor(message: string, { status, cause }: { status?: number | undefined; cause?: unknown } = {}) {
    super(message, cause === undefined ? {} : { cause });
    this.status = status;
  }
}

/** The file as a whole cannot be trusted or read: no points come from it. The message says what is wrong and what it means. */
export class CorruptFileError extends Error {
  override name = 'DamagedFileError';
}

/** The file is no longer there: it was superseded, or moved away, between the scan that saw it and now. */
export class FileNotFoundError extends Error {
  override name = 'VanishedFileError';
}

/** A number of bytes for people: 1,234,567. */
export function formatInteger(bytes: number): string {
  return bytes.toLocaleString('en-US');
}
