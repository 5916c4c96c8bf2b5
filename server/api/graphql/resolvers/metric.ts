import { Ctx, Field, ID, ObjectType, Query, Resolver } from 'type-graphql';
import { describeMetric } from '../../../plugins/catalogue.ts';
import type { Context } from '../context.ts';

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
    return (await actions.metrics()).map(describeMetric).sort((a, b) => (a.id < b.id ? -1 : 1));
  }
}
