import { Arg, Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import { Config, ConfigRevision, DisplayGroup } from '../store/entities/index.ts';
import { countPoints, findConfigs } from '../store/config-list.ts';
import type { Context } from './context.ts';
import { perRequest } from './batch.ts';

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
  ): Promise<Config[]> {
    return findConfigs(database, { subsystem, search, active });
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
