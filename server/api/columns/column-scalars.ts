import { GraphQLError, GraphQLScalarType } from 'graphql';

/** A scalar whose value is a whole list. GraphQL does not visit the items: JSON.stringify writes the list in one go (README.md). */
function listScalar(name: string, description: string): GraphQLScalarType {
  const outputOnly = (): never => {
    throw new GraphQLError(`${name} is an output type`);
  };
  return new GraphQLScalarType({
    name,
    description,
    serialize: (column) => column,
    parseValue: outputOnly,
    parseLiteral: outputOnly,
  });
}

export const RunColumn = listScalar('RunColumn', 'A list of run numbers: [Int!].');
export const FloatColumn = listScalar('FloatColumn', 'A list of numbers, with null where there is none: [Float].');
export const IntColumn = listScalar('IntColumn', 'A list of integers, with null where there is none: [Int].');
export const StringColumn = listScalar('StringColumn', 'A list of texts, with null where there is none: [String].');
