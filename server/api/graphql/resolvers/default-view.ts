import { Arg, Ctx, Field, FieldResolver, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { type DefaultView, completeDefaultView } from '../../../store/default-view.ts';
import type { DatasetRuns } from '../../../store/dataset-runs.ts';
import { DisplayGroup } from '../../../store/entities/index.ts';
import { DisplayGroupResolver } from './config.ts';
import type { Context } from '../context.ts';
import { DatasetRunsResolver, DatasetRunsType } from './dataset-runs.ts';
import { RunSelection } from '../run-selection.input.ts';
import { Trend, TrendResolver } from './trend.ts';

@ObjectType('DefaultView', { description: 'A subsystem in a dataset, and what a page of its trends begins with.' })
export class DefaultViewType implements DefaultView {
  @Field(() => String, { description: 'E.g. Tracker.' })
  subsystem!: string;

  @Field(() => String, { description: 'E.g. ZeroBias.' })
  primaryDataset!: string;

  @Field(() => String, { description: 'E.g. PromptReco.' })
  processing!: string;
}

@Resolver(() => DefaultViewType)
export class DefaultViewResolver {
  private readonly ofTrends = new TrendResolver();
  private readonly ofGroups = new DisplayGroupResolver();
  private readonly ofRuns = new DatasetRunsResolver();

  @Query(() => DefaultViewType, {
    nullable: true,
    description:
      'What is shown where a subsystem and a dataset are named in part, or not at all: the tracker or the first subsystem that has data, its dataset of the most runs. Null where nothing has data.',
  })
  async defaultView(
    @Ctx() { database }: Context,
    @Arg('subsystem', () => String, { nullable: true, description: 'E.g. Tracker.' }) subsystem?: string | null,
    @Arg('primaryDataset', () => String, { nullable: true, description: 'E.g. ZeroBias.' })
    primaryDataset?: string | null,
    @Arg('processing', () => String, { nullable: true, description: 'E.g. PromptReco.' }) processing?: string | null,
  ): Promise<DefaultView | null> {
    return (await completeDefaultView(database, { subsystem, primaryDataset, processing })) ?? null;
  }

  @FieldResolver(() => [Trend], { description: 'Its trends that have data, in the order of the config files.' })
  trends(
    @Root() { subsystem, primaryDataset, processing }: DefaultView,
    @Ctx() context: Context,
    @Arg('select', () => RunSelection, { nullable: true, description: 'Which runs.' }) select?: RunSelection | null,
  ): Promise<Trend[]> {
    return this.ofTrends.trends(context, subsystem, primaryDataset, processing, null, null, select);
  }

  @FieldResolver(() => [DisplayGroup], { description: 'Its trends that are drawn together.' })
  displayGroups(@Root() { subsystem }: DefaultView, @Ctx() context: Context): Promise<DisplayGroup[]> {
    return this.ofGroups.displayGroups(context, subsystem);
  }

  @FieldResolver(() => DatasetRunsType, { nullable: true, description: 'The runs of its dataset.' })
  datasetRuns(
    @Root() { primaryDataset, processing }: DefaultView,
    @Ctx() context: Context,
    @Arg('select', () => RunSelection, { nullable: true, description: 'Which runs.' }) select?: RunSelection | null,
  ): Promise<DatasetRuns | null> {
    return this.ofRuns.datasetRuns(context, primaryDataset, processing, select);
  }
}
