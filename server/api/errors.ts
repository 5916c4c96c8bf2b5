import type { ApolloServerPlugin } from '@apollo/server';
import type { ErrorRequestHandler, Request, Response } from 'express';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import { outageOf } from '../store/connection/outage.ts';
import { SelectionError } from '../store/run-filter.ts';
import { requestId as currentRequest } from './http/request-id.ts';

/** An error that the caller can mend: its message reaches them. */
export function userError(
  message: string,
  code: 'BAD_USER_INPUT' | 'NOT_FOUND' | 'FORBIDDEN' | 'UNAUTHENTICATED',
): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}

/** Refuses a request before GraphQL sees it, with an error of GraphQL's form. */
export function graphqlRefusal(
  request: Request,
  response: Response,
  status: number,
  message: string,
  code: 'UNAUTHENTICATED' | 'TOO_MANY_REQUESTS' | 'BAD_REQUEST' | 'INTERNAL_SERVER_ERROR' | 'SERVICE_UNAVAILABLE',
): void {
  const type = request.accepts(['application/json', 'application/graphql-response+json']) || 'application/json';
  if (status === 401) response.set('WWW-Authenticate', 'Bearer');
  response
    .status(status)
    .type(type)
    .send(JSON.stringify({ errors: [{ message, extensions: { code } }] }));
}

/** Answers what went wrong outside of GraphQL: a request that cannot be read, with the reason; a fault of ours, masked. */
export function faultHandler(log: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const { status, message } = error as { status?: unknown; message?: unknown };
    if (typeof status === 'number' && status >= 400 && status < 500) {
      graphqlRefusal(request, response, status, String(message), 'BAD_REQUEST');
      return;
    }
    const outage = outageOf(error);
    if (outage !== undefined) {
      log.error(`a request failed, the database is away: ${outage}`);
      graphqlRefusal(request, response, 503, databaseAway, 'SERVICE_UNAVAILABLE');
      return;
    }
    const requestId = currentRequest();
    log.error({ err: error, requestId }, 'a request failed');
    graphqlRefusal(request, response, 500, internalError(requestId), 'INTERNAL_SERVER_ERROR');
  };
}

function internalError(requestId: string): string {
  return `Internal error: the server's log has the cause, under request ${requestId}.`;
}

const databaseAway = 'The database cannot be reached at the moment. Nothing is lost; try again in a minute.';

/** Answers 503 where the database is away, so that proxies and scripts know to come back. */
export function outageStatus(): ApolloServerPlugin {
  return {
    requestDidStart: async () => ({
      willSendResponse: async ({ response }) => {
        const { body, http } = response;
        const errors = body.kind === 'single' ? body.singleResult.errors : undefined;
        if (!errors?.some(({ extensions }) => extensions?.['code'] === 'SERVICE_UNAVAILABLE')) return;
        http.status = 503;
        http.headers.set('retry-after', '10');
      },
    }),
  };
}

/** Codes of errors whose message is for the caller: ours, and GraphQL's own complaints about a request. */
const shown = new Set([
  'BAD_USER_INPUT',
  'NOT_FOUND',
  'FORBIDDEN',
  'UNAUTHENTICATED',
  'TOO_MANY_REQUESTS',
  'TOO_COSTLY',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_REQUEST',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'OPERATION_RESOLUTION_FAILURE',
]);

/** PostgreSQL's code for a statement that its time limit ended. */
const queryCanceled = '57014';
/** Its codes for texts that it cannot hold: with a NUL, as characters or in JSON. */
const impossibleText: ReadonlySet<unknown> = new Set(['22021', '22P05']);
/** What JavaScript says where GraphQL's parser is led too deep. */
const tooDeep = 'Maximum call stack size exceeded';

/** Shows deliberate errors, and masks any other: its cause goes to the log, under a number that the caller is told. */
export function maskError(
  formatted: GraphQLFormattedError,
  error: unknown,
  log: Logger,
  requestId: string,
): GraphQLFormattedError {
  const original = error instanceof GraphQLError ? (error.originalError ?? error) : error;
  if (original instanceof SelectionError) {
    return { ...formatted, message: original.message, extensions: { code: 'BAD_USER_INPUT' } };
  }
  if (impossibleText.has((original as { code?: unknown }).code)) {
    return {
      message: 'a text in the request holds a NUL character: nothing is named so',
      extensions: { code: 'BAD_USER_INPUT' },
      ...(formatted.path ? { path: formatted.path } : {}),
    };
  }
  if (formatted.extensions?.['code'] === 'GRAPHQL_PARSE_FAILED' && formatted.message === tooDeep) {
    return { message: 'the request nests deeper than can be read', extensions: { code: 'GRAPHQL_PARSE_FAILED' } };
  }
  if ((original as { code?: unknown }).code === queryCanceled) {
    log.warn({ requestId, path: formatted.path }, 'a query took too long and was ended');
    return {
      message: 'the query takes longer than is allowed here and was ended: ask for fewer trends or runs',
      extensions: { code: 'TOO_SLOW' },
      ...(formatted.path ? { path: formatted.path } : {}),
    };
  }
  const outage = outageOf(original);
  if (outage !== undefined) {
    log.error({ path: formatted.path }, `a request failed, the database is away: ${outage}`);
    return {
      message: databaseAway,
      extensions: { code: 'SERVICE_UNAVAILABLE' },
      ...(formatted.path ? { path: formatted.path } : {}),
    };
  }
  const code = String(formatted.extensions?.['code'] ?? '');
  if (
    shown.has(code) &&
    !(error instanceof GraphQLError && error.originalError && !(error.originalError instanceof GraphQLError))
  ) {
    return { ...formatted, extensions: { code } };
  }
  log.error({ err: original, requestId, path: formatted.path }, 'a request failed');
  return {
    message: internalError(requestId),
    extensions: { code: 'INTERNAL_SERVER_ERROR' },
    ...(formatted.path ? { path: formatted.path } : {}),
  };
}
