/**
 * type-graphql's decorators for entities that the API shows as they are. type-graphql and graphql take a fifth of a second to load, and most
 * commands show nothing over GraphQL: what the decorators say is noted, and told to type-graphql when a schema is made (server/api/graphql/schema.ts).
 */
import type * as scalars from 'graphql-scalars';
import type * as typeGraphql from 'type-graphql';

/** What takes the notes, and the scalars that fields are of. */
export type Api = typeof typeGraphql & Pick<typeof scalars, 'GraphQLJSONObject'>;

/** What a field may be of: a scalar, a class, a list of either. */
type Kind = ReturnType<NonNullable<Parameters<Api['Field']>[0]>>;

let notes: ((api: Api) => void)[] = [];

/** type-graphql's ObjectType. */
export function ObjectType(options: typeGraphql.ObjectTypeOptions): ClassDecorator {
  return (target) => void notes.push((api) => api.ObjectType(options)(target));
}

/** type-graphql's Field; `type` is given the scalars. */
export function Field(type: (api: Api) => Kind, options: typeGraphql.FieldOptions): PropertyDecorator {
  return (target, name) => void notes.push((api) => api.Field(() => type(api), options)(target, name));
}

/** Tells type-graphql what was noted; once, however often it is called. */
export function showEntities(api: Api): void {
  for (const tell of notes) tell(api);
  notes = [];
}
