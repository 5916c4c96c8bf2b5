/** The server gave no answer that can be used. The message says what it answered and what to do; never a secret. */
export class WebFolderError extends Error {
  override name = 'WebFolderError';
  /** The status that it answered with; undefined where it gave no answer. */
  readonly status: number | undefined;

  constructor(message: string, { status, cause }: { status?: number | undefined; cause?: unknown } = {}) {
    super(message, cause === undefined ? {} : { cause });
    this.status = status;
  }
}
