import type { Database } from '../connection/database.ts';

const judgeLock = 0x48_44_51_4a;

/**
 * Does work while no other process judges trends of this database: waits for one that does. A killed process loses the lock with its
 * connection.
 */
export async function withJudgeLock<T>({ dataSource }: Database, work: () => Promise<T>): Promise<T> {
  const lock = dataSource.createQueryRunner();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [judgeLock]);
    try {
      return await work();
    } finally {
      // Where the connection is lost, so is the lock.
      await lock.query('SELECT pg_advisory_unlock($1)', [judgeLock]).catch(() => undefined);
    }
  } finally {
    await lock.release();
  }
}
