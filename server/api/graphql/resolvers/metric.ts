import { GraphQLJSONObject } from 'graphql-scalars';
import { Ctx, Field, ID, Int, ObjectType, Query, Resolver } from 'type-graphql';
import { describeMetric } from '../../../plugins/catalogue.ts';
import { loadPlugins } from '../../../plugins/plugins.ts';
import type { Context } from '../context.ts';

@ObjectType({ description: 'A parameter of a metric.' })
export class MetricParameter {
  @Field(() => String, { description: 'Name.' })
  name!: string;

  @Field(() => String, { description: 'Type, e.g. integer, or text or integer.' })
  type!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Default value; null if the parameter is required.',
  })
  default!: string | null;

  @Field(() => Boolean, { description: 'Whether a config may leave it out.' })
  isOptional!: boolean;

  @Field(() => GraphQLJSONObject, {
    description: 'JSON schema: type, enum, default, minimum and maximum, or several in anyOf.',
  })
  schema!: object;

  @Field(() => String, { description: 'Meaning and unit.' })
  description!: string;
}

@ObjectType({ description: 'An input of a metric.' })
export class MetricInput {
  @Field(() => String, { description: 'Name: main (relativePath), histo1, histo2 or reference.' })
  name!: string;

  @Field(() => String, { description: 'Classes of MEs that are accepted.' })
  classes!: string;

  @Field(() => Boolean, { description: 'Whether a config may leave it out.' })
  isOptional!: boolean;
}

@ObjectType({ description: 'A plugin that reduces up to four MEs to a value and an uncertainty.' })
export class Metric {
  @Field(() => ID, { description: 'Name in configs, e.g. basic.Mean.' })
  id!: string;

  @Field(() => String, { description: 'Module, e.g. basic.' })
  module!: string;

  @Field(() => String, { description: 'Name within the module.' })
  name!: string;

  @Field(() => String, { description: 'Summary in one sentence.' })
  summary!: string;

  @Field(() => [MetricParameter], { description: 'Parameters, in the order in which configs give them.' })
  parameters!: MetricParameter[];

  @Field(() => [MetricInput], { description: 'Inputs.' })
  inputs!: MetricInput[];

  @Field(() => String, { description: 'Formula, or its source.' })
  formula!: string;

  @Field(() => String, { description: 'Example of its use in a config.' })
  example!: string;

  @Field(() => Int, { description: 'Revision of what the metric computes, from 1.' })
  revision!: number;

  @Field(() => String, { description: 'Source file.' })
  file!: string;
}

@Resolver(() => Metric)
export class MetricResolver {
  @Query(() => [Metric], { description: 'Metrics that configs can use, sorted by ID.' })
  async metrics(@Ctx() { jobs }: Context): Promise<Metric[]> {
    const { metrics } = await loadPlugins(jobs.app.settings.HDQM_METRICS);
    return [...metrics.values()].map(describeMetric).sort((a, b) => (a.id < b.id ? -1 : 1));
  }
}
