/** A request to the storage server failed. The message contains its answer and what to do, and never a secret. */
export class HttpStorageError extends Error {
  override name = 'HttpStorageError';
  /** HTTP status; undefined without a response. */
  readonly status: number | undefined;

  constructor(message: string, { status, cause }: { status?: number | undefined; cause?: unknown } = {}) {
    super(message, cause === undefined ? {} : { cause });
    this.status = status;
  }
}

/** The file as a whole is corrupt or unreadable: it gives no points. The message names the defect. */
export class CorruptFileError extends Error {
  override name = 'CorruptFileError';
}

/** The file no longer exists: it was superseded or moved since the scan found it. */
export class FileNotFoundError extends Error {
  override name = 'FileNotFoundError';

  constructor(message = 'file not found: it was superseded, moved or deleted', options?: ErrorOptions) {
    super(message, options);
  }
}

/** Formats an integer with thousands separators: 1,234,567. */
export function formatInteger(bytes: number): string {
  return bytes.toLocaleString('en-US');
}
