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

/** Why no answer came, in words, from what a request throws. */
export function reasonOf(error: unknown): string {
  const { cause, message } = error as { cause?: { code?: string; message?: string }; message?: string };
  const code = cause?.code ?? (error as { code?: string }).code;
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT' || code === 'UND_ERR_CONNECT_TIMEOUT')
    return 'it does not answer in time';
  if (code === 'UND_ERR_SOCKET' || code === 'ECONNRESET') return 'it cut the connection';
  if (code === 'ECONNREFUSED') return 'nobody listens there (ECONNREFUSED)';
  if (code !== undefined && /CERT|SELF_SIGNED|ALTNAME/.test(code)) return `its certificate is not trusted (${code})`;
  return code ?? cause?.message ?? message ?? 'no answer';
}
