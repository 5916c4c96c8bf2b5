import { type ApolloServer, type BaseContext, HeaderMap, type HTTPGraphQLRequest } from '@apollo/server';
import type { Request, RequestHandler, Response } from 'express';
import { graphqlSeconds } from '../../app/telemetry.ts';
import { compress, encodingFor } from '../columns/compress.ts';
import { jsonPieces } from '../columns/json-parts.ts';
import { type Cacheability, type CachedResponse, cacheKey, type ResponseCache } from '../columns/response-cache.ts';

/** Length of the pieces in which a response is written, in characters: some milliseconds of CPU each. */
const pieceLength = 256 * 1024;

/**
 * Handles GraphQL requests whose body has been parsed: a fresh cached response is sent, any other request is executed by Apollo. Responses of
 * status 400 pass `rejectionLimit`.
 */
export function graphqlHandler<C extends BaseContext>(
  apollo: ApolloServer<C>,
  cache: ResponseCache,
  contextOf: (request: Request, response: Response, cacheability: Cacheability) => C,
  rejectionLimit: RequestHandler,
): RequestHandler {
  return async (request, response) => {
    const started = performance.now();
    const encoding = encodingFor(request);
    const key = cacheKey(request, encoding);
    const cacheability = await cache.find(key);
    const { cached, snapshot } = cacheability;
    if (cached && cached.snapshot === snapshot) {
      sendCached(request, response, cached);
      graphqlSeconds.observe({ ...cached.labels, outcome: 'done' }, (performance.now() - started) / 1000);
      return;
    }
    const { headers, status, body } = await apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: toApollo(request),
      context: async () => contextOf(request, response, cacheability),
    });
    if (body.kind === 'chunked') throw new Error('incremental delivery is not supported');
    const { fresh, parts } = cacheability;
    if (key !== undefined && fresh) {
      const contentType = headers.get('content-type') ?? 'application/json';
      const content =
        cached && parts === undefined
          ? cached
          : { ...(await compress(jsonPieces(parts ?? [], pieceLength), encoding)), contentType };
      const stored = { ...content, ...fresh };
      cache.store(key, stored);
      sendCached(request, response, stored);
      return;
    }
    response
      .set('Cache-Control', 'no-store')
      .status(status ?? 200)
      .setHeaders(headers);
    if (status === 400) await rejectionLimit(request, response, () => response.send(body.string));
    else response.send(body.string);
  };
}

function toApollo(request: Request): HTTPGraphQLRequest {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  const { search } = new URL(request.url, 'http://hdqm.invalid');
  return { method: request.method, headers, search, body: request.body as unknown };
}

function sendCached(
  request: Request,
  response: Response,
  { etag, contentType, encoding, bytes }: CachedResponse,
): void {
  response.set({ 'Content-Type': contentType, ETag: etag, 'Cache-Control': 'no-cache' });
  response.vary('Accept-Encoding');
  if (request.method === 'GET' && request.fresh) {
    response.status(304).end();
    return;
  }
  if (encoding !== 'identity') response.set('Content-Encoding', encoding);
  response.set('Content-Length', String(bytes.length)).end(bytes);
}
