/**
 * Declarations of types that are stored or computed below server/api and are also types of the API. Loading type-graphql and graphql takes
 * 0.2 s, and most commands do not need them: declarations are recorded here, and applied when the schema is built
 * (server/api/graphql/schema.ts).
 */
import type * as scalars from 'graphql-scalars';
import type * as typeGraphql from 'type-graphql';
import { Column as TypeormColumn, type ColumnOptions } from 'typeorm';

/** type-graphql and the scalars of the fields. */
export type Api = typeof typeGraphql & Pick<typeof scalars, 'GraphQLJSONObject'>;

/** Type of a field: a scalar, an enumeration, a class, or a list of one of these. */
type Kind = ReturnType<NonNullable<Parameters<Api['Field']>[0]>>;
export type Scalar = Exclude<Kind, readonly unknown[]>;

let declarations: ((api: Api) => void)[] = [];

/** type-graphql's ObjectType; `name` is that of the class by default. */
export function ObjectType({
  name,
  ...options
}: typeGraphql.ObjectTypeOptions & { readonly name?: string }): ClassDecorator {
  return (target) => void declarations.push((api) => api.ObjectType(name ?? target.name, options)(target));
}

/** type-graphql's InputType. */
export function InputType(options: typeGraphql.InputTypeOptions): ClassDecorator {
  return (target) => void declarations.push((api) => api.InputType(options)(target));
}

/** type-graphql's Field; `type` gets type-graphql and the scalars. */
export function Field(type: (api: Api) => Kind, options: typeGraphql.FieldOptions): PropertyDecorator {
  return (target, name) => void declarations.push((api) => api.Field(() => type(api), options)(target, name));
}

/** The scalars of the API by types of columns. */
const columnScalars = {
  text: () => String,
  int: ({ Int }: Api) => Int,
  float8: ({ Float }: Api) => Float,
  boolean: () => Boolean,
  timestamptz: ({ GraphQLISODateTime }: Api) => GraphQLISODateTime,
  jsonb: ({ GraphQLJSONObject }: Api) => GraphQLJSONObject,
} as const;

interface PublicColumn extends ColumnOptions {
  readonly type: keyof typeof columnScalars;
  readonly description: string;
}

/** typeorm's Column. With a description it is also a field of the API, of the same type. */
export function Column(options: ColumnOptions | PublicColumn): PropertyDecorator {
  return (target, name) => {
    TypeormColumn(options)(target, name);
    if (!('description' in options)) return;
    const { type, array = false, nullable = false, description } = options;
    const scalar = columnScalars[type];
    Field((api) => (array ? [scalar(api)] : scalar(api)), { nullable, description })(target, name);
  };
}

/** Declares an enumeration of the API by its values, each with its description if it needs one. */
export function enumType<V extends string>(
  name: string,
  description: string,
  values: Readonly<Record<V, string | undefined>>,
): Readonly<Record<V, V>> {
  const names = {} as Record<V, V>;
  const valuesConfig: Partial<Record<V, { description: string }>> = {};
  for (const value of Object.keys(values) as V[]) {
    const text = values[value];
    names[value] = value;
    if (text !== undefined) valuesConfig[value] = { description: text };
  }
  declarations.push(({ registerEnumType }) => registerEnumType(names, { name, description, valuesConfig }));
  return names;
}

/** Applies the recorded declarations. Further calls do nothing. */
export function registerTypes(api: Api): void {
  for (const declare of declarations) declare(api);
  declarations = [];
}
