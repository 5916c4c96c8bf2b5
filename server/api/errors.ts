/** Errors of the API: which messages reach the client, and how they are sent. */
import type { ApolloServerPlugin } from '@apollo/server';
import type { ErrorRequestHandler, Request, Response } from 'express';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import { TokenError } from '../store/access/read-tokens.ts';
import { outageOf } from '../store/connection/outage.ts';
import { NoteError } from '../store/notes/note-content.ts';
import { SelectionError } from '../store/runs/selection-error.ts';
import { isFirstFailure, requestId as currentRequest } from './http/request-id.ts';

/** An error that the client can correct: its message is sent unmasked. */
export function userError(
  message: string,
  code: 'BAD_USER_INPUT' | 'BAD_REQUEST' | 'NOT_FOUND' | 'FORBIDDEN' | 'UNAUTHENTICATED' | 'TOO_MANY_REQUESTS',
): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}

/** Rejects a request before GraphQL executes it, with an error in GraphQL's form. */
export function sendGraphqlError(
  request: Request,
  response: Response,
  status: number,
  message: string,
  code: 'UNAUTHENTICATED' | 'TOO_MANY_REQUESTS' | 'BAD_REQUEST' | 'INTERNAL_SERVER_ERROR' | 'SERVICE_UNAVAILABLE',
): void {
  const type = request.accepts(['application/json', 'application/graphql-response+json']) || 'application/json';
  response
    .status(status)
    .type(type)
    .send(JSON.stringify({ errors: [{ message, extensions: { code } }] }));
}

/** Express' last error handler. The message of a 4xx error is sent; any other error is logged and masked. */
export function errorHandler(log: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const { status, message } = error as { status?: unknown; message?: unknown };
    if (typeof status === 'number' && status >= 400 && status < 500) {
      sendGraphqlError(request, response, status, String(message), 'BAD_REQUEST');
      return;
    }
    const outage = outageOf(error);
    if (outage !== undefined) {
      log.error(`request failed, database unavailable: ${outage}`);
      sendGraphqlError(request, response, 503, databaseUnavailable, 'SERVICE_UNAVAILABLE');
      return;
    }
    const requestId = currentRequest();
    log.error({ err: error, requestId }, 'request failed');
    sendGraphqlError(request, response, 500, internalError(requestId), 'INTERNAL_SERVER_ERROR');
  };
}

function internalError(requestId: string): string {
  return `Internal error: the server's log has the cause, under request ${requestId}.`;
}

const databaseUnavailable = 'The database is unavailable. No data is lost; try again in a minute.';

/** Sets status 503 and Retry-After while the database is unavailable, so that proxies and scripts retry. */
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

/** Codes of errors whose message is sent unmasked: our own, and GraphQL's about an invalid request. */
const unmaskedCodes = new Set([
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

/** PostgreSQL: query_canceled, by statement_timeout. */
const queryCanceled = '57014';
/** PostgreSQL: character_not_in_repertoire and untranslatable_character, for text with a NUL. */
const invalidText: ReadonlySet<unknown> = new Set(['22021', '22P05']);
/** V8's message where GraphQL's recursive parser exhausts the stack. */
const stackOverflow = 'Maximum call stack size exceeded';

/**
 * Passes on intentional errors, and masks all others: the log has the cause of the request's first one, under the request id that the message
 * names.
 */
export function maskError(
  formatted: GraphQLFormattedError,
  error: unknown,
  log: Logger,
  requestId: string,
): GraphQLFormattedError {
  const original = error instanceof GraphQLError ? (error.originalError ?? error) : error;
  const replacedBy = (message: string, code: string): GraphQLFormattedError => ({
    message,
    extensions: { code },
    ...(formatted.path ? { path: formatted.path } : {}),
  });
  if ([SelectionError, NoteError, TokenError].some((type) => original instanceof type)) {
    return { ...formatted, message: (original as Error).message, extensions: { code: 'BAD_USER_INPUT' } };
  }
  const databaseCode = (original as { code?: unknown }).code;
  if (invalidText.has(databaseCode)) {
    return replacedBy('a text in the request contains a NUL character: no name does', 'BAD_USER_INPUT');
  }
  const code = String(formatted.extensions?.['code'] ?? '');
  if (code === 'GRAPHQL_PARSE_FAILED' && formatted.message === stackOverflow) {
    return replacedBy('the request nests deeper than the parser allows', 'GRAPHQL_PARSE_FAILED');
  }
  if (databaseCode === queryCanceled) {
    if (isFirstFailure()) log.warn({ requestId, path: formatted.path }, 'query cancelled: time limit exceeded');
    return replacedBy(
      'the query exceeded the time limit of this server and was cancelled: request fewer trends or runs',
      'TOO_SLOW',
    );
  }
  const outage = outageOf(original);
  if (outage !== undefined) {
    if (isFirstFailure()) log.error({ path: formatted.path }, `request failed, database unavailable: ${outage}`);
    return replacedBy(databaseUnavailable, 'SERVICE_UNAVAILABLE');
  }
  const wrapped = error instanceof GraphQLError ? error.originalError : undefined;
  if (unmaskedCodes.has(code) && (!wrapped || wrapped instanceof GraphQLError)) {
    return { ...formatted, extensions: { code } };
  }
  if (isFirstFailure()) log.error({ err: original, requestId, path: formatted.path }, 'request failed');
  return replacedBy(internalError(requestId), 'INTERNAL_SERVER_ERROR');
}
