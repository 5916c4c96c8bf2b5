/** SQLSTATE classes of a server that is not there, is stopping, or is out of disk, memory or connections: no statement of ours is to blame. */
const classes = /^(08|53|58|57P0)/;
/** A standby takes no writes. */
const readOnly = '25006';
/** What pg, its pool and TypeORM say where no SQLSTATE came. */
const words =
  /Connection terminated|Connection ended|not queryable|timeout exceeded when trying to connect|Query read timeout|Driver not Connected|terminating connection|Cannot use a pool after/i;
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

/**
 * Why the database cannot be used at this moment, where an error says that it cannot: not reached, stopping, out of disk space. Undefined for
 * any other error.
 */
export function outageOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, syscall, message, driverError, originalError } = error as NodeJS.ErrnoException & {
    driverError?: unknown;
    originalError?: unknown;
  };
  if (error instanceof AggregateError) return outageOf(error.errors[0]);
  if (code === '57014') return undefined; // a statement that was cancelled
  const isOutage =
    (code !== undefined && (classes.test(code) || code === readOnly || codes.has(code))) ||
    (syscall === 'connect' && code === 'ENOENT') ||
    words.test(message);
  return isOutage ? message || code : (outageOf(driverError) ?? outageOf(originalError) ?? outageOf(error.cause));
}
