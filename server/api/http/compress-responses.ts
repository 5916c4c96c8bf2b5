import compression from 'compression';
import type { RequestHandler } from 'express';
import { formats } from '../../export/format.ts';

/** Types of content that are not in the list of the middleware. */
const alsoCompressed: readonly string[] = [formats.ndjson.contentType, formats.arrow.contentType];

/** Compresses responses whose content is not compressed yet, if the client accepts it. */
export function compressResponses(): RequestHandler {
  return compression({
    filter: (request, response) =>
      alsoCompressed.includes(String(response.getHeader('Content-Type'))) || compression.filter(request, response),
  });
}
