/**
 * type-graphql's decorators for entities that are also types of the API. Loading type-graphql and graphql takes 0.2 s, and most commands do
 * not need them: declarations are recorded here, and applied when the schema is built (server/api/graphql/schema.ts).
 */
import type * as scalars from 'graphql-scalars';
import type * as typeGraphql from 'type-graphql';

/** type-graphql and the scalars of the fields. */
export type Api = typeof typeGraphql & Pick<typeof scalars, 'GraphQLJSONObject'>;

/** Type of a field: a scalar, a class, or a list of either. */
type Kind = ReturnType<NonNullable<Parameters<Api['Field']>[0]>>;

let declarations: ((api: Api) => void)[] = [];

/** type-graphql's ObjectType. */
export function ObjectType(options: typeGraphql.ObjectTypeOptions): ClassDecorator {
  return (target) => void declarations.push((api) => api.ObjectType(options)(target));
}

/** type-graphql's Field; `type` gets type-graphql and the scalars. */
export function Field(type: (api: Api) => Kind, options: typeGraphql.FieldOptions): PropertyDecorator {
  return (target, name) => void declarations.push((api) => api.Field(() => type(api), options)(target, name));
}

/** Applies the recorded declarations. Further calls do nothing. */
export function registerEntities(api: Api): void {
  for (const declare of declarations) declare(api);
  declarations = [];
}
