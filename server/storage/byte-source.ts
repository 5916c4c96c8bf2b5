/** Where the bytes of a file come from: a local file, or a server that gives byte ranges. */
export interface ByteSource {
  /** Bytes of the whole file, as it was when it was opened. */
  readonly size: number;
  /**
   * The `length` bytes from `offset`; fewer only where the file ends, or has become shorter than `size`.
   * Throws a VanishedFileError where the file is gone.
   */
  read(offset: number, length: number): Promise<Uint8Array>;
  /** Whether the file was written to since it was opened: what was read of it may be a mixture of two contents. */
  changed(): Promise<boolean>;
  close(): Promise<void>;
}
