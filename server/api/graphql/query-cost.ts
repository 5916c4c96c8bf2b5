/**
 * The cost of a request, estimated before it is executed. Fields declare theirs beside them (`complexity`); any other field costs 1 plus its
 * items, lists of objects being taken for short.
 */
import type { ApolloServerPlugin } from '@apollo/server';
import {
  type DocumentNode,
  getNamedType,
  getNullableType,
  GraphQLError,
  type GraphQLSchema,
  isLeafType,
  isListType,
} from 'graphql';
import { type ComplexityEstimator, fieldExtensionsEstimator, getComplexity } from 'graphql-query-complexity';
import { bodyLimitError } from '../http/body-limits.ts';
import type { Context } from './context.ts';

/** Maximum cost of a request. Costs are proportional to the time that a request takes. */
export const maxCost = 500_000;

/** Runs of a dataset, if the request does not select fewer. */
const defaultRuns = 500;
/** Cost of a number in a column, relative to a field of an object. */
const columnCost = 1 / 40;

interface Arguments {
  readonly limit?: number | null;
  readonly names?: readonly string[] | null;
  readonly primaryDataset?: string | null;
  readonly search?: string | null;
  readonly select?: { readonly latest?: number | null; readonly numbers?: readonly number[] | null } | null;
}

/** Cost of a list of `length` items, or of as many as the arguments `limit` or `names` ask for. */
export function listComplexity(length: number): ComplexityEstimator {
  return ({ args, childComplexity }) => {
    const { limit, names } = args as Arguments;
    return costOfItems(limit ?? names?.length ?? length, childComplexity);
  };
}

/** Cost of a field with a search, beyond that of the items it returns: each row is compared with each word. */
const searchCost = 20_000;

/** The cost of a field with the argument `search`: `complexity` and that of the search, if there is one. */
export function searchComplexity(complexity: ComplexityEstimator): ComplexityEstimator {
  return (options) => {
    const { search } = options.args as Arguments;
    return (complexity(options) ?? 0) + (search ? searchCost : 0);
  };
}

/** Cost of queries that read a large part of the points, whatever they return. */
export const pointsCosts = { count: 10_000, anomalies: 30_000, comparison: 60_000 } as const;

/** Cost of a query that returns a page: its field `items` costs as much as a page of the default length; `base` is added. */
export function pageComplexity(defaultLimit: number, base = 0): ComplexityEstimator {
  return ({ args, childComplexity }) =>
    base + costOfItems(((args as Arguments).limit ?? defaultLimit) / defaultLimit, childComplexity);
}

/** Cost of a list of `length` trends, whose points are those of the runs selected. */
export function trendsComplexity(length: number): ComplexityEstimator {
  return ({ args, childComplexity }) => {
    const { names, select } = args as Arguments;
    const runs = select?.latest ?? select?.numbers?.length ?? defaultRuns;
    return costOfItems(names?.length ?? length, childComplexity * Math.min(1, runs / defaultRuns));
  };
}

/**
 * Cost of a comparison of trends: all points of two datasets in the selected runs are read, and of each item what is requested is computed.
 * The field `items` costs as much as a thousand trends.
 */
export const comparisonComplexity: ComplexityEstimator = ({ args, childComplexity }) => {
  const { names } = args as Arguments;
  const share = names ? names.length / comparedTrends : 1;
  return share * (pointsCosts.comparison + childComplexity);
};

/** Trends of a comparison, if the request does not name them. */
export const comparedTrends = 1_000;

/** Cost of a list of an object per run. */
export const runsComplexity = listComplexity(defaultRuns);

/** Cost of what changed at a run: the revisions of its points are compared, those of one primary dataset or of all. */
export const changesComplexity: ComplexityEstimator = ({ args, childComplexity }) =>
  ((args as Arguments).primaryDataset ? 1_000 : 10_000) + childComplexity;

/** Cost of the changes in the course of a dataset: all its selected runs are compared. */
export const datasetChangesComplexity: ComplexityEstimator = ({ childComplexity }) => 1_000 + childComplexity;

/** Cost of columns, lists with a value per run. */
export const columnsComplexity: ComplexityEstimator = ({ childComplexity }) =>
  1 + Math.max(1, childComplexity) * defaultRuns * columnCost;

function costOfItems(count: number, itemCost: number): number {
  return 1 + Math.max(0, count) * Math.max(1, itemCost);
}

/** Lengths of the lists of GraphQL's introspection. */
const introspectionLengths: Readonly<Record<string, number>> = { types: 60, args: 2, interfaces: 1, possibleTypes: 1 };

/** Cost of a field that declares none. */
const defaultComplexity: ComplexityEstimator = (options) => {
  const { type, field } = options;
  const isObjectList = isListType(getNullableType(field.type)) && !isLeafType(getNamedType(field.type));
  if (!isObjectList) return costOfItems(1, options.childComplexity);
  return listComplexity((type.name.startsWith('__') ? introspectionLengths[field.name] : undefined) ?? 10)(options);
};

/** The cost of an operation; 0 if its variables do not fit their types, which the execution reports. */
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
      estimators: [fieldExtensionsEstimator(), defaultComplexity],
      ...(operationName ? { operationName } : {}),
    });
  } catch (error) {
    if (error instanceof GraphQLError) return 0;
    throw error;
  }
}

/** The error of a request whose variables are too large or whose cost is too high; undefined otherwise. */
export function costError(...request: Parameters<typeof costOf>): GraphQLError | undefined {
  const problem = bodyLimitError(request[2]);
  if (problem !== undefined)
    return new GraphQLError(problem, { extensions: { code: 'BAD_REQUEST', http: { status: 400 } } });
  const cost = costOf(...request);
  if (cost <= maxCost) return undefined;
  return new GraphQLError(
    `the request costs about ${Math.round(cost)}, the limit is ${maxCost}: ask for fewer trends (names) or runs (select), smaller pages, or columns instead of points`,
    { extensions: { code: 'TOO_COSTLY', http: { status: 400 } } },
  );
}

/** The error of a request whose operationName, or lack of one, selects no operation of the document. */
export function operationNameError(operationName: string | null | undefined): GraphQLError {
  const message =
    operationName === undefined || operationName === null || operationName === ''
      ? 'the request has several operations, or none: give operationName'
      : `the request has no operation ${operationName.slice(0, 100)}: correct operationName`;
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } } });
}

/** Rejects requests over HTTP without an operation, or whose cost is too high. */
export function costLimit(): ApolloServerPlugin<Context> {
  return {
    requestDidStart: async () => ({
      didResolveOperation: async ({ schema, document, operation, request: { variables, operationName } }) => {
        if (!operation) throw operationNameError(operationName);
        const error = costError(schema, document, variables, operationName);
        if (error) throw error;
      },
    }),
  };
}
