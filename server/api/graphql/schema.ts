import 'reflect-metadata';
import { createPubSub } from '@graphql-yoga/subscription';
import { type GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql';
import { GraphQLJSONObject } from 'graphql-scalars';
import * as typeGraphql from 'type-graphql';
import { registerTypes } from '../../store/entities/graphql-decorators.ts';
import { checkArguments } from './argument-ranges.ts';
import { checkPermission } from './auth-checker.ts';
import { addDeprecatedNames } from './deprecated-names.ts';
import * as resolvers from './resolvers/index.ts';

/** Builds the schema of the API. */
export async function makeSchema(): Promise<GraphQLSchema> {
  registerTypes({ ...typeGraphql, GraphQLJSONObject });
  const [first, ...others] = Object.values(resolvers);
  if (!first) throw new Error('there are no resolvers');
  const schema = await typeGraphql.buildSchema({
    resolvers: [first, ...others],
    authChecker: checkPermission,
    validate: false,
    pubSub: createPubSub(), // required by type-graphql; our subscriptions bring their own streams
  });
  checkArguments(schema);
  addDeprecatedNames(schema);
  return schema;
}

/** The schema in the schema definition language: the content of `schema.graphql`. */
export async function printApi(): Promise<string> {
  return `${printSchema(lexicographicSortSchema(await makeSchema()))}\n`;
}
