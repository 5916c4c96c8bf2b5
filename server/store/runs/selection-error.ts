/** An invalid selection. The message is for the user. */
export class SelectionError extends Error {
  override name = 'SelectionError';
}
