/** Events of alarms that no notification has been composed from. */
import { randomUUID } from 'node:crypto';
import type { Database } from '../connection/database.ts';
import { toJsonb } from '../connection/storable.ts';
import type { AlarmEventKind, Notification } from '../entities/index.ts';

/** An alarm with events that notifications are to be composed from. */
export interface AlarmNews {
  readonly alarmId: number;
  readonly eventIds: readonly string[];
  readonly kinds: readonly AlarmEventKind[];
}

/** What a receiver last got about an alarm. */
export interface Announcement {
  readonly receiver: string;
  readonly alarmId: number;
  /** The incident of the notification. */
  readonly run: number;
  /** Whether the alarm was announced; otherwise it was reported as back to normal. */
  readonly isOpen: boolean;
}

/** A notification to store. */
export type NewNotification = Pick<Notification, 'receiver' | 'run' | 'events' | 'opened' | 'resolved' | 'message'>;

/** Events are news for this many days: longer ago, no process had receivers. */
const newsDays = 7;

/** The alarms with news. */
export function findAlarmNews({ dataSource }: Database): Promise<AlarmNews[]> {
  return dataSource.query(
    `SELECT alarm_id AS "alarmId", array_agg(id::text ORDER BY id) AS "eventIds", array_agg(kind ORDER BY id) AS kinds
     FROM alarm_event WHERE NOT composed AND announced AND at > now() - make_interval(days => $1) GROUP BY alarm_id`,
    [newsDays],
  );
}

/** What each receiver last got about these alarms. Notifications that failed count as not sent. */
export function findAnnouncements({ dataSource }: Database, alarmIds: readonly number[]): Promise<Announcement[]> {
  return dataSource.query(
    `SELECT DISTINCT ON (receiver, "alarmId") receiver, "alarmId", run, "isOpen"
     FROM notification CROSS JOIN LATERAL (
       SELECT unnest(opened) AS "alarmId", true AS "isOpen" UNION ALL SELECT unnest(resolved), false
     ) AS listed
     WHERE state <> 'failed' AND "alarmId" = ANY ($1) ORDER BY receiver, "alarmId", id DESC`,
    [alarmIds],
  );
}

/**
 * Stores notifications and marks the events that they are composed from, in one transaction: however a process ends, no event is lost, and none
 * is announced twice. Returns false, and stores nothing, where another process has composed some of the events.
 */
export async function storeNotifications(
  { dataSource }: Database,
  news: readonly AlarmNews[],
  notifications: readonly NewNotification[],
): Promise<boolean> {
  const eventIds = news.flatMap((alarm) => alarm.eventIds);
  return dataSource.transaction(async (manager) => {
    const [open] = await manager.query<[{ events: number }]>(
      `SELECT count(*)::int AS events FROM (
         SELECT FROM alarm_event WHERE id = ANY ($1::bigint[]) AND NOT composed ORDER BY id FOR UPDATE
       ) AS event`,
      [eventIds],
    );
    if (open.events < eventIds.length) return false;
    await manager.query('UPDATE alarm_event SET composed = true WHERE id = ANY ($1::bigint[])', [eventIds]);
    await manager.query(
      `INSERT INTO notification (message_id, receiver, run, events, opened, resolved, message)
       SELECT message_id, receiver, run, events, opened, resolved, message
       FROM jsonb_populate_recordset(NULL::notification, $1) WITH ORDINALITY ORDER BY ordinality`,
      [toJsonb(notifications.map((notification) => ({ ...notification, message_id: randomUUID() })))],
    );
    return true;
  });
}
