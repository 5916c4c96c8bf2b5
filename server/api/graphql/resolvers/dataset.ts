import { Arg, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { findConfigs } from '../../../store/configs/configs.ts';
import { DatasetSummary, findDatasets, findSubsystems, Subsystem } from '../../../store/datasets.ts';
import { Config } from '../../../store/entities/index.ts';
import { Cacheable } from '../cacheable.ts';
import type { Context } from '../context.ts';
import { perRequest } from '../dataloader.ts';
import { listComplexity } from '../query-cost.ts';

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
  configs(@Root() { name }: Subsystem, @Ctx() context: Context): Promise<Config[]> {
    return configsOf(context).load(name);
  }

  @FieldResolver(() => [DatasetSummary], { description: 'Datasets that have data of the subsystem.' })
  datasets(@Root() { name }: Subsystem, @Ctx() context: Context): Promise<DatasetSummary[]> {
    return datasetsOf(context).load(name);
  }
}

@Resolver(() => DatasetSummary)
export class DatasetResolver {
  @Cacheable()
  @Query(() => [DatasetSummary], { description: 'Datasets that have data.' })
  async datasets(
    @Ctx() { database }: Context,
    @Arg('subsystem', () => String, { nullable: true, description: 'Only datasets with data of this subsystem.' })
    subsystem?: string | null,
    @Arg('primaryDataset', () => String, { nullable: true, description: 'Only datasets of this primary dataset.' })
    primaryDataset?: string | null,
  ): Promise<DatasetSummary[]> {
    const found = await findDatasets(database, subsystem);
    return found.filter((dataset) => (primaryDataset ?? dataset.primaryDataset) === dataset.primaryDataset);
  }
}

/** Loaded once per request for each subsystem, however often the request selects them. */
const configsOf = perRequest(async (database, subsystems: readonly string[]) => {
  const found = await Promise.all(subsystems.map((subsystem) => findConfigs(database, { subsystem })));
  return (subsystem) => found[subsystems.indexOf(subsystem)] ?? [];
});

const datasetsOf = perRequest(async (database, subsystems: readonly string[]) => {
  const found = await Promise.all(subsystems.map((subsystem) => findDatasets(database, subsystem)));
  return (subsystem) => found[subsystems.indexOf(subsystem)] ?? [];
});
