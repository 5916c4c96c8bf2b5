/** Notifications that wait to be sent. */
import type { Database } from '../connection/database.ts';
import { backoffDelay, maxNotificationAttempts, notificationBackoff } from '../../retry/policy.ts';
import type { Notification } from '../entities/index.ts';

/** A notification that is being sent. */
export type DueNotification = Pick<Notification, 'messageId' | 'run' | 'message' | 'composedAt'>;

/** Whether a receiver accepted a message. */
export type Attempt =
  | { readonly isSent: true; readonly problem: string | null }
  | {
      readonly isSent: false;
      readonly problem: string;
      /** The receiver refused this message; otherwise it accepts none at present. */
      readonly isRefused: boolean;
    };

/** What an attempt led to. */
export interface AttemptResult {
  readonly notification: DueNotification;
  readonly attempt: Attempt;
  /** Notifications that were given up after it. */
  readonly failed: number;
  readonly nextAttemptAt: Date | null;
}

/** Namespace of the advisory locks of receivers. */
const receiverLock = 0x48_44_51_53;

/**
 * Sends the next due notification of a receiver and stores the result. The transaction holds a lock of the receiver meanwhile: one process at a time
 * sends to it, in the order of the incidents, and the lock of a killed process ends with its connection. A message is repeated only where the
 * process is killed, or loses the database, after the receiver accepted it and before that is stored. Returns undefined where nothing is due, or
 * another process sends to the receiver. Throws what `send` throws, and the notification is due as before.
 */
export async function sendNext(
  { dataSource }: Database,
  receiver: string,
  send: (notification: DueNotification) => Promise<Attempt>,
): Promise<AttemptResult | undefined> {
  return dataSource.transaction(async (manager) => {
    const [lock] = await manager.query<{ held: boolean }[]>(
      'SELECT pg_try_advisory_xact_lock($1, hashtext($2)) AS held',
      [receiverLock, receiver],
    );
    if (lock?.held !== true) return undefined;
    const [row] = await manager.query<(DueNotification & { id: string; attempts: number })[]>(
      `SELECT id, message_id AS "messageId", run, message, composed_at AS "composedAt", attempts FROM notification
       WHERE receiver = $1 AND state = 'pending' AND next_attempt_at <= now() ORDER BY id LIMIT 1`,
      [receiver],
    );
    if (row === undefined) return undefined;
    const { id, attempts, ...notification } = row;
    const attempt = await send(notification);
    if (attempt.isSent) {
      await manager.query(
        `UPDATE notification SET state = 'sent', attempts = attempts + 1, error = $2, sent_at = clock_timestamp(),
           next_attempt_at = NULL
         WHERE id = $1`,
        [id, attempt.problem],
      );
      return { notification, attempt, failed: 0, nextAttemptAt: null };
    }
    // A receiver that accepts no message has not accepted the others either.
    const updated = await manager.query<{ state: string; nextAttemptAt: Date | null }[]>(
      `WITH updated AS (
         UPDATE notification SET attempts = attempts + 1, error = $3,
           state = CASE WHEN attempts + 1 < $4 THEN 'pending' ELSE 'failed' END,
           next_attempt_at = CASE WHEN attempts + 1 < $4 THEN clock_timestamp() + make_interval(secs => $5) END
         WHERE receiver = $1 AND state = 'pending' AND (id = $2 OR NOT $6) RETURNING state, next_attempt_at
       )
       SELECT state, next_attempt_at AS "nextAttemptAt" FROM updated`,
      [
        receiver,
        id,
        attempt.problem,
        maxNotificationAttempts,
        backoffDelay(notificationBackoff, attempts + 1) / 1000,
        attempt.isRefused,
      ],
    );
    return {
      notification,
      attempt,
      failed: updated.filter(({ state }) => state === 'failed').length,
      nextAttemptAt: updated.find(({ nextAttemptAt }) => nextAttemptAt !== null)?.nextAttemptAt ?? null,
    };
  });
}

/** Time of the next attempt for one of these receivers; undefined where nothing is pending. */
export async function nextNotificationDate(
  { dataSource }: Database,
  receivers: readonly string[],
): Promise<Date | undefined> {
  const [row] = await dataSource.query<{ at: Date | null }[]>(
    `SELECT min(next_attempt_at) AS at FROM notification WHERE state = 'pending' AND receiver = ANY ($1)`,
    [receivers],
  );
  return row?.at ?? undefined;
}

/** Gives up what has been pending for a day for receivers that no longer exist. Returns the names of these receivers. */
export async function failUnknownReceivers({ dataSource }: Database, receivers: readonly string[]): Promise<string[]> {
  const rows = await dataSource.query<{ receiver: string }[]>(
    `WITH failed AS (
       UPDATE notification SET state = 'failed', error = 'no receiver of this name is configured', next_attempt_at = NULL
       WHERE state = 'pending' AND receiver <> ALL ($1) AND composed_at < now() - interval '1 day' RETURNING receiver
     )
     SELECT DISTINCT receiver FROM failed`,
    [receivers],
  );
  return rows.map(({ receiver }) => receiver);
}
