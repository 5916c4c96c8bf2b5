/** Random access to the bytes of a file: a local file, or one on a server that supports byte ranges. */
export interface ByteSource {
  /** Size in bytes when the file was opened. */
  readonly size: number;
  /**
   * Reads `length` bytes from `offset`; returns fewer only at the end of the file or where it has become shorter than `size`.
   * Throws a FileNotFoundError where the file no longer exists.
   */
  read(offset: number, length: number): Promise<Uint8Array>;
  /** Whether the file was modified since it was opened, so that the bytes read may be a mixture of two contents. */
  changed(): Promise<boolean>;
  close(): Promise<void>;
}
