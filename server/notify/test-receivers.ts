import { randomUUID } from 'node:crypto';
import type { Settings } from '../app/settings.ts';
import { testMessage } from './incident-message.ts';
import type { Receiver } from './receivers.ts';
import { SendError } from './send/send-error.ts';
import { openSenders } from './send/senders.ts';

/** Whether a receiver accepted a test message. */
export interface TestResult {
  readonly receiver: string;
  /** Why it did not, or what it refused of the message; null where it accepted all of it. */
  readonly problem: string | null;
  readonly isSent: boolean;
}

/** Sends a test message to each of the receivers now, once. Throws a CertificateFileError or a ProxyError. */
export async function testReceivers(
  settings: Pick<Settings, 'CA_FILE' | 'PUBLIC_URL'>,
  receivers: readonly Receiver[],
): Promise<TestResult[]> {
  const message = testMessage(settings.PUBLIC_URL);
  const senders = openSenders(settings);
  try {
    return await Promise.all(
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
  } finally {
    await senders.close();
  }
}
