/** A number for each request: it is in every log line of the request, and in the answer's header, so that one finds the other. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import { pinoHttp } from 'pino-http';

const header = 'X-Request-Id';
const current = new AsyncLocalStorage<string>();

/** The number of the request that is being answered; a new one outside of any. */
export function requestId(): string {
  return current.getStore() ?? randomUUID();
}

/** Paths that monitoring asks every few seconds, and files: they are logged with `debug`. */
const quiet = /^\/(health|ready|metrics|assets\/.*)$/;

/** Numbers each request (a proxy's own number is kept, where it is one) and logs a line when it is answered. */
export function numberRequests(log: Logger): RequestHandler[] {
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
    customSuccessMessage: () => 'request answered',
    customErrorMessage: () => 'request answered',
  });
  return [
    logger,
    (request, _response, next) => {
      current.run(String(request.id), next);
    },
  ];
}

/** The path alone: what follows it may hold a login's code. */
function pathOf(request: IncomingMessage & { originalUrl?: string }): string {
  return (request.originalUrl ?? request.url ?? '').split('?', 1)[0] ?? '';
}

function summary(request: IncomingMessage, response: ServerResponse, ms: number | undefined): object {
  return { method: request.method, path: pathOf(request), status: response.statusCode, ms };
}
