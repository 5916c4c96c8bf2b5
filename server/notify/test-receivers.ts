import { randomUUID } from 'node:crypto';
import { testMessage } from './incident-message.ts';
import type { Receiver } from './receivers.ts';
import { SendError } from './send/send-error.ts';
import type { Senders } from './send/senders.ts';

/** Whether a receiver accepted a test message. */
export interface TestResult {
  readonly receiver: string;
  /** Why it did not, or what it refused of the message; null where it accepted all of it. */
  readonly problem: string | null;
  readonly isSent: boolean;
}

/** Sends a test message to each of the receivers now, once. */
export function testReceivers(
  senders: Pick<Senders, 'send'>,
  receivers: readonly Receiver[],
  publicUrl: string | undefined,
): Promise<TestResult[]> {
  const message = testMessage(publicUrl);
  return Promise.all(
    receivers.map(async (receiver) => {
      try {
        const problem = await senders.send(receiver, { id: randomUUID(), composedAt: new Date(), message });
        return { receiver: receiver.name, problem: problem ?? null, isSent: true };
      } catch (error) {
        if (!(error instanceof SendError)) throw error;
        return { receiver: receiver.name, problem: error.message, isSent: false };
      }
    }),
  );
}
