import { createHmac } from 'node:crypto';
import type { Dispatcher } from 'undici';
import type { Delivery } from '../incident-message.ts';
import { base64Prefix } from '../receivers.ts';
import { post } from './post.ts';

/**
 * Sends a message as JSON, `{ id, composedAt, message }`, signed by the Standard Webhooks specification: `webhook-id`, `webhook-timestamp` and
 * `webhook-signature`. Throws a SendError.
 */
export async function sendWebhook(
  agent: Dispatcher,
  { url, secret }: { readonly url: string; readonly secret: string },
  { id, composedAt, message }: Delivery,
  now = Date.now(),
): Promise<void> {
  const body = JSON.stringify({ id, composedAt, message });
  const timestamp = String(Math.floor(now / 1000));
  const headers = {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': sign(secret, `${id}.${timestamp}.${body}`),
  };
  await post(agent, { url, id, body, headers });
}

/** The signature of a text, `v1,` and its HMAC-SHA256 in base64. A key that begins with `whsec_` is in base64. */
export function sign(secret: string, text: string): string {
  const key = secret.startsWith(base64Prefix) ? Buffer.from(secret.slice(base64Prefix.length), 'base64') : secret;
  return `v1,${createHmac('sha256', key).update(text).digest('base64')}`;
}
