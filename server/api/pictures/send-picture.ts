/** What requests for pictures have in common: their limits, and how a picture or a refusal is sent. */
import type { Request, RequestHandler, Response } from 'express';
import type { PictureFormat } from '../../pictures/picture.thread.ts';
import { sendGraphqlError } from '../errors.ts';
import { ExportSlots } from '../export/export-slots.ts';
import { clientAddress } from '../http/rate-limit.ts';

/** Seconds after which a client may retry that was rejected. */
const retrySeconds = 5;

const contentTypes: Readonly<Record<PictureFormat, string>> = { png: 'image/png', svg: 'image/svg+xml; charset=utf-8' };

/** Statuses of responses without a picture. */
export const refusalStatuses = {
  invalid: 400,
  missing: 404,
  tooLarge: 413,
  busy: 503,
  timedOut: 503,
  unavailable: 503,
} as const;

/** Rejects requests beyond those that may wait at the same time, in all and from one address; answers 429. */
export function limitWaiting(
  limits: { readonly running: number; readonly perAddress: number },
  send: (request: Request, response: Response) => Promise<void>,
): RequestHandler {
  const slots = new ExportSlots(limits);
  return async (request, response) => {
    const free = slots.take(clientAddress(request));
    if (!free) {
      response.set('Retry-After', String(retrySeconds));
      const text = `too many pictures are requested (${limits.perAddress} from one address): retry in ${retrySeconds} s`;
      sendGraphqlError(request, response, 429, text, 'TOO_MANY_REQUESTS');
      return;
    }
    try {
      await send(request, response);
    } finally {
      free();
    }
  };
}

/** Sends a picture, or 304 where the client has it. */
export function sendBytes(
  request: Request,
  response: Response,
  { bytes, etag, format, name }: { bytes: Uint8Array; etag: string; format: PictureFormat; name: string },
): void {
  response.set({
    'Content-Type': contentTypes[format],
    'Cache-Control': 'no-cache',
    'Content-Disposition': `inline; filename="${name.replaceAll(/[^\w.-]+/g, '_')}.${format}"`,
    ETag: `"${etag}"`,
    // Other sites may show it: it has no more than what a link to the page shows to the same visitor.
    'Cross-Origin-Resource-Policy': 'cross-origin',
    'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  });
  if (request.fresh) response.status(304).end();
  else response.send(bytes);
}

/** Sends why there is no picture. */
export function refuse(request: Request, response: Response, status: number, reason: string): void {
  if (status === 503) response.set('Retry-After', String(retrySeconds));
  const code = status === 503 ? 'SERVICE_UNAVAILABLE' : status === 500 ? 'INTERNAL_SERVER_ERROR' : 'BAD_REQUEST';
  sendGraphqlError(request, response, status, reason, code);
}
