/** A message was not accepted. The text is for operators: it names the receiver's server and contains no secret. */
export class SendError extends Error {
  override name = 'SendError';
  /** Whether the receiver refused this message; otherwise it accepts none at present. */
  readonly isRefused: boolean;

  constructor(message: string, isRefused: boolean) {
    super(message);
    this.isRefused = isRefused;
  }
}
