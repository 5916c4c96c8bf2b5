import type { Request, Response } from 'express';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import { SelectionError } from '../store/selection.ts';

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
  status: 401 | 429,
  message: string,
  code: 'UNAUTHENTICATED' | 'TOO_MANY_REQUESTS',
): void {
  const type = request.accepts(['application/json', 'application/graphql-response+json']) || 'application/json';
  if (status === 401) response.set('WWW-Authenticate', 'Bearer');
  response
    .status(status)
    .type(type)
    .send(JSON.stringify({ errors: [{ message, extensions: { code } }] }));
}

/** Codes of errors whose message is for the caller: ours, and GraphQL's own complaints about a request. */
const shown = new Set([
  'BAD_USER_INPUT',
  'NOT_FOUND',
  'FORBIDDEN',
  'UNAUTHENTICATED',
  'TOO_MANY_REQUESTS',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_REQUEST',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'OPERATION_RESOLUTION_FAILURE',
]);

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
  const code = String(formatted.extensions?.['code'] ?? '');
  if (
    shown.has(code) &&
    !(error instanceof GraphQLError && error.originalError && !(error.originalError instanceof GraphQLError))
  ) {
    return { ...formatted, extensions: { code } };
  }
  log.error({ err: original, requestId, path: formatted.path }, 'a request failed');
  return {
    message: `Internal error: the server's log has the cause, under request ${requestId}.`,
    extensions: { code: 'INTERNAL_SERVER_ERROR' },
    ...(formatted.path ? { path: formatted.path } : {}),
  };
}
