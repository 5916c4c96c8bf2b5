/** Exit status of a command: 0 success, 1 failure, 2 wrong usage. */
export type ExitStatus = 0 | 1 | 2;

/** Invalid arguments or settings of a command. */
export class UsageError extends Error {
  override name = 'UsageError';
}
