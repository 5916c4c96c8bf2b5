import { Args, ArgsType, Ctx, Field, FieldResolver, Float, Int, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { findSteps } from '../../../store/alarms/steps.ts';
import { PageArguments, pageRange } from '../arguments.ts';
import { Cacheable } from '../cacheable.ts';
import type { Context } from '../context.ts';
import { listComplexity, pageComplexity, trendsComplexity } from '../query-cost.ts';
import { page } from '../query-limits.ts';
import { TrendSets } from '../trend-set.ts';
import { Trend } from './trend.ts';

@ObjectType({ description: 'The beginning of a new level of a trend.' })
export class Step {
  @Field(() => Int, { description: 'The first run at the new level.' })
  run!: number;

  @Field(() => Float, { description: 'Level right before it.' })
  before!: number;

  @Field(() => Float, { description: 'Level right after it.' })
  after!: number;

  @Field(() => Float, { description: 'Size in standard deviations of the size.' })
  significance!: number;

  trendRow!: Trend;
}

@ObjectType({ description: 'A page of steps.' })
export class StepPage {
  @Field(() => Int, { description: 'Number of steps on all pages.' })
  total!: number;

  @Field(() => [Step], { description: 'Steps of this page.', complexity: listComplexity(page.default) })
  items!: Step[];
}

@ArgsType()
class StepsArguments extends PageArguments {
  @Field(() => Int, { nullable: true, description: 'Only steps at this run and later ones.' })
  since?: number | null;

  @Field(() => String, { nullable: true, description: 'Only trends of this subsystem.' })
  subsystem?: string | null;

  @Field(() => String, { nullable: true, description: 'Only trends of this primary dataset.' })
  primaryDataset?: string | null;

  @Field(() => String, { nullable: true, description: 'Only trends of this processing.' })
  processing?: string | null;
}

@Resolver(() => Step)
export class StepResolver {
  @Cacheable()
  @Query(() => StepPage, {
    description: 'Steps of active configs, the latest runs first, as of the last judgement of each trend.',
    complexity: pageComplexity(page.default),
  })
  async steps(@Ctx() context: Context, @Args(() => StepsArguments) filter: StepsArguments): Promise<StepPage> {
    const { total, items } = await findSteps(context.database, filter, pageRange(filter));
    const sets = new TrendSets(context, items);
    return { total, items: items.map((step) => ({ ...step, trendRow: sets.trendOf(step, {}) })) };
  }

  @FieldResolver(() => Trend, {
    description: 'The trend, with its points in all significant runs.',
    complexity: trendsComplexity(1),
  })
  trend(@Root() { trendRow }: Step): Trend {
    return trendRow;
  }
}
