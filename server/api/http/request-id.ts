/** An id for each request: in every log line about it and in the header of its response. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import { pinoHttp } from 'pino-http';

const header = 'X-Request-Id';
const current = new AsyncLocalStorage<string>();

/** The id of the current request; a new one outside of any. */
export function requestId(): string {
  return current.getStore() ?? randomUUID();
}

/** Paths requested by monitoring every few seconds, and assets: logged at level `debug`. */
const quiet = /^\/(health|ready|metrics|assets\/.*)$/;

/** Assigns an id to each request (a valid one from a proxy is reused) and logs its completion. */
export function requestIds(log: Logger): RequestHandler[] {
  const logger = pinoHttp<IncomingMessage, ServerResponse>({
    logger: log,
    genReqId: (request, response) => {
      const given = request.headers['x-request-id'];
      const id = typeof given === 'string' && /^[-\w]{8,64}$/.test(given) ? given : randomUUID();
      response.setHeader(header, id);
      return id;
    },
    customAttributeKeys: { reqId: 'requestId' },
    quietReqLogger: true,
    quietResLogger: true,
    customLogLevel: (request) => (quiet.test(pathOf(request)) ? 'debug' : 'info'),
    customSuccessObject: (request, response, { responseTime }: { responseTime?: number }) =>
      summary(request, response, responseTime),
    customErrorObject: (request, response, _error, { responseTime }: { responseTime?: number }) =>
      summary(request, response, responseTime),
    customSuccessMessage: () => 'request completed',
    customErrorMessage: () => 'request completed',
  });
  return [
    logger,
    (request, _response, next) => {
      current.run(String(request.id), next);
    },
  ];
}

/** The path without the query string, which may contain a login's code. */
function pathOf(request: IncomingMessage & { originalUrl?: string }): string {
  return (request.originalUrl ?? request.url ?? '').split('?', 1)[0] ?? '';
}

function summary(request: IncomingMessage, response: ServerResponse, ms: number | undefined): object {
  return { method: request.method, path: pathOf(request), status: response.statusCode, ms };
}
