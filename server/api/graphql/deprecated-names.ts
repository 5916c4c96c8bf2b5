import { getNullableType, type GraphQLField, GraphQLObjectType, type GraphQLSchema } from 'graphql';

/** Fields by their deprecated names, `Type.name`, with the names that replace them. */
const fields: Readonly<Record<string, string>> = {
  'DatasetRuns.out': 'excluded',
  'EnrichResult.asked': 'queried',
  'EnrichResult.unanswered': 'pending',
  'File.nextTry': 'nextAttemptAt',
  'File.tries': 'attempts',
  'Mutation.startSchedule': 'resumeSchedule',
  'Mutation.stopSchedule': 'pauseSchedule',
  'Query.choice': 'defaultView',
  'RunService.askedAt': 'queriedAt',
  'RunService.nextTry': 'nextAttemptAt',
  'RunService.tries': 'attempts',
  'Schedule.meaning': 'description',
  'Schedule.stopped': 'paused',
  'Service.askedAt': 'queriedAt',
  'Service.nextTry': 'nextAttemptAt',
  'Viewer.mayChange': 'canOperate',
  'Viewer.whyNot': 'denialReason',
  'Worker.seenAt': 'heartbeatAt',
};

/** Adds the names of the previous release as deprecated aliases. They are removed in the next release. */
export function addDeprecatedNames(schema: GraphQLSchema): void {
  for (const [path, replacement] of Object.entries(fields)) addAlias(schema, path, replacement);
  addAlias(schema, 'Anomaly.usual', 'baselineRuns');
  addAlias(schema, 'Query.changes', 'anomalies', {
    baselineRuns: 'before',
    limit: 'first',
    lookBackDays: 'days',
    threshold: 'limit',
  });
  addArgumentAlias(schema, 'Query.log', 'troubleOnly', 'warningsOnly');
}

/** Adds a field with the type and the resolver of `replacement`; `argumentNames` gives the old names of arguments by their new ones. */
function addAlias(
  schema: GraphQLSchema,
  path: string,
  replacement: string,
  argumentNames: Readonly<Record<string, string>> = {},
): void {
  const { type, name } = split(schema, path);
  const field = fieldOf(type, replacement);
  const translate = (args: Arguments): Arguments =>
    Object.fromEntries(
      field.args.map((argument) => [argument.name, args[argumentNames[argument.name] ?? argument.name]]),
    );
  const { complexity } = field.extensions;
  type.getFields()[name] = {
    ...field,
    name,
    args: field.args.map((argument) => ({ ...argument, name: argumentNames[argument.name] ?? argument.name })),
    deprecationReason: `Renamed to ${replacement}.`,
    resolve: resolver(field, translate),
    extensions: {
      ...field.extensions,
      ...(typeof complexity === 'function' && {
        complexity: (options: { args: Arguments }): unknown =>
          complexity({ ...options, args: translate(options.args) }),
      }),
    },
  };
}

function addArgumentAlias(schema: GraphQLSchema, path: string, old: string, replacement: string): void {
  const { type, name } = split(schema, path);
  const field = fieldOf(type, name);
  const argument = field.args.find((other) => other.name === replacement);
  if (!argument) throw new Error(`the schema has no argument ${replacement} of ${path}`);
  field.resolve = resolver(field, ({ [old]: value, ...args }) =>
    value === undefined ? args : { ...args, [replacement]: value },
  );
  field.args = [
    ...field.args,
    {
      ...argument,
      name: old,
      type: getNullableType(argument.type),
      defaultValue: undefined,
      deprecationReason: `Renamed to ${replacement}.`,
    },
  ];
}

type Arguments = Readonly<Record<string, unknown>>;
type Field = GraphQLField<unknown, unknown, Arguments>;

/** The resolver of a field, called with translated arguments. */
function resolver({ name, resolve }: Field, translate: (args: Arguments) => Arguments): NonNullable<Field['resolve']> {
  if (!resolve) throw new Error(`the field ${name} has no resolver of its own`);
  return (source, args, context, info) => resolve(source, translate(args), context, info);
}

function split(schema: GraphQLSchema, path: string): { type: GraphQLObjectType; name: string } {
  const [typeName = '', name = ''] = path.split('.');
  const type = schema.getType(typeName);
  if (!(type instanceof GraphQLObjectType)) throw new Error(`the schema has no object type ${typeName}`);
  return { type, name };
}

function fieldOf(type: GraphQLObjectType, name: string): Field {
  const field = type.getFields()[name];
  if (!field) throw new Error(`the schema has no field ${type.name}.${name}`);
  return field;
}
