/** One record of the file cannot be decoded. It costs the ME that is stored there, or the folder whose list it is. */
export class RecordError extends Error {
  override name = 'RecordError';
}
