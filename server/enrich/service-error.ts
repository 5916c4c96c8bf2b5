/** A query of a service failed. The message is for operators: what was queried and what came back; it never contains a secret. */
export class ServiceError extends Error {
  override name = 'ServiceError';
  /** Earliest time of the next query, where the service or the circuit breaker sets one. */
  readonly retryAfter: Date | undefined;

  constructor(message: string, retryAfter?: Date) {
    super(message);
    this.retryAfter = retryAfter;
  }
}

/** Describes the error of a request without a complete response. */
export function reasonOf(error: unknown): string {
  const { cause, message } = error as { cause?: { code?: string; message?: string }; message?: string };
  const code = cause?.code ?? (error as { code?: string }).code;
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT' || code === 'UND_ERR_CONNECT_TIMEOUT')
    return 'timed out';
  if (code === 'UND_ERR_SOCKET' || code === 'ECONNRESET') return 'connection closed';
  if (code === 'ECONNREFUSED') return 'connection refused (ECONNREFUSED)';
  if (code !== undefined && /CERT|SELF_SIGNED|ALTNAME/.test(code)) return `certificate not trusted (${code})`;
  return code ?? cause?.message ?? message ?? 'no response';
}
