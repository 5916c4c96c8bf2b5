import { StorageUnavailableError } from '../storage/storage.ts';
import { outageOf } from '../store/connection/outage.ts';

/** What is away, EOS or the database, where that is why work broke off; undefined for any other error. */
export function awayReason(error: unknown): string | undefined {
  if (error instanceof StorageUnavailableError) return error.message;
  const outage = outageOf(error);
  return outage === undefined ? undefined : `the database is away: ${outage}`;
}
