import { StorageUnavailableError } from '../storage/storage.ts';
import { outageOf } from '../store/connection/outage.ts';

/** Which of EOS and the database is unavailable, where that caused an error; undefined for any other error. */
export function outageReason(error: unknown): string | undefined {
  if (error instanceof StorageUnavailableError) return error.message;
  const outage = outageOf(error);
  return outage === undefined ? undefined : `database unavailable: ${outage}`;
}
