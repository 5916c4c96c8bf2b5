import { Arg, Ctx, Field, FieldResolver, ID, Int, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { Config, ConfigRevision, DisplayGroup } from '../../../store/entities/index.ts';
import {
  type ConfigFailure as Failure,
  countPoints,
  findConfigs,
  findFailures,
  trendsOfConfigs,
} from '../../../store/configs.ts';
import type { Context } from '../context.ts';
import { perRequest } from '../dataloader.ts';
import { Trend, TrendSet } from './trend.ts';

@ObjectType({ description: 'Runs in which a config gave no value, for one reason.' })
export class ConfigFailure implements Omit<Failure, 'configId'> {
  @Field(() => String, { description: 'E.g. ZeroBias.' })
  primaryDataset!: string;

  @Field(() => String, { description: 'E.g. PromptReco.' })
  processing!: string;

  @Field(() => String, { description: 'Code, e.g. FIT_FAILED.' })
  failure!: string;

  @Field(() => String, { description: 'The failure in words.' })
  reason!: string;

  @Field(() => Int, { description: 'Runs that failed so, among the latest 100 runs of the dataset.' })
  runs!: number;

  @Field(() => Int, { description: 'The latest of them.' })
  lastRun!: number;
}

@Resolver(() => Config)
export class ConfigResolver {
  @Query(() => [Config], { description: 'Configs, in the order of the files.' })
  configs(
    @Ctx() { database }: Context,
    @Arg('subsystem', () => String, { nullable: true, description: 'Only of this subsystem.' })
    subsystem?: string | null,
    @Arg('search', () => String, {
      nullable: true,
      description: 'Words that name, title, metric or ME path have, all of them.',
    })
    search?: string | null,
    @Arg('active', () => Boolean, {
      nullable: true,
      description: 'Only those that the files have (true) or no longer have (false).',
    })
    active?: boolean | null,
    @Arg('problem', () => Boolean, {
      nullable: true,
      description: 'Only those whose section has a problem (true) or has none (false).',
    })
    problem?: boolean | null,
  ): Promise<Config[]> {
    return findConfigs(database, { subsystem, search, active, problem });
  }

  @Query(() => Config, { nullable: true, description: 'One config; null where there is none of this number.' })
  config(
    @Ctx() { database }: Context,
    @Arg('id', () => ID, { description: 'Number of the config.' }) id: string,
  ): Promise<Config | null> {
    if (!/^\d{1,9}$/.test(id)) return Promise.resolve(null);
    return database.dataSource.getRepository(Config).findOneBy({ id: Number(id) });
  }

  @FieldResolver(() => [ConfigFailure], {
    description: 'Why it gave no value lately, most recent first; MEs that files have not do not count.',
  })
  failures(@Root() { id }: Config, @Ctx() context: Context): Promise<Failure[]> {
    return failuresOf(context).load(id);
  }

  @FieldResolver(() => [Trend], { description: 'Its trends with data, one a dataset.' })
  async trends(@Root() { id }: Config, @Ctx() context: Context): Promise<Trend[]> {
    const rows = await trendsOf(context).load(id);
    return rows.map((row) => ({ ...row, set: new TrendSet(context, row.datasetId, [row], { latest: 50 }) }));
  }

  @FieldResolver(() => [ConfigRevision], { description: 'What it computed in the course of time, first to last.' })
  revisions(@Root() { id }: Config, @Ctx() context: Context): Promise<ConfigRevision[]> {
    return revisionsOf(context).load(id);
  }

  @FieldResolver(() => Int, { description: 'Points that have a value, over all datasets.' })
  pointCount(@Root() { id }: Config, @Ctx() context: Context): Promise<number> {
    return pointCounts(context).load(id);
  }

  @FieldResolver(() => String, { nullable: true, description: 'The display group that draws it with others.' })
  async group(@Root() { subsystem, name }: Config, @Ctx() context: Context): Promise<string | null> {
    const groups = await groupsOf(context).load(subsystem);
    return groups.find(({ members }) => members.includes(name))?.name ?? null;
  }
}

@Resolver(() => DisplayGroup)
export class DisplayGroupResolver {
  @Query(() => [DisplayGroup], { description: 'Trends that are drawn together, in the order of the files.' })
  displayGroups(
    @Ctx() { database }: Context,
    @Arg('subsystem', () => String, { nullable: true, description: 'Only of this subsystem.' })
    subsystem?: string | null,
  ): Promise<DisplayGroup[]> {
    return database.dataSource
      .getRepository(DisplayGroup)
      .find({ where: subsystem ? { subsystem } : {}, order: { position: 'ASC' } });
  }
}

const revisionsOf = perRequest(({ database }: Context) => async (ids: readonly number[]) => {
  const rows = await database.dataSource
    .getRepository(ConfigRevision)
    .createQueryBuilder('revision')
    .where('revision.configId = ANY (:ids)', { ids })
    .orderBy('revision.revision')
    .getMany();
  return (id: number) => rows.filter(({ configId }) => configId === id);
});

const failuresOf = perRequest(({ database }: Context) => async (ids: readonly number[]) => {
  const failures = await findFailures(database, ids);
  return (id: number) => failures.filter(({ configId }) => configId === id);
});

const trendsOf = perRequest(({ database }: Context) => async (ids: readonly number[]) => {
  const trends = await trendsOfConfigs(database, ids);
  return (id: number) => trends.filter(({ configId }) => configId === id);
});

const pointCounts = perRequest(({ database }: Context) => async (ids: readonly number[]) => {
  const counts = await countPoints(database, ids);
  return (id: number) => counts.get(id) ?? 0;
});

const groupsOf = perRequest(({ database }: Context) => async (subsystems: readonly string[]) => {
  const groups = await database.dataSource
    .getRepository(DisplayGroup)
    .createQueryBuilder('g')
    .where('g.subsystem = ANY (:subsystems)', { subsystems })
    .orderBy('g.position')
    .getMany();
  return (subsystem: string) => groups.filter((group) => group.subsystem === subsystem);
});
