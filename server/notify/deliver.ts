import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { notificationGraceMs } from '../retry/policy.ts';
import type { Database } from '../store/connection/database.ts';
import { type Attempt, type DueNotification, sendNext } from '../store/notifications/outbox.ts';
import type { IncidentMessage } from './incident-message.ts';
import type { Receiver } from './receivers.ts';
import { SendError } from './send/send-error.ts';
import type { Senders } from './send/senders.ts';

/** What is needed to send notifications. */
export interface DeliveryContext {
  readonly database: Database;
  readonly log: Logger;
  /** Aborted when the process stops: messages that are not accepted soon after are sent again later. */
  readonly stopping: AbortSignal;
  readonly senders: Pick<Senders, 'send'>;
}

/** How many notifications receivers got. */
export interface DeliveryCounts {
  sent: number;
  /** Attempts that failed. */
  unsent: number;
  /** Notifications that were given up. */
  failed: number;
}

/** Receivers to which messages are sent at the same time; each takes a connection of the database. */
const maxReceivers = 4;

/**
 * Sends what is due, to several receivers at the same time: one that is down does not delay the others. Throws where the database is unavailable, or
 * a sender throws anything but a SendError, after the attempts for all receivers.
 */
export async function deliver(context: DeliveryContext, receivers: readonly Receiver[]): Promise<DeliveryCounts> {
  const counts: DeliveryCounts = { sent: 0, unsent: 0, failed: 0 };
  const errors: unknown[] = [];
  const queue = [...receivers];
  const next = async (): Promise<void> => {
    for (let receiver = queue.shift(); receiver !== undefined; receiver = queue.shift())
      await deliverTo(context, receiver, counts).catch((error: unknown) => errors.push(error));
  };
  await Promise.all(Array.from({ length: Math.min(maxReceivers, receivers.length) }, next));
  if (errors.length > 0) throw errors[0];
  return counts;
}

async function deliverTo(context: DeliveryContext, receiver: Receiver, counts: DeliveryCounts): Promise<void> {
  const { database, log, stopping } = context;
  while (!stopping.aborted) {
    const result = await sendNext(database, receiver.name, (notification) =>
      attempt(context, receiver, notification),
    ).catch((error: unknown) => {
      if (error instanceof SendAbortedError) return undefined;
      throw error;
    });
    if (result === undefined) return;
    const { notification, attempt: made, failed, nextAttemptAt } = result;
    const about = { receiver: receiver.name, incident: notification.run, message: notification.messageId };
    counts.failed += failed;
    if (made.isSent) {
      counts.sent += 1;
      if (made.problem === null) log.info(about, 'notification sent');
      else log.warn(about, `notification sent in part: ${made.problem}`);
      continue;
    }
    counts.unsent += 1;
    if (failed > 0) log.error({ ...about, failed }, `notification failed: ${made.problem}; check its receiver`);
    else log.warn({ ...about, nextAttemptAt }, `notification not sent: ${made.problem}`);
    if (!made.isRefused) return;
  }
}

/** The process stops before a receiver answers. */
class SendAbortedError extends Error {
  override name = 'SendAbortedError';
}

async function attempt(
  { senders, stopping }: DeliveryContext,
  receiver: Receiver,
  { messageId, composedAt, message }: DueNotification,
): Promise<Attempt> {
  const done = new AbortController();
  const delivery = { id: messageId, composedAt, message: message as IncidentMessage };
  try {
    const problem = await Promise.race([senders.send(receiver, delivery), aborted(stopping, done.signal)]);
    return { isSent: true, problem: problem ?? null };
  } catch (error) {
    if (!(error instanceof SendError)) throw error;
    return { isSent: false, problem: error.message, isRefused: error.isRefused };
  } finally {
    done.abort();
  }
}

/** Rejects some time after the process began to stop. */
async function aborted(stopping: AbortSignal, done: AbortSignal): Promise<never> {
  if (!stopping.aborted)
    await new Promise((resolve) => stopping.addEventListener('abort', resolve, { once: true, signal: done }));
  await delay(notificationGraceMs, undefined, { ref: false, signal: done });
  throw new SendAbortedError('the process stops');
}
