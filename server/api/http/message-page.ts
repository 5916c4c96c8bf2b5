import type { Response } from 'express';

/** The content of a message page. */
export interface Message {
  readonly title: string;
  readonly text?: string;
  readonly link?: readonly [text: string, path: string];
}

/** Sends a short HTML page that needs no other file. */
export function sendMessagePage(response: Response, status: number, { title, text, link }: Message): void {
  response
    .status(status)
    .set({ 'Cache-Control': 'no-store', 'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'" })
    .type('html')
    .send(
      [
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
        `<title>${escape(title)} · HDQM</title>`,
        '<style>:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:36rem;margin:15vh auto;padding:0 1rem}</style>',
        `<h1>${escape(title)}</h1>`,
        text === undefined ? '' : `<p>${escape(text)}</p>`,
        `<p>${link ? `<a href="${escape(link[1])}">${escape(link[0])}</a> · ` : ''}<a href="/">HDQM</a></p></html>\n`,
      ].join('\n'),
    );
}

function escape(text: string): string {
  const names: Record<string, string> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": '#39' };
  return text.replaceAll(/[&<>"']/g, (character) => `&${names[character]};`);
}
