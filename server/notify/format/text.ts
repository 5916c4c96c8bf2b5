import type { IncidentMessage } from '../incident-message.ts';
import { outline } from './outline.ts';

/** A message as plain text, for e-mail; its first line is not the subject. */
export function formatText(message: IncidentMessage): string {
  const { facts, lists, link, picture } = outline(message);
  const blocks = lists.map(({ title, alarms, more }) => [
    `${title}:`,
    ...alarms.flatMap(({ severity, title, text, advice, link }) => [
      `- ${severity}: ${title}: ${text}`,
      ...[...advice, ...(link === null ? [] : [link])].map((line) => `    ${line}`),
    ]),
    ...(more > 0 ? [`… and ${more} more`] : []),
  ]);
  return `${[
    facts,
    ...blocks,
    picture ? [`Picture of ${picture.title}: ${picture.url}`] : [],
    link === null ? [] : [link],
  ]
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`;
}
