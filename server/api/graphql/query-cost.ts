/** What a request would cost, estimated before it is carried out. */
import type { ApolloServerPlugin } from '@apollo/server';
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
import { page } from './query-limits.ts';
import { bodyLimitError } from '../http/body-limits.ts';

/** Most that a request may cost. A field of an object costs 1, a number in a list of `columns` a twentieth: as they weigh in time. */
export const maxCost = 500_000;

/** Runs of a dataset, where a request does not narrow them down. */
const usualRuns = 500;
const inColumn = 1 / 20;
/** Lengths of lists that are long; those of others are small. */
const lengths: Readonly<Record<string, number>> = {
  'Query.trends': 100,
  'DefaultView.trends': 100,
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
    isObjectType(type) && (known.startsWith('Query.trend') || known === 'DefaultView.trends')
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

/** The refusal of what would cost too much; undefined where it would not. */
export function costRefusal(...request: Parameters<typeof costOf>): GraphQLError | undefined {
  const problem = bodyLimitError(request[2]);
  if (problem !== undefined)
    return new GraphQLError(problem, { extensions: { code: 'BAD_REQUEST', http: { status: 400 } } });
  const cost = costOf(...request);
  if (cost <= maxCost) return undefined;
  return new GraphQLError(
    `the request costs about ${Math.round(cost)}, of ${maxCost} at most: ask for fewer trends (names) or runs (select), smaller pages, or columns in place of points`,
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
