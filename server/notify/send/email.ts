import { createTransport } from 'nodemailer';
import { isHttpsOrLocal } from '../../app/setting-list.ts';
import { notificationTimeoutMs } from '../../retry/policy.ts';
import { formatHtml } from '../format/html.ts';
import { outline } from '../format/outline.ts';
import { formatText } from '../format/text.ts';
import type { Delivery } from '../incident-message.ts';
import type { Receiver } from '../receivers.ts';
import { SendError } from './send-error.ts';

/**
 * Sends a message by e-mail. Its Message-ID is the same at each attempt, and e-mails of an incident refer to each other. Returns the recipients that
 * the server refused, where it accepted others; undefined otherwise. Throws a SendError.
 */
export async function sendEmail(
  { to, from, smtp }: Pick<Extract<Receiver, { kind: 'email' }>, 'to' | 'from' | 'smtp'>,
  certificates: readonly string[] | undefined,
  { id, message }: Delivery,
): Promise<string | undefined> {
  const { hostname, port, protocol, username, password } = new URL(smtp);
  const isImplicitTls = protocol === 'smtps:';
  const withPassword = username !== '';
  const host = hostname.replaceAll(/^\[|\]$/g, '');
  const transport = createTransport({
    host,
    port: port === '' ? (isImplicitTls ? 465 : 25) : Number(port),
    secure: isImplicitTls,
    // A password is only sent over TLS, except to this machine.
    requireTLS: withPassword && !isHttpsOrLocal(smtp.replace(/^smtp/, 'http')),
    ...(withPassword ? { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } } : {}),
    ...(certificates === undefined ? {} : { tls: { ca: [...certificates] } }),
    connectionTimeout: notificationTimeoutMs,
    greetingTimeout: notificationTimeoutMs,
    dnsTimeout: notificationTimeoutMs,
    socketTimeout: notificationTimeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = /@([^\s>]+)/.exec(from)?.[1] ?? 'hdqm';
  try {
    const { rejected } = await transport.sendMail({
      from,
      to: [...to],
      subject: outline(message).subject,
      text: formatText(message),
      html: formatHtml(message),
      messageId: `<${id}@${domain}>`,
      references: [`<hdqm-incident-${message.run}@${domain}>`],
      headers: { 'Auto-Submitted': 'auto-generated' }, // no answers of absent recipients
    });
    return rejected.length === 0 ? undefined : `${host} refused ${rejected.map(String).join(', ')}`;
  } catch (error) {
    throw sendError(host, error as Error & { readonly code?: string; readonly responseCode?: number });
  } finally {
    transport.close();
  }
}

function sendError(
  host: string,
  { message, code, responseCode }: Error & { readonly code?: string; readonly responseCode?: number },
): SendError {
  const isOfMessage = code === 'EENVELOPE' || code === 'EMESSAGE';
  const reason = message.replaceAll(/\s+/g, ' ').slice(0, 300);
  return new SendError(`${host}: ${reason}`, isOfMessage && (responseCode ?? 0) >= 500);
}
