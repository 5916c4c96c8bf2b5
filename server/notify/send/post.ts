import { type Dispatcher, fetch, type Response } from 'undici';
import { reasonOf } from '../../enrich/service-error.ts';
import { printable } from '../../names/printable.ts';
import { notificationTimeoutMs } from '../../retry/policy.ts';
import { SendError } from './send-error.ts';

/** Statuses with which a server refuses a message for its content. */
const refused = new Set([400, 413, 415, 422]);
/** Of an answer with an error this many characters are reported. */
const maxReason = 200;
/** Max. length of an answer that is parsed, in bytes. */
const maxAnswer = 10_000;

/** A message for a server. */
export interface Post {
  readonly url: string;
  /** The same at each attempt. */
  readonly id: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends JSON with `Idempotency-Key`, by which a server can recognise a message that it has accepted before. Throws a SendError. */
export async function post(agent: Dispatcher, { url, id, body, headers }: Post): Promise<void> {
  const { host } = new URL(url);
  let response: Response;
  try {
    response = await fetch(url, {
      method: 'POST',
      dispatcher: agent,
      redirect: 'manual', // it leads to a login page
      headers: { 'content-type': 'application/json', 'idempotency-key': id, 'user-agent': 'HDQM', ...headers },
      body,
      signal: AbortSignal.timeout(notificationTimeoutMs),
    });
  } catch (error) {
    const reason = (error as Error).name === 'TimeoutError' ? 'timed out' : reasonOf(error);
    throw new SendError(`${host}: ${reason}`, false);
  }
  const { status } = response;
  if (response.ok) {
    await response.body?.cancel();
    return;
  }
  const text = await answerText(response, url);
  throw new SendError(`${host} answered ${status}${text === '' ? '' : `: ${text}`}`, refused.has(status));
}

/** The message in a JSON answer, without the path and parameters of the URL, which may be secrets; '' for any other answer. */
async function answerText(response: Response, url: string): Promise<string> {
  if (response.headers.get('content-type')?.includes('json') !== true) {
    await response.body?.cancel();
    return '';
  }
  try {
    const answer: unknown = JSON.parse(await beginning(response));
    const message = typeof answer === 'string' ? answer : (answer as { message?: unknown } | null)?.message;
    if (typeof message !== 'string') return '';
    const { pathname, search, searchParams } = new URL(url);
    const secrets = [search.slice(1), ...pathname.split('/'), ...searchParams.values()].filter(
      (part) => part.length >= 8,
    );
    return printable(secrets.reduce((text, secret) => text.replaceAll(secret, '…'), message).slice(0, maxReason));
  } catch {
    return ''; // truncated, or no JSON: the status is reported
  }
}

async function beginning({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > maxAnswer) break; // also ends the connection
  }
  return Buffer.concat(chunks).toString('utf8');
}
