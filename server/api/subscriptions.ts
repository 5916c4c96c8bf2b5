/** GraphQL over WebSocket: subscriptions only, so that queries and mutations always pass the checks of the HTTP server. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import {
  type DocumentNode,
  getOperationAST,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  OperationTypeNode,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { CloseCode } from 'graphql-ws';
import { useServer } from 'graphql-ws/use/ws';
import type { Logger } from 'pino';
import { WebSocketServer } from 'ws';
import { outageOf } from '../store/connection/outage.ts';
import type { Context } from './graphql/context.ts';
import { costError, operationNameError } from './graphql/query-cost.ts';
import { maskError, userError } from './errors.ts';
import { documentLimitError, limits, maxQueryLength } from './graphql/query-limits.ts';
import { crossOriginReason } from './auth/csrf.ts';
import type { Auth } from './auth/auth.ts';
import { challengeOf } from './auth/login-routes.ts';
import type { Permissions } from './auth/permissions.ts';
import { rejectionDelay } from './http/rate-limit.ts';
import { RequestCounter } from './http/request-counter.ts';

/** The open subscriptions. */
export interface Subscriptions {
  /** Ends them and stops accepting new ones. */
  dispose(): void | Promise<void>;
}

/** Accepts WebSockets at /graphql. Rejects a handshake without the permission to read, or from a page of another site. */
export function serveSubscriptions(
  http: Server,
  schema: GraphQLSchema,
  auth: Auth,
  log: Logger,
  addressOf: (request: IncomingMessage) => string,
  contextFor: (permissions: Permissions, address: string) => Context,
): Subscriptions {
  const addresses = new Map<string, number>();
  const started = new RequestCounter();
  const sockets = new WebSocketServer({
    server: http,
    maxPayload: maxMessageBytes,
    path: '/graphql',
    verifyClient: ({ req }: { req: IncomingMessage }, respond: Respond) => {
      if (started.count(addressOf(req)) > subscriptionLimits.startsPerMinute) {
        const message = 'too many subscriptions were started: retry in a minute';
        setTimeout(() => reject(respond, { status: 429, message }), rejectionDelay).unref();
        return;
      }
      rejectionOf(auth, req).then(
        (rejection) => {
          const { size } = sockets.clients;
          const isFull = size >= subscriptionLimits.sockets || isAddressFull(req);
          if (rejection) reject(respond, rejection);
          else if (isFull) reject(respond, { status: 429, message: 'too many WebSockets are open: close some' });
          else respond(true);
        },
        (error: unknown) => {
          log.error({ err: error }, 'WebSocket handshake failed');
          respond(false, outageOf(error) === undefined ? 500 : 503);
        },
      );
    },
  });
  const isAddressFull = (request: IncomingMessage): boolean =>
    (addresses.get(addressOf(request)) ?? 0) >= subscriptionLimits.socketsPerAddress;
  const subscriptions = useServer(
    {
      onSubscribe: async ({ extra, subscriptions: open }, _id, { query, operationName, variables }) => {
        // Before anything asynchronous: the messages of one packet are handled one after the other.
        const address = addressOf(extra.request);
        const starts = started.increment(address).totalHits;
        if (Object.keys(open).length > subscriptionLimits.perSocket || starts > subscriptionLimits.startsPerMinute) {
          const reason = 'too many subscriptions: end some, or retry in a minute';
          extra.socket.removeAllListeners('message');
          extra.socket.close(tooManyRequests, reason);
          return [userError(reason, 'TOO_MANY_REQUESTS')];
        }
        const permissions = await auth.permissionsOf(extra.request);
        if (permissions.readDenial !== undefined) return [userError(permissions.readDenial, 'UNAUTHENTICATED')];
        const document = readDocument(schema, query, operationName);
        if (!('kind' in document)) return document;
        const refusal = costError(schema, document, variables, operationName);
        if (refusal) return [refusal];
        return {
          schema,
          document,
          operationName: operationName ?? null,
          variableValues: variables ?? null,
          contextValue: contextFor(permissions, address),
        };
      },
      onNext: async ({ extra }, _id, _payload, { contextValue }, result) => {
        // The session can expire during a subscription, and the token be revoked.
        const { readDenial } = auth.policy.loginToRead ? await auth.permissionsOf(extra.request) : {};
        if (readDenial !== undefined) {
          extra.socket.close(CloseCode.Unauthorized, 'session or token expired');
          return { errors: [userError(readDenial, 'UNAUTHENTICATED').toJSON()] };
        }
        if (!result.errors) return undefined;
        const { requestId } = contextValue as Context;
        return { data: result.data ?? null, errors: result.errors.map((error) => mask(error, log, requestId)) };
      },
      onError: (_ctx, _id, _payload, errors) => errors.map((error) => mask(error, log, randomUUID())),
    },
    sockets,
  );
  sockets.on('connection', (socket, request) => {
    const address = addressOf(request);
    addresses.set(address, (addresses.get(address) ?? 0) + 1);
    socket.once('close', () => {
      const left = (addresses.get(address) ?? 0) - 1;
      if (left > 0) addresses.set(address, left);
      else addresses.delete(address);
    });
    // Instead of graphql-ws, which prints the stack of an invalid or too large message.
    socket.removeAllListeners('error').on('error', ({ message }) => {
      log.info({ reason: message, address }, 'WebSocket failed');
      socket.terminate();
    });
  });
  return subscriptions;
}

