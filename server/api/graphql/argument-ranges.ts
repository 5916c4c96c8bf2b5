/** Checks the numbers in arguments before a resolver gets them: in a query, PostgreSQL reports one out of range as an internal error. */
import {
  getNamedType,
  type GraphQLArgument,
  GraphQLFloat,
  type GraphQLInputField,
  type GraphQLInputType,
  GraphQLInt,
  type GraphQLSchema,
  isInputObjectType,
  isObjectType,
} from 'graphql';
import { userError } from '../errors.ts';

/** Inputs whose numbers may be negative, as the values of quantities may. */
const signed: ReadonlySet<string> = new Set(['QuantityFilter']);

/** The largest numbers by scalar. No other count, ID, run number or threshold is negative. */
const maxima = new Map<GraphQLInputType, number>([
  [GraphQLInt, 2 ** 31 - 1],
  [GraphQLFloat, 1e12],
]);

/** Wraps the resolvers of a schema. Rejects a number out of range in an argument, in its lists and in its input objects. */
export function checkArguments(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      const { args, resolve } = field;
      if (args.length === 0 || !resolve) continue;
      field.resolve = (source, values: Readonly<Record<string, unknown>>, context, info) => {
        for (const { name, value, max } of outOfRange(args, values))
          throw userError(`${name} is ${value}: it must be at least 0 and at most ${max}`, 'BAD_USER_INPUT');
        return resolve(source, values, context, info) as unknown;
      };
    }
  }
}

interface OutOfRange {
  /** As in `select.latest`. */
  readonly name: string;
  readonly value: number;
  readonly max: number;
}

function* outOfRange(
  inputs: readonly (GraphQLArgument | GraphQLInputField)[],
  values: Readonly<Record<string, unknown>>,
  prefix = '',
): Generator<OutOfRange> {
  for (const { name, type } of inputs) {
    const named = getNamedType(type);
    for (const value of [values[name]].flat() as unknown[]) {
      if (isInputObjectType(named) && !signed.has(named.name) && value !== undefined && value !== null)
        yield* outOfRange(Object.values(named.getFields()), value as typeof values, `${prefix}${name}.`);
      const max = maxima.get(named);
      if (max !== undefined && typeof value === 'number' && !(value >= 0 && value <= max))
        yield { name: prefix + name, value, max };
    }
  }
}
