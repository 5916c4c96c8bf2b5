import type { Dispatcher } from 'undici';
import { formatMarkdown } from '../format/markdown.ts';
import type { Delivery } from '../incident-message.ts';
import { post } from './post.ts';

/** Sends a message to an incoming webhook of Mattermost. Throws a SendError. */
export async function sendMattermost(agent: Dispatcher, url: string, { id, message }: Delivery): Promise<void> {
  await post(agent, { url, id, body: JSON.stringify({ username: 'HDQM', text: formatMarkdown(message) }) });
}
