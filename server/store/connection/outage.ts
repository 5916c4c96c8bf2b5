/** SQLSTATE classes of a server that is unavailable, shutting down, or out of disk, memory or connections. */
const classes = /^(08|53|58|57P0)/;
/** SQLSTATE of a write on a standby. */
const readOnly = '25006';
/** Messages of pg, its pool and TypeORM for errors without a SQLSTATE. TypeORM releases a query runner whose connection ended. */
const messages =
  /already released|Connection terminated|Connection ended|not queryable|timeout exceeded when trying to connect|Query read timeout|Driver not Connected|terminating connection|Cannot use a pool after/i;
const codes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** Why the database is unavailable, where an error means that it is: no connection, shutdown, disk full. Undefined for any other error. */
export function outageOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, syscall, message, driverError, originalError } = error as NodeJS.ErrnoException & {
    driverError?: unknown;
    originalError?: unknown;
  };
  if (error instanceof AggregateError) return outageOf(error.errors[0]);
  if (code === '57014') return undefined; // a cancelled statement
  const isOutage =
    (code !== undefined && (classes.test(code) || code === readOnly || codes.has(code))) ||
    (syscall === 'connect' && code === 'ENOENT') ||
    messages.test(message);
  return isOutage ? message || code : (outageOf(driverError) ?? outageOf(originalError) ?? outageOf(error.cause));
}
