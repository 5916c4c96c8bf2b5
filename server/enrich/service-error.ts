/** A service gave no answer that can be used. The message is for operators: what was asked, what came; never a secret. */
export class ServiceError extends Error {
  override name = 'ServiceError';
  /** Before this time the service does not want to be asked again. */
  readonly retryAfter: Date | undefined;

  constructor(message: string, retryAfter?: Date) {
    super(message);
    this.retryAfter = retryAfter;
  }
}
