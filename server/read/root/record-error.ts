/** A record of the file cannot be decoded: the ME stored in it, or the listing of a folder. */
export class RecordError extends Error {
  override name = 'RecordError';
}
