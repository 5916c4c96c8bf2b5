import PgBoss from 'pg-boss';
import type { Logger } from 'pino';
import { type Database, poolOf } from '../store/connection/database.ts';

/** The job queue in HDQM's own database. */
export interface Queue {
  readonly boss: PgBoss;
  close(): Promise<void>;
}

/** Names of the queues. */
export const queues = { scan: 'scan', enrich: 'enrich', extract: 'extract' } as const;

const openingLock = 0x48_44_51_51;

/**
 * Opens the queue on the database's own connections. `keepsTime` is for servers: they look after the schedules and take back what is over its
 * lease; others only use the queue.
 */
export async function openQueue(
  database: Database,
  log: Logger,
  { keepsTime }: { keepsTime: boolean },
): Promise<Queue> {
  const pool = poolOf(database);
  const boss = new PgBoss({
    // Several statements in one text go without parameters only.
    db: { executeSql: (text, values?: unknown[]) => (values?.length ? pool.query(text, values) : pool.query(text)) },
    supervise: keepsTime,
    schedule: keepsTime,
    maintenanceIntervalSeconds: 60,
    archiveCompletedAfterSeconds: 3600,
    deleteAfterDays: 2,
  });
  boss.on('error', (error) => log.error({ err: error }, 'job queue'));
  // Processes that make the queue's tables at the same time would wait for one another for ever.
  const alone = await pool.connect();
  try {
    await alone.query('SELECT pg_advisory_lock($1)', [openingLock]);
    await boss.start();
    for (const name of Object.values(queues)) await boss.createQueue(name, { name, policy: 'standard' });
  } finally {
    await alone.query('SELECT pg_advisory_unlock($1)', [openingLock]).catch(() => undefined);
    alone.release();
  }
  return { boss, close: () => boss.stop({ graceful: false }) };
}
