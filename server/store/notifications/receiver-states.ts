/** What receivers of notifications got. */
import type { Database } from '../connection/database.ts';
import type { Notification } from '../entities/index.ts';

/** The notifications of a receiver. */
export interface ReceiverState {
  readonly receiver: string;
  readonly pending: number;
  readonly failed: number;
  readonly lastSentAt: Date | null;
  /** Why the last pending or failed one was not accepted; null where there is none. */
  readonly error: string | null;
  readonly nextAttemptAt: Date | null;
}

/** The receivers with notifications of the last days, by name. */
export function listReceiverStates({ dataSource }: Database, days = 7): Promise<ReceiverState[]> {
  return dataSource.query(
    `SELECT receiver, count(*) FILTER (WHERE state = 'pending')::int AS pending,
       count(*) FILTER (WHERE state = 'failed')::int AS failed, max(sent_at) AS "lastSentAt",
       (array_agg(error ORDER BY id DESC) FILTER (WHERE state <> 'sent' AND error IS NOT NULL))[1] AS error,
       min(next_attempt_at) FILTER (WHERE state = 'pending') AS "nextAttemptAt"
     FROM notification WHERE state = 'pending' OR composed_at > now() - make_interval(days => $1)
     GROUP BY receiver ORDER BY receiver`,
    [days],
  );
}

/** The latest notifications of all receivers, latest first. */
export function listNotifications({ dataSource }: Database, limit: number): Promise<Notification[]> {
  return dataSource.query(
    `SELECT id, message_id AS "messageId", receiver, run, events, opened, resolved, message, state, attempts, error,
       composed_at AS "composedAt", next_attempt_at AS "nextAttemptAt", sent_at AS "sentAt"
     FROM notification ORDER BY id DESC LIMIT $1`,
    [limit],
  );
}
