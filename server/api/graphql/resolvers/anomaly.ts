import { Args, ArgsType, Ctx, Field, FieldResolver, Float, Int, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { Anomaly, maxZ, UnjudgedTrend } from '../../../store/anomalies.ts';
import { clamp } from '../arguments.ts';
import { Cacheable } from '../cacheable.ts';
import type { Context } from '../context.ts';
import { listComplexity, pageComplexity, pointsCosts } from '../query-cost.ts';
import { TrendSets } from '../trend-set.ts';
import { Trend } from './trend.ts';

const [maxLimit, defaultLimit] = [500, 60];

interface ShownAnomaly extends Anomaly {
  readonly trendRow: Trend;
}

@ObjectType({ description: 'Anomalies in the newest runs.' })
export class Anomalies {
  @Field(() => Int, { description: 'Number of trends that were judged.' })
  judgedTrends!: number;

  @Field(() => [UnjudgedTrend], {
    description: `Trends that could not be judged, up to ${maxLimit}.`,
    complexity: listComplexity(defaultLimit),
  })
  unjudged!: readonly UnjudgedTrend[];

  @Field(() => Int, { description: 'Number of runs that were judged.' })
  judgedRuns!: number;

  @Field(() => Int, { description: 'Number of anomalies.' })
  total!: number;

  @Field(() => [Anomaly], {
    description: 'Anomalies by descending |z|; those without a value last.',
    complexity: listComplexity(defaultLimit),
  })
  items!: ShownAnomaly[];
}

@ArgsType()
class AnomaliesArguments {
  @Field(() => Int, { description: 'Number of runs of each dataset to judge, newest first.' })
  newest: number = 5;

  @Field(() => Int, { description: 'Number of significant runs before them that make the baseline, 8 to 1000.' })
  baselineRuns: number = 50;

  @Field(() => Float, { description: 'Minimum |z| of an anomaly.' })
  threshold: number = 5;

  @Field(() => Float, {
    description: 'Only judge runs that started within this many days before the newest run of all datasets.',
  })
  lookBackDays: number = 7;

  @Field(() => String, { nullable: true, description: 'Only trends of this subsystem.' })
  subsystem?: string | null;

  @Field(() => String, { nullable: true, description: 'Only trends of this primary dataset.' })
  primaryDataset?: string | null;

  @Field(() => String, { nullable: true, description: 'Only trends of this processing.' })
  processing?: string | null;

  @Field(() => Int, { description: `Maximum number of items, up to ${maxLimit}.` })
  limit: number = defaultLimit;
}

@Resolver(() => Anomaly)
export class AnomalyResolver {
  @Cacheable()
  @Query(() => Anomalies, {
    description:
      'Anomalies in the newest runs, by the robust z-score of each value against earlier runs of the same dataset.',
    complexity: pageComplexity(defaultLimit, pointsCosts.anomalies),
  })
  async anomalies(
    @Ctx() context: Context,
    @Args(() => AnomaliesArguments) { limit, ...criteria }: AnomaliesArguments,
  ): Promise<Anomalies> {
    const { anomalies, unjudged, ...counts } = await context.anomalies.find({
      ...criteria,
      newest: clamp(criteria.newest, 1, 100),
      baselineRuns: clamp(criteria.baselineRuns, 8, 1000),
      threshold: Math.min(criteria.threshold, maxZ),
      lookBackDays: Math.min(criteria.lookBackDays, 10_000),
    });
    const items = anomalies.slice(0, Math.min(limit, maxLimit));
    const sets = new TrendSets(context, items);
    return {
      ...counts,
      unjudged: unjudged.slice(0, maxLimit),
      total: anomalies.length,
      items: items.map((anomaly) => ({ ...anomaly, trendRow: sets.trendOf(anomaly, { from: anomaly.firstRun }) })),
    };
  }

  @FieldResolver(() => Trend, { description: 'The trend, with the points of the judged runs and of the baseline.' })
  trend(@Root() { trendRow }: ShownAnomaly): Trend {
    return trendRow;
  }
}
