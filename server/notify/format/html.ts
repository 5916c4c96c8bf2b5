import type { IncidentMessage } from '../incident-message.ts';
import { type ListedAlarm, outline } from './outline.ts';

/** A message as an HTML page, for e-mail. It loads nothing. */
export function formatHtml(message: IncidentMessage): string {
  const { subject, facts, lists, link, picture } = outline(message);
  const blocks = lists.map(
    ({ title, alarms, more }) =>
      `<h3>${escapeHtml(title)}</h3>\n<ul>\n${alarms.map(item).join('\n')}\n${
        more > 0 ? `<li>… and ${more} more</li>\n` : ''
      }</ul>`,
  );
  const body = [
    `<h2>${linked(subject, link)}</h2>`,
    ...(facts.length > 0 ? [`<p>${facts.map(escapeHtml).join('<br>\n')}</p>`] : []),
    ...blocks,
    ...(picture ? [`<p>${linked(`Picture of ${picture.title}`, picture.url)}</p>`] : []),
  ];
  return `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(subject)}</title></head>\n<body style="font-family: sans-serif">\n${body.join('\n')}\n</body></html>\n`;
}

function item({ severity, title, text, advice, link }: ListedAlarm): string {
  const color = severity === 'error' ? '#b00020' : '#8a5a00';
  const more = advice.map((line) => `<br>${escapeHtml(line)}`).join('');
  return `<li><b style="color: ${color}">${escapeHtml(severity)}</b>: ${linked(title, link)}: ${escapeHtml(text)}${more}</li>`;
}

function linked(text: string, url: string | null): string {
  return url === null ? escapeHtml(text) : `<a href="${escapeHtml(url)}">${escapeHtml(text)}</a>`;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
