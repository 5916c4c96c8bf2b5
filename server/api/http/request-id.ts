/** An id for each request: in every log line about it and in the header of its response. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Request, RequestHandler } from 'express';
import type { Logger } from 'pino';
import { pinoHttp } from 'pino-http';
import type { ConnectionUser } from '../../store/connection/connection-share.ts';

const header = 'X-Request-Id';
/** A request in progress. */
interface CurrentRequest {
  readonly id: string;
  /** Address of the client, of a GraphQL request. */
  client?: string;
  failureLogged: boolean;
}

const current = new AsyncLocalStorage<CurrentRequest>();

/** The id of the current request; a new one outside of any. */
export function requestId(): string {
  return current.getStore()?.id ?? randomUUID();
}

/** Whether the current request has logged no failure yet: a request with hundreds of failing fields logs the first one. */
export function isFirstFailure(): boolean {
  const request = current.getStore();
  if (!request) return true;
  const isFirst = !request.failureLogged;
  request.failureLogged = true;
  return isFirst;
}

/** Sets the client of the current request: the connections that it uses are limited. */
export function limitConnections(clientOf: (request: Request) => string): RequestHandler {
  return (request, _response, next) => {
    const store = current.getStore();
    if (store) store.client = clientOf(request);
    next();
  };
}

/** The current request and its client, for requests whose connections are limited. */
export function connectionUser(): ConnectionUser | undefined {
  const request = current.getStore();
  return request?.client === undefined ? undefined : { client: request.client, request: request.id };
}

/** Longer paths are truncated in the log. */
const maxPathLength = 200;

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
      current.run({ id: String(request.id), failureLogged: false }, next);
    },
  ];
}

/** The path, up to 200 characters, without the query string, which may contain a login's code. */
function pathOf(request: IncomingMessage & { originalUrl?: string }): string {
  return (request.originalUrl ?? request.url ?? '').slice(0, maxPathLength).split('?', 1)[0] ?? '';
}

function summary(request: IncomingMessage, response: ServerResponse, ms: number | undefined): object {
  return { method: request.method, path: pathOf(request), status: response.statusCode, ms };
}
