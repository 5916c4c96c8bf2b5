/** The file as a whole cannot be trusted or read: no points come from it. The message says what is wrong and what it means. */
export class DamagedFileError extends Error {
  override name = 'DamagedFileError';
}

/** The file is no longer there: it was superseded, or moved away, between the scan that saw it and now. */
export class VanishedFileError extends Error {
  override name = 'VanishedFileError';
}

/** One record of the file cannot be decoded. It costs the ME that is stored there, or the folder whose list it is. */
export class RecordError extends Error {
  override name = 'RecordError';
}

/** A number of bytes for people: 1,234,567. */
export function grouped(bytes: number): string {
  return bytes.toLocaleString('en-US');
}
