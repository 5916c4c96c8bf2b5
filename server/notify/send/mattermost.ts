import type { Dispatcher } from 'undici';
import { formatMarkdown } from '../format/markdown.ts';
import type { Delivery } from '../incident-message.ts';
import { post } from './post.ts';

/** Mattermost's limit of a post is 16,383 characters. */
const maxText = 16_000;

/** Sends a message to an incoming webhook of Mattermost. Throws a SendError. */
export async function sendMattermost(agent: Dispatcher, url: string, { id, message }: Delivery): Promise<void> {
  const text = formatMarkdown(message);
  const shown = text.length <= maxText ? text : `${text.slice(0, maxText - 1)}…`;
  await post(agent, { url, id, body: JSON.stringify({ username: 'HDQM', text: shown }) });
}
