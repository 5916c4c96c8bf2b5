/** How often one address may log in and change things. */
import type { ApolloServerPlugin, GraphQLRequestContextDidResolveOperation } from '@apollo/server';
import { HeaderMap } from '@apollo/server';
import { ipKeyGenerator, MemoryStore, rateLimit } from 'express-rate-limit';
import { type FragmentDefinitionNode, GraphQLError, Kind, OperationTypeNode, type SelectionSetNode } from 'graphql';
import type { Request, RequestHandler } from 'express';
import type { Context } from '../graphql/context.ts';
import { graphqlRefusal } from '../errors.ts';
import { sayPage } from './message-page.ts';

/** So many a minute from one address; refusals beyond are told late, all else is refused. */
export const pace = { logins: 20, changes: 60, savedSelections: 20, refusals: 60 } as const;

const minute = 60_000;

/** What counts as one address: of IPv6 the network that one customer has. */
export function addressOf(request: Request): string {
  return request.ip === undefined ? 'unknown' : ipKeyGenerator(request.ip);
}

/** Answers 429 to who logs in too often. */
export function loginPace(): RequestHandler {
  return rateLimit({
    windowMs: minute,
    limit: pace.logins,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    keyGenerator: addressOf,
    validate: false, // whether a proxy is trusted depends on PUBLIC_URL
    handler: (request, response) => {
      const text = `more than ${pace.logins} logins in a minute from this address: wait a minute`;
      if (request.accepts(['json', 'html']) === 'html')
        sayPage(response, 429, { title: 'Too many logins', text: `${text}.` });
      else graphqlRefusal(request, response, 429, text, 'TOO_MANY_REQUESTS');
    },
  });
}

/** Answers 429 to who changes things too often; every field of a mutation counts, so that one request with many is no way around. */
export function changePace(): ApolloServerPlugin<Context> {
  const changes = countingStore();
  const savedSelections = countingStore();
  return {
    serverWillStart: async () => ({
      serverWillStop: async () => {
        changes.shutdown();
        savedSelections.shutdown();
      },
    }),
    requestDidStart: async () => ({
      didResolveOperation: async (request) => {
        for (const field of changesOf(request)) {
          const saving = field === 'saveSelection';
          const { address } = request.contextValue;
          const { totalHits, resetTime } = await (saving ? savedSelections : changes).increment(address);
          const most = saving ? pace.savedSelections : pace.changes;
          if (totalHits > most) throw tooOften(saving ? 'kept selections' : 'changes', most, resetTime);
        }
      },
    }),
  };
}

function countingStore(): MemoryStore {
  const store = new MemoryStore();
  store.init({ windowMs: minute } as Parameters<MemoryStore['init']>[0]); // it reads no other option
  return store;
}

function tooOften(what: string, most: number, until: Date | undefined): GraphQLError {
  const seconds = Math.max(1, Math.ceil(((until?.getTime() ?? Date.now() + minute) - Date.now()) / 1000));
  const headers = new HeaderMap([['retry-after', String(seconds)]]);
  return new GraphQLError(`more than ${most} ${what} in a minute from this address: wait ${seconds} s`, {
    extensions: { code: 'TOO_MANY_REQUESTS', http: { status: 429, headers } },
  });
}

/** The fields of a mutation, as often as they stand in it; none of any other operation. */
function changesOf({ operation, document }: GraphQLRequestContextDidResolveOperation<Context>): string[] {
  if (operation?.operation !== OperationTypeNode.MUTATION) return [];
  const fragments = new Map(
    document.definitions
      .filter((node): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION)
      .map((node) => [node.name.value, node.selectionSet]),
  );
  const fieldsOf = (set: SelectionSetNode | undefined): string[] =>
    (set?.selections ?? []).flatMap((node) => {
      if (node.kind === Kind.FIELD) return [node.name.value];
      return fieldsOf(node.kind === Kind.INLINE_FRAGMENT ? node.selectionSet : fragments.get(node.name.value));
    });
  return fieldsOf(operation.selectionSet);
}
