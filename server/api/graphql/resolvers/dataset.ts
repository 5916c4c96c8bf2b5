import { Arg, Ctx, Field, FieldResolver, ID, Int, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { findConfigs } from '../../../store/configs/configs.ts';
import { type DatasetSummary, findDatasets, findSubsystems } from '../../../store/datasets.ts';
import { Config } from '../../../store/entities/index.ts';
import { Cacheable } from '../cacheable.ts';
import type { Context } from '../context.ts';
import { listComplexity } from '../query-cost.ts';

@ObjectType('Dataset', { description: 'A primary dataset in one processing, across eras.' })
export class DatasetType implements DatasetSummary {
  @Field(() => ID, { description: 'ID of the dataset.' })
  id!: number;

  @Field(() => String, { description: 'Primary dataset, e.g. ZeroBias.' })
  primaryDataset!: string;

  @Field(() => String, { description: 'Processing, e.g. PromptReco.' })
  processing!: string;

  @Field(() => [String], { description: 'Eras of its files, e.g. Run2023C.' })
  eras!: readonly string[];

  @Field(() => Int, { description: 'Number of runs with an extracted file.' })
  runCount!: number;

  @Field(() => Int, { description: 'First run.' })
  firstRun!: number;

  @Field(() => Int, { description: 'Last run.' })
  lastRun!: number;

  @Field(() => Int, { description: 'Number of trends with data, in the requested subsystem or in all.' })
  trendCount!: number;
}

@ObjectType({ description: 'A subsystem of the detector, named by a folder of configs.' })
export class Subsystem {
  @Field(() => ID, { description: 'Name, e.g. Tracker.' })
  name!: string;

  @Field(() => Int, { description: 'Number of active configs.' })
  configCount!: number;

  @Field(() => Int, { description: 'Number of trends with data, over all datasets.' })
  trendCount!: number;
}

@Resolver(() => Subsystem)
export class SubsystemResolver {
  @Cacheable()
  @Query(() => [Subsystem], { description: 'Subsystems that have configs or data.' })
  subsystems(@Ctx() { database }: Context): Promise<Subsystem[]> {
    return findSubsystems(database);
  }

  @FieldResolver(() => [Config], {
    description: 'Configs, in the order of the config files.',
    complexity: listComplexity(200),
  })
  configs(@Root() { name }: Subsystem, @Ctx() { database }: Context): Promise<Config[]> {
    return findConfigs(database, { subsystem: name });
  }

  @FieldResolver(() => [DatasetType], { description: 'Datasets that have data of the subsystem.' })
  datasets(@Root() { name }: Subsystem, @Ctx() { database }: Context): Promise<DatasetType[]> {
    return findDatasets(database, name);
  }
}

@Resolver(() => DatasetType)
export class DatasetResolver {
  @Cacheable()
  @Query(() => [DatasetType], { description: 'Datasets that have data.' })
  datasets(
    @Ctx() { database }: Context,
    @Arg('subsystem', () => String, { nullable: true, description: 'Only datasets with data of this subsystem.' })
    subsystem?: string | null,
  ): Promise<DatasetType[]> {
    return findDatasets(database, subsystem);
  }
}
