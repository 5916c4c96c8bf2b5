import type { Response } from 'express';
import { escapeHtml } from './escape-html.ts';

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
        `<title>${escapeHtml(title)} · HDQM</title>`,
        '<style>:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:36rem;margin:15vh auto;padding:0 1rem}</style>',
        `<h1>${escapeHtml(title)}</h1>`,
        text === undefined ? '' : `<p>${escapeHtml(text)}</p>`,
        `<p>${link ? `<a href="${escapeHtml(link[1])}">${escapeHtml(link[0])}</a> · ` : ''}<a href="/">HDQM</a></p></html>\n`,
      ].join('\n'),
    );
}
