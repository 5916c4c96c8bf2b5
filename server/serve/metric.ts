import { Ctx, Field, ID, ObjectType, Query, Resolver } from 'type-graphql';
import { z } from 'zod';
import { inputNames } from '../../metrics/metric.ts';
import type { ShownMetric } from './actions.ts';
import type { Context } from './context.ts';

@ObjectType({ description: 'A parameter of a metric, in the order in which configs write them.' })
export class MetricParameter {
  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => String, { description: 'Its type, e.g. integer, or text or integer.' })
  type!: string;

  @Field(() => String, {
    nullable: true,
    description: 'What it is when it is not written; null where it must be written.',
  })
  default!: string | null;

  @Field(() => String, { description: 'Meaning and unit.' })
  description!: string;
}

@ObjectType({ description: 'An input of a metric.' })
export class MetricInput {
  @Field(() => String, { description: 'main (relativePath), histo1, histo2 or reference.' })
  name!: string;

  @Field(() => String, { description: 'The classes that it may be of.' })
  classes!: string;
}

@ObjectType({ description: 'A plugin that reduces an ME (and up to three more) to a value and an error.' })
export class Metric {
  @Field(() => ID, { description: 'As configs write it, e.g. basic.Mean.' })
  id!: string;

  @Field(() => String, { description: 'Its module, e.g. basic.' })
  module!: string;

  @Field(() => String, { description: 'Its name in the module.' })
  name!: string;

  @Field(() => String, { description: 'One sentence.' })
  summary!: string;

  @Field(() => [MetricParameter], { description: 'Its parameters.' })
  parameters!: MetricParameter[];

  @Field(() => [MetricInput], { description: 'Its inputs.' })
  inputs!: MetricInput[];

  @Field(() => String, { description: 'The formula, or where it is from.' })
  formula!: string;

  @Field(() => String, { description: 'As a config writes it.' })
  example!: string;

  @Field(() => String, { description: 'Its source file.' })
  file!: string;
}

@Resolver(() => Metric)
export class MetricResolver {
  @Query(() => [Metric], { description: 'The metrics that configs can use, by name.' })
  async metrics(@Ctx() { actions }: Context): Promise<Metric[]> {
    return (await actions.metrics()).map(show).sort((a, b) => (a.id < b.id ? -1 : 1));
  }
}

function show({ module, name, file, metric }: ShownMetric): Metric {
  const { summary, formula, example } = metric;
  return {
    id: `${module}.${name}`,
    module,
    name,
    summary,
    formula,
    example,
    file,
    parameters: Object.entries(metric.parameters).map(([parameter, type]) => ({
      name: parameter,
      ...describe(type),
      description: type.description ?? '',
    })),
    inputs: inputNames.flatMap((input) => {
      const { classes } = metric.inputs[input] ?? {};
      return classes === undefined ? [] : [{ name: input, classes }];
    }),
  };
}

/** A parameter's type in words, by way of its JSON schema. */
function describe(type: z.ZodType): { type: string; default: string | null } {
  const schema = z.toJSONSchema(type, { io: 'input', unrepresentable: 'any' });
  return { type: typeName(schema), default: schema.default === undefined ? null : JSON.stringify(schema.default) };
}

type Schema = z.core.JSONSchema.BaseSchema;

function typeName(schema: Schema): string {
  if (schema.anyOf) return schema.anyOf.map((option) => typeName(option as Schema)).join(' or ');
  if (schema.enum) return schema.enum.map((option) => JSON.stringify(option)).join(' or ');
  const names: Record<string, string> = { string: 'text', boolean: 'True or False', array: 'list', null: 'None' };
  const name = typeof schema.type === 'string' ? schema.type : 'any';
  return names[name] ?? name;
}
