import { openHttpAgent, trustedCertificates } from '../../storage/http-agent.ts';
import type { Delivery } from '../incident-message.ts';
import type { Receiver } from '../receivers.ts';
import { notificationTimeoutMs } from '../../retry/policy.ts';
import { sendAlerts } from './alertmanager.ts';
import { sendMattermost } from './mattermost.ts';
import { sendWebhook } from './webhook.ts';

/** Sends messages to receivers of all kinds. */
export interface Senders {
  /**
   * Sends a message. Returns what the receiver refused of a message that it accepted; undefined where nothing. Throws a SendError. It takes
   * at most some timeouts of server/retry/policy.ts.
   */
  send(receiver: Receiver, delivery: Delivery): Promise<string | undefined>;
  close(): Promise<void>;
}

/** Opens the HTTP client of the senders. Throws a CertificateFileError or a ProxyError. */
export function openSenders({ CA_FILE }: { readonly CA_FILE?: string | undefined }): Senders {
  const agent = openHttpAgent({ caFile: CA_FILE, timeoutMs: notificationTimeoutMs });
  const certificates = CA_FILE === undefined ? undefined : trustedCertificates(CA_FILE);
  return {
    send: async (receiver, delivery) => {
      switch (receiver.kind) {
        case 'mattermost':
          await sendMattermost(agent, receiver.url, delivery);
          return undefined;
        case 'webhook':
          await sendWebhook(agent, receiver, delivery);
          return undefined;
        case 'alertmanager':
          await sendAlerts(agent, receiver.url, delivery);
          return undefined;
        case 'email': {
          const { sendEmail } = await import('./email.ts'); // loading nodemailer takes a while
          return sendEmail(receiver, certificates, delivery);
        }
      }
    },
    close: () => agent.destroy(), // what was not answered is sent again
  };
}
