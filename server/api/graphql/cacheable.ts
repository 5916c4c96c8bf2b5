import { type GraphQLSchema, Kind, type OperationDefinitionNode, OperationTypeNode } from 'graphql';
import { Extensions } from 'type-graphql';

const extension = 'cacheable';

/**
 * Declares that the result of a query depends only on its arguments and on the database, and is the same for every caller: the response
 * cache may store it until the database changes.
 */
export const Cacheable = (): MethodDecorator => Extensions({ [extension]: true });

/** Whether an operation is a query whose fields are all declared `@Cacheable()`. Fragments at the top level make it uncacheable. */
export function isCacheable(schema: GraphQLSchema, { operation, selectionSet }: OperationDefinitionNode): boolean {
  if (operation !== OperationTypeNode.QUERY) return false;
  const fields = schema.getQueryType()?.getFields() ?? {};
  return selectionSet.selections.every(
    (node) =>
      node.kind === Kind.FIELD &&
      (node.name.value === '__typename' || fields[node.name.value]?.extensions[extension] === true),
  );
}
