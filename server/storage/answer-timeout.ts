import { fileSystemTimeoutMs, hangingFileSystemTimeoutMs } from '../retry/policy.ts';

/** A file system does not answer. Like its other errors this one names a system call: no single file is at fault. */
export class FileSystemTimeoutError extends Error implements NodeJS.ErrnoException {
  override name = 'FileSystemTimeoutError';
  readonly code = 'ETIMEDOUT';
  readonly syscall: string;

  constructor(syscall: string, milliseconds: number) {
    super(`no answer of the file system within ${milliseconds / 1000} s (${syscall})`);
    this.syscall = syscall;
  }
}

/** Limits how long calls of a file system take: on a mount that hangs they never return, and nothing that waits for one would end. */
export class AnswerTimeout {
  private readonly milliseconds: number;
  /** Calls that timed out and have not returned since. */
  private hanging = 0;

  constructor(milliseconds = fileSystemTimeoutMs) {
    this.milliseconds = milliseconds;
  }

  /** Returns the result of a call. Throws its error, or a FileSystemTimeoutError. */
  async limit<T>(syscall: string, call: Promise<T>): Promise<T> {
    const milliseconds =
      this.hanging === 0 ? this.milliseconds : Math.min(this.milliseconds, hangingFileSystemTimeoutMs);
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        this.hanging += 1;
        const returned = (): void => void (this.hanging -= 1);
        call.then(returned, returned);
        reject(new FileSystemTimeoutError(syscall, milliseconds));
      }, milliseconds);
    });
    try {
      return await Promise.race([call, timeout]);
    } finally {
      clearTimeout(timer);
    }
  }
}
