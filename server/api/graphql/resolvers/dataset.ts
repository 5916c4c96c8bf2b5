import { Arg, Ctx, Field, FieldResolver, ID, Int, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { type DatasetSummary, findDatasets, findSubsystems } from '../../../store/datasets.ts';
import { findConfigs } from '../../../store/configs.ts';
import { Config } from '../../../store/entities/index.ts';
import type { Context } from '../context.ts';

@ObjectType('Dataset', { description: 'A primary dataset in one processing, across eras: what a user selects.' })
export class DatasetType implements DatasetSummary {
  @Field(() => ID, { description: 'Number of the dataset.' })
  id!: number;

  @Field(() => String, { description: 'E.g. ZeroBias.' })
  primaryDataset!: string;

  @Field(() => String, { description: 'E.g. PromptReco.' })
  processing!: string;

  @Field(() => [String], { description: 'Eras of its files, e.g. Run2023C.' })
  eras!: string[];

  @Field(() => Int, { description: 'Runs with a file that was read.' })
  runCount!: number;

  @Field(() => Int, { description: 'Its earliest run.' })
  firstRun!: number;

  @Field(() => Int, { description: 'Its latest run.' })
  lastRun!: number;

  @Field(() => Int, { description: 'Trends with data, of the subsystem that was asked for, or of all.' })
  trendCount!: number;
}

@ObjectType({ description: 'A subsystem of the detector, as the config folders name it.' })
export class Subsystem {
  @Field(() => ID, { description: 'E.g. Tracker.' })
  name!: string;

  @Field(() => Int, { description: 'Active configs.' })
  configCount!: number;

  @Field(() => Int, { description: 'Trends with data, over all datasets.' })
  trendCount!: number;
}

@Resolver(() => Subsystem)
export class SubsystemResolver {
  @FieldResolver(() => [Config], { description: 'Its configs, in the order of the files.' })
  configs(@Root() { name }: Subsystem, @Ctx() { database }: Context): Promise<Config[]> {
    return findConfigs(database, { subsystem: name });
  }

  @FieldResolver(() => [DatasetType], { description: 'The datasets that have data of it.' })
  async datasets(@Root() { name }: Subsystem, @Ctx() { database }: Context): Promise<DatasetType[]> {
    return (await findDatasets(database, name)) as DatasetType[];
  }

  @Query(() => [Subsystem], { description: 'The subsystems that have configs or data.' })
  subsystems(@Ctx() { database }: Context): Promise<Subsystem[]> {
    return findSubsystems(database);
  }
}

@Resolver(() => DatasetType)
export class DatasetResolver {
  @Query(() => [DatasetType], { description: 'The datasets that have data.' })
  async datasets(
    @Ctx() { database }: Context,
    @Arg('subsystem', () => String, { nullable: true, description: 'Only those with data of this subsystem.' })
    subsystem?: string | null,
  ): Promise<DatasetType[]> {
    return (await findDatasets(database, subsystem)) as DatasetType[];
  }
}
