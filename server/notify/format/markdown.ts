import type { IncidentMessage } from '../incident-message.ts';
import { outline } from './outline.ts';

/** A message in Mattermost's Markdown, with its subject as the first line. */
export function formatMarkdown(message: IncidentMessage): string {
  const { subject, facts, lists, link, picture } = outline(message);
  const blocks = lists.map(({ title, alarms, more }) => [
    `**${title}**`,
    ...alarms.flatMap(({ severity, title, text, advice, link }) => [
      `- ${severity === 'error' ? '**error**' : severity}: ${linked(title, link)}: ${escapeMarkdown(text)}`,
      ...advice.map((line) => `  - ${escapeMarkdown(line)}`),
    ]),
    ...(more > 0 ? [`- … and ${more} more`] : []),
  ]);
  return [
    [`#### ${linked(subject, link)}`],
    facts.map((fact) => `- ${escapeMarkdown(fact)}`),
    ...blocks,
    picture ? [`!${linked(picture.title, picture.url)}`] : [],
  ]
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n');
}

function linked(text: string, url: string | null): string {
  if (url === null) return escapeMarkdown(text);
  return `[${escapeMarkdown(text)}](${url.replaceAll('(', '%28').replaceAll(')', '%29')})`;
}

/** Escapes what formats a text, and separates `@` from a name, so that a title notifies nobody. */
function escapeMarkdown(text: string): string {
  return text.replaceAll(/[\\`*_~[\]#|!]/g, String.raw`\$&`).replaceAll('@', '@\u200b');
}
