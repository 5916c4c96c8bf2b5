/** Rate limits by client address: logins, mutations, exports, pictures, and rejected requests; of notes by user. */
import type { ApolloServerPlugin, GraphQLRequestContextDidResolveOperation } from '@apollo/server';
import { HeaderMap } from '@apollo/server';
import { ipKeyGenerator, type Options, rateLimit } from 'express-rate-limit';
import { type FragmentDefinitionNode, GraphQLError, Kind, OperationTypeNode, type SelectionSetNode } from 'graphql';
import type { ErrorRequestHandler, Request, RequestHandler } from 'express';
import type { Context } from '../graphql/context.ts';
import { sendGraphqlError } from '../errors.ts';
import { sendMessagePage } from './message-page.ts';
import { RequestCounter, windowMs } from './request-counter.ts';

/**
 * Requests per minute from one address, of notes by one user. Rejections beyond their limit are delayed; the others are answered with status
 * 429.
 */
export const rateLimits = {
  logins: 20,
  mutations: 60,
  savedSelections: 20,
  notes: 30,
  exports: 120,
  histograms: 300,
  pictures: 300,
  rejections: 60,
} as const;

/** Delay of a rejection beyond the limit, in ms. */
export const rejectionDelay = 1_000;

/** The key of a client. */
export function clientAddress(request: Request): string {
  return addressKey(request.ip);
}

/** The key of a client by its address: an IPv4 address itself, or the network of an IPv6 address. */
export function addressKey(ip: string | undefined): string {
  return ip === undefined ? 'unknown' : ipKeyGenerator(ip);
}

const perAddress: Partial<Options> = {
  windowMs,
  legacyHeaders: false,
  keyGenerator: clientAddress,
  validate: false, // PUBLIC_URL decides whether a proxy is trusted
};

/** Limits logins; answers 429. */
export function loginRateLimit(): RequestHandler {
  return rateLimit({
    ...perAddress,
    store: new RequestCounter(),
    limit: rateLimits.logins,
    standardHeaders: 'draft-8',
    handler: (request, response) => {
      const text = `more than ${rateLimits.logins} logins per minute from this address: retry in a minute`;
      if (request.accepts(['json', 'html']) === 'html')
        sendMessagePage(response, 429, { title: 'Too many logins', text: `${text}.` });
      else sendGraphqlError(request, response, 429, text, 'TOO_MANY_REQUESTS');
    },
  });
}

/** Limits exports of tables or histograms, or pictures; answers 429. */
export function exportRateLimit(what: 'exports' | 'histograms' | 'pictures'): RequestHandler {
  return rateLimit({
    ...perAddress,
    store: new RequestCounter(),
    limit: rateLimits[what],
    standardHeaders: 'draft-8',
    handler: (request, response) => {
      const text = `more than ${rateLimits[what]} ${what} per minute from this address: retry in a minute`;
      sendGraphqlError(request, response, 429, text, 'TOO_MANY_REQUESTS');
    },
  });
}

/**
 * Limits rejected requests: to be called before a rejection is sent, which is delayed beyond the limit. This slows down a client that sends
 * invalid requests one after the other, without affecting any valid request, even from the same address.
 */
export function rejectionRateLimit(): RequestHandler {
  return rateLimit({
    ...perAddress,
    store: new RequestCounter(),
    limit: rateLimits.rejections,
    standardHeaders: false,
    handler: (_request, response, next) => {
      const timer = setTimeout(next, rejectionDelay).unref();
      response.once('close', () => clearTimeout(timer));
    },
  });
}

/** Applies the limit of rejections to errors of status 400 and 413. */
export function limitRejections(limit: RequestHandler): ErrorRequestHandler {
  return (error: { status?: unknown }, request, response, next) => {
    if (error.status === 400 || error.status === 413) return limit(request, response, () => next(error));
    next(error);
  };
}

/** The mutations of notes. */
const noteMutations = ['addNote', 'editNote', 'retireNote', 'restoreNote'];

/** Limits mutations; answers 429. Each field of a mutation counts, so that aliases do not bypass the limit. */
export function mutationRateLimit(): ApolloServerPlugin<Context> {
  const counters = {
    mutations: new RequestCounter(),
    savedSelections: new RequestCounter(),
    notes: new RequestCounter(),
  };
  const count = (what: keyof typeof counters, key: string, words: string): void => {
    const limit = rateLimits[what];
    const { totalHits, resetTime } = counters[what].increment(key);
    if (totalHits > limit) throw rateLimitError(words, limit, resetTime);
  };
  return {
    requestDidStart: async () => ({
      didResolveOperation: async (request) => {
        const { address, userName } = request.contextValue;
        for (const field of mutationFields(request)) {
          if (field === 'saveSelection')
            count('savedSelections', address, 'saved selections per minute from this address');
          else count('mutations', address, 'mutations per minute from this address');
          if (noteMutations.includes(field)) count('notes', userName ?? address, 'changes of notes per minute');
        }
      },
    }),
  };
}

function rateLimitError(what: string, limit: number, resetTime: Date | undefined): GraphQLError {
  const seconds = Math.max(1, Math.ceil(((resetTime?.getTime() ?? Date.now() + windowMs) - Date.now()) / 1000));
  const headers = new HeaderMap([['retry-after', String(seconds)]]);
  return new GraphQLError(`more than ${limit} ${what}: retry in ${seconds} s`, {
    extensions: { code: 'TOO_MANY_REQUESTS', http: { status: 429, headers } },
  });
}

/** Names of a mutation's fields, each as often as it is selected; empty for any other operation. */
function mutationFields({ operation, document }: GraphQLRequestContextDidResolveOperation<Context>): string[] {
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
