/** GraphQL over WebSocket: subscriptions only, so that what guards queries and mutations over HTTP has no second door. */
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
import type { Access } from './auth/access.ts';
import type { Context } from './graphql/context.ts';
import { costRefusal } from './graphql/query-cost.ts';
import { maskError, userError } from './errors.ts';
import { costRule, limits, mostBody } from './graphql/query-limits.ts';
import { crossOriginReason } from './auth/csrf.ts';
import type { Rights } from './auth/permissions.ts';

/** What ends with the server. */
export interface Subscriptions {
  dispose(): void | Promise<void>;
}

/** Takes WebSockets at /graphql. One that may not read, or that another site's page opens with a visitor's rights, is refused before it opens. */
export function serveSubscriptions(
  http: Server,
  schema: GraphQLSchema,
  access: Access,
  log: Logger,
  contextFor: (rights: Rights) => Context,
): Subscriptions {
  const sockets = new WebSocketServer({
    server: http,
    maxPayload: mostBody,
    path: '/graphql',
    verifyClient: ({ req }: { req: IncomingMessage }, answer: Answer) => {
      whyRefused(access, req).then(
        (refusal) => (refusal ? refuse(answer, refusal) : answer(true)),
        (error: unknown) => {
          log.error({ err: error }, 'a WebSocket could not be judged');
          answer(false, 500);
        },
      );
    },
  });
  return useServer(
    {
      onSubscribe: async ({ extra }, _id, { query, operationName, variables }) => {
        const rights = await access.permissionsOf(extra.request);
        if (rights.mayNotRead !== undefined) return [userError(rights.mayNotRead, 'UNAUTHENTICATED')];
        const document = readDocument(schema, query, operationName);
        if (!('kind' in document)) return document;
        const refusal = costRefusal(schema, document, variables, operationName);
        if (refusal) return [refusal];
        return {
          schema,
          document,
          operationName: operationName ?? null,
          variableValues: variables ?? null,
          contextValue: contextFor(rights),
        };
      },
      onNext: async ({ extra }, _id, _payload, { contextValue }, result) => {
        // A login may end while it listens.
        const { mayNotRead } = access.rules.loginToRead ? await access.permissionsOf(extra.request) : {};
        if (mayNotRead !== undefined) {
          extra.socket.close(CloseCode.Unauthorized, 'the login is over');
          return { errors: [userError(mayNotRead, 'UNAUTHENTICATED').toJSON()] };
        }
        if (!result.errors) return undefined;
        const { requestId } = contextValue as Context;
        return { data: result.data ?? null, errors: result.errors.map((error) => mask(error, log, requestId)) };
      },
      onError: (_ctx, _id, _payload, errors) => errors.map((error) => mask(error, log, randomUUID())),
    },
    sockets,
  );
}

type Answer = (passes: boolean, status?: number, body?: string, headers?: Record<string, string>) => void;

interface Refusal {
  readonly status: 401 | 403;
  readonly message: string;
}

async function whyRefused(access: Access, request: IncomingMessage): Promise<Refusal | undefined> {
  const { by, mayNotRead } = await access.permissionsOf(request);
  if (mayNotRead !== undefined) return { status: 401, message: mayNotRead };
  // These rights a browser brings along whichever page asks.
  const foreign = by === 'session' || by === 'machine' ? crossOriginReason(request, access.rules.publicUrl) : undefined;
  return foreign === undefined ? undefined : { status: 403, message: foreign };
}

function refuse(answer: Answer, { status, message }: Refusal): void {
  const code = status === 401 ? 'UNAUTHENTICATED' : 'FORBIDDEN';
  const body = JSON.stringify({ errors: [{ message, extensions: { code } }] });
  answer(false, status, body, { 'Content-Type': 'application/json' });
}

/** The document of a request, or what is wrong with it. */
function readDocument(
  schema: GraphQLSchema,
  query: string,
  operationName: string | null | undefined,
): DocumentNode | readonly GraphQLError[] {
  let document: DocumentNode;
  try {
    document = parse(query, { maxTokens: limits.tokens });
  } catch (error) {
    if (error instanceof GraphQLError) return [withCode(error, 'GRAPHQL_PARSE_FAILED')];
    throw error;
  }
  const tooMuch = validate(schema, document, [costRule]);
  const errors = tooMuch.length > 0 ? tooMuch : validate(schema, document, specifiedRules);
  if (errors.length > 0) return errors.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED'));
  const operation = getOperationAST(document, operationName);
  if (!operation) return [userError('the request does not say which of its operations is meant', 'BAD_USER_INPUT')];
  if (operation.operation !== OperationTypeNode.SUBSCRIPTION)
    return [
      userError(`a WebSocket takes subscriptions only: send a ${operation.operation} over HTTP`, 'BAD_USER_INPUT'),
    ];
  return document;
}

/** Apollo gives these codes over HTTP. */
function withCode(error: GraphQLError, code: string): GraphQLError {
  const { message, nodes = null, source = null, positions = null } = error;
  return new GraphQLError(message, { nodes, source, positions, extensions: { code } });
}

function mask(error: unknown, log: Logger, requestId: string): GraphQLFormattedError {
  const original = error instanceof GraphQLError ? error : new GraphQLError(String(error));
  return maskError(original.toJSON(), original, log, requestId);
}