/** Limits of subscriptions: open ones of a WebSocket, those started by an address per minute, WebSockets of an address and in total. */
export const subscriptionLimits = {
  perSocket: 10,
  startsPerMinute: 300,
  socketsPerAddress: 100,
  sockets: 1_000,
} as const;

/** Max. size of a message in bytes: a query of the max. length with variables. */
const maxMessageBytes = 2 * maxQueryLength;

/** The code that closes a WebSocket of a client that sends too many messages. */
const tooManyRequests = CloseCode.TooManyInitialisationRequests;

type Respond = (accepted: boolean, status?: number, body?: string, headers?: Record<string, string>) => void;

interface Rejection {
  readonly status: 401 | 403 | 429 | 503;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

async function rejectionOf(auth: Auth, request: IncomingMessage): Promise<Rejection | undefined> {
  const permissions = await auth.permissionsOf(request);
  const { source, operateDenial, readDenial, tokenProblem, isRateLimited } = permissions;
  if (isRateLimited) return { status: 429, message: operateDenial ?? '' };
  if (readDenial !== undefined)
    return tokenProblem?.isUnavailable
      ? { status: 503, message: readDenial }
      : { status: 401, message: readDenial, headers: { 'WWW-Authenticate': challengeOf(permissions) } };
  // A browser sends cookies, and connects from the same machine, for pages of any site; a proxy adds access tokens to its requests.
  const isAmbient = source === 'session' || source === 'machine' || source === 'access token';
  const crossOrigin = isAmbient ? crossOriginReason(request, auth.policy.publicUrl) : undefined;
  return crossOrigin === undefined ? undefined : { status: 403, message: crossOrigin };
}

const rejectionCodes = {
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  429: 'TOO_MANY_REQUESTS',
  503: 'SERVICE_UNAVAILABLE',
} as const;

function reject(respond: Respond, { status, message, headers }: Rejection): void {
  const body = JSON.stringify({ errors: [{ message, extensions: { code: rejectionCodes[status] } }] });
  respond(false, status, body, { 'Content-Type': 'application/json', ...headers });
}

/** The document of a request, or its errors. */
function readDocument(
  schema: GraphQLSchema,
  query: string,
  operationName: string | null | undefined,
): DocumentNode | readonly GraphQLError[] {
  const limitError = documentLimitError(query);
  if (limitError !== undefined) return [userError(limitError, 'BAD_REQUEST')];
  let document: DocumentNode;
  try {
    document = parse(query, { maxTokens: limits.tokens });
  } catch (error) {
    if (error instanceof GraphQLError) return [withCode(error, 'GRAPHQL_PARSE_FAILED')];
    throw error;
  }
  const errors = validate(schema, document, specifiedRules);
  if (errors.length > 0) return errors.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED'));
  const operation = getOperationAST(document, operationName);
  if (!operation) return [operationNameError(operationName)];
  if (operation.operation !== OperationTypeNode.SUBSCRIPTION)
    return [
      userError(`a WebSocket accepts subscriptions only: send a ${operation.operation} over HTTP`, 'BAD_USER_INPUT'),
    ];
  return document;
}

/** With the code that Apollo sets over HTTP. */
function withCode(error: GraphQLError, code: string): GraphQLError {
  const { message, nodes = null, source = null, positions = null } = error;
  return new GraphQLError(message, { nodes, source, positions, extensions: { code } });
}

function mask(error: unknown, log: Logger, requestId: string): GraphQLFormattedError {
  const original = error instanceof GraphQLError ? error : new GraphQLError(String(error));
  return maskError(original.toJSON(), original, log, requestId);
}
