import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { DatasetRuns } from '../../../store/runs/dataset-runs.ts';
import { completeDefaultView, DefaultView } from '../../../store/default-view.ts';
import { DisplayGroup } from '../../../store/entities/index.ts';
import { Cacheable } from '../cacheable.ts';
import type { Context } from '../context.ts';
import { trendsComplexity } from '../query-cost.ts';
import { RunSelection } from '../../../store/runs/run-filter.ts';
import { findDisplayGroups } from './config.ts';
import { loadDatasetRuns } from './runs/dataset-runs.ts';
import { loadTrends, Trend } from './trend.ts';

@ArgsType()
class DefaultViewArguments {
  @Field(() => String, { nullable: true, description: 'Subsystem, e.g. Tracker.' })
  subsystem?: string | null;

  @Field(() => String, { nullable: true, description: 'Primary dataset, e.g. ZeroBias.' })
  primaryDataset?: string | null;

  @Field(() => String, { nullable: true, description: 'Processing, e.g. PromptReco.' })
  processing?: string | null;
}

@Resolver(() => DefaultView)
export class DefaultViewResolver {
  @Cacheable()
  @Query(() => DefaultView, {
    nullable: true,
    description:
      'Completes a partial choice of subsystem and dataset. Defaults: Tracker or the first subsystem that has data, and its dataset with the most runs. Null if there is no data.',
  })
  async defaultView(
    @Ctx() { database }: Context,
    @Args(() => DefaultViewArguments) partialView: DefaultViewArguments,
  ): Promise<DefaultView | null> {
    return (await completeDefaultView(database, partialView)) ?? null;
  }

  @FieldResolver(() => [Trend], {
    description: 'Trends that have data, in the order of the config files.',
    complexity: trendsComplexity(100),
  })
  trends(
    @Root() view: DefaultView,
    @Ctx() context: Context,
    @Arg('select', () => RunSelection, { nullable: true, description: 'Selection of runs.' })
    select?: RunSelection | null,
  ): Promise<Trend[]> {
    return loadTrends(context, { ...view, select: select ?? null });
  }

  @FieldResolver(() => [DisplayGroup], { description: 'Display groups of the subsystem.' })
  displayGroups(@Root() { subsystem }: DefaultView, @Ctx() { database }: Context): Promise<DisplayGroup[]> {
    return findDisplayGroups(database, [subsystem]);
  }

  @FieldResolver(() => DatasetRuns, { nullable: true, description: 'Runs of the dataset.' })
  datasetRuns(
    @Root() view: DefaultView,
    @Ctx() { database }: Context,
    @Arg('select', () => RunSelection, { nullable: true, description: 'Selection of runs.' })
    select?: RunSelection | null,
  ): Promise<DatasetRuns | null> {
    return loadDatasetRuns(database, { ...view, select: select ?? null });
  }
}
