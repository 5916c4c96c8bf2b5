/** What a request would cost, estimated before it is carried out. */
import type { ApolloServerPlugin } from '@apollo/server';
import type { RequestHandler } from 'express';
import {
  type DocumentNode,
  getNullableType,
  GraphQLError,
  type GraphQLSchema,
  isListType,
  isObjectType,
} from 'graphql';
import { type ComplexityEstimator, getComplexity } from 'graphql-query-complexity';
import type { Context } from './context.ts';
import { graphqlRefusal } from './errors.ts';
import { mostEntries, mostNesting, page } from './limits.ts';

/** Most that a request may cost. A field of an object costs 1, a number in a list of `columns` a twentieth: as they weigh in time. */
export const mostCost = 500_000;

/** Runs of a dataset, where a request does not narrow them down. */
const usualRuns = 500;
const inColumn = 1 / 20;
/** Lengths of lists that are long; those of others are small. */
const lengths: Readonly<Record<string, number>> = {
  'Query.trends': 100,
  'Choice.trends': 100,
  'Query.configs': 1000,
  'Subsystem.configs': 200,
  'Trend.points': usualRuns,
  'RunPage.items': page.usual,
  'FilePage.items': page.usual,
  '__Schema.types': 60,
  '__Field.args': 2,
  '__Type.interfaces': 1,
  '__Type.possibleTypes': 1,
};
const short = 10;

interface Arguments {
  readonly limit?: number | null;
  readonly names?: readonly string[] | null;
  readonly select?: { readonly latest?: number | null; readonly numbers?: readonly number[] | null } | null;
}

const estimate: ComplexityEstimator = ({ type, field, args, childComplexity }) => {
  const { limit, names, select } = args as Arguments;
  const isList = isListType(getNullableType(field.type));
  if (isList && type.name === 'TrendColumns') return 1 + usualRuns * inColumn;
  const known = `${type.name}.${field.name}`;
  // A page's items are counted as the usual page; its limit says how many they are in truth.
  const items = isList ? (limit ?? names?.length ?? lengths[known] ?? short) : (limit ?? page.usual) / page.usual;
  const runs = select?.latest ?? select?.numbers?.length ?? usualRuns;
  const share =
    isObjectType(type) && (known.startsWith('Query.trend') || known === 'Choice.trends')
      ? Math.min(1, runs / usualRuns)
      : 1;
  return 1 + Math.max(0, items) * Math.max(1, childComplexity * share);
};

/** What an operation would cost. Variables that do not fit their types are GraphQL's own complaint, later. */
export function costOf(
  schema: GraphQLSchema,
  query: DocumentNode,
  variables: Record<string, unknown> | null | undefined,
  operationName: string | null | undefined,
): number {
  try {
    return getComplexity({
      schema,
      query,
      variables: variables ?? {},
      estimators: [estimate],
      ...(operationName ? { operationName } : {}),
    });
  } catch (error) {
    if (error instanceof GraphQLError) return 0;
    throw error;
  }
}

/** What is wrong with the size of a request's variables; undefined where nothing is. */
function whyTooLarge(variables: unknown): string | undefined {
  let level: unknown[] = [variables];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > mostNesting) return `the variables nest deeper than ${mostNesting} levels`;
    const next: unknown[] = [];
    for (const value of level) {
      if (value === null || typeof value !== 'object') continue;
      const inner: unknown[] = Array.isArray(value) ? value : Object.values(value);
      if (inner.length > mostEntries)
        return `a list in the variables has more than ${mostEntries} entries: ask in several requests`;
      for (const one of inner) next.push(one);
    }
    level = next;
  }
  return undefined;
}

/** Refuses variables that are too large before anything else looks at them. */
export const variablesLimit: RequestHandler = (request, response, next) => {
  const problem = whyTooLarge((request.body as { variables?: unknown } | undefined)?.variables);
  if (problem === undefined) next();
  else graphqlRefusal(request, response, 400, problem, 'BAD_REQUEST');
};

/** The refusal of what would cost too much; undefined where it would not. */
export function costRefusal(...request: Parameters<typeof costOf>): GraphQLError | undefined {
  const problem = whyTooLarge(request[2]);
  if (problem !== undefined)
    return new GraphQLError(problem, { extensions: { code: 'BAD_REQUEST', http: { status: 400 } } });
  const cost = costOf(...request);
  if (cost <= mostCost) return undefined;
  return new GraphQLError(
    `the request costs about ${Math.round(cost)}, of ${mostCost} at most: ask for fewer trends (names) or runs (select), smaller pages, or columns in place of points`,
    { extensions: { code: 'TOO_COSTLY', http: { status: 400 } } },
  );
}

/** Refuses requests over HTTP that would cost too much. */
export function costLimit(): ApolloServerPlugin<Context> {
  return {
    requestDidStart: async () => ({
      didResolveOperation: async ({ schema, document, request: { variables, operationName } }) => {
        const refusal = costRefusal(schema, document, variables, operationName);
        if (refusal) throw refusal;
      },
    }),
  };
}
