import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import {
  ConfigFailure,
  countPoints,
  findConfigs,
  findFailures,
  trendsOfConfigs,
} from '../../../store/configs/configs.ts';
import { findMissingElements, latestFiles } from '../../../store/configs/missing-elements.ts';
import type { Database } from '../../../store/connection/database.ts';
import { listConfigProblems } from '../../../store/configs/config-problems.ts';
import { Config, ConfigProblem, ConfigRevision, DisplayGroup } from '../../../store/entities/index.ts';
import { rowId } from '../arguments.ts';
import { Cacheable } from '../cacheable.ts';
import type { Context } from '../context.ts';
import { perRequest, rowsByKey } from '../dataloader.ts';
import { listComplexity, searchComplexity } from '../query-cost.ts';
import { TrendSets } from '../trend-set.ts';
import { Trend } from './trend.ts';

/** Datasets in which a config has data, for the cost of its trends. */
const datasetsOfConfig = 15;
/** Files that are read to find similar MEs. */
const maxFilesRead = 4;
/** Cost of reading their folders: not for lists of configs. */
const similarCost = 20_000;

@ArgsType()
class ConfigsArguments {
  @Field(() => String, { nullable: true, description: 'Only configs of this subsystem.' })
  subsystem?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Words to find in name, title, metric or ME path; all must match.',
  })
  search?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Only configs that the config files contain (true) or no longer contain (false).',
  })
  active?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Only configs whose section has a problem (true) or has none (false).',
  })
  problem?: boolean | null;

  @Field(() => String, { nullable: true, description: 'Path of an ME: only configs of which it is an input.' })
  element?: string | null;
}

@Resolver(() => Config)
export class ConfigResolver {
  @Cacheable()
  @Query(() => [Config], {
    description: 'Plot configs, in the order of the config files.',
    complexity: searchComplexity(listComplexity(1000)),
  })
  configs(@Ctx() { database }: Context, @Args(() => ConfigsArguments) filter: ConfigsArguments): Promise<Config[]> {
    return findConfigs(database, filter);
  }

  @Query(() => Config, { nullable: true, description: 'A plot config; null if there is none with this ID.' })
  config(
    @Ctx() { database }: Context,
    @Arg('id', () => ID, { description: 'ID of the config.' }) id: string,
  ): Promise<Config | null> {
    return configById(database, id);
  }

  @Query(() => [ConfigProblem], {
    description: 'Problems of config files and metric plugins that the last scan found, in order of the files.',
    complexity: listComplexity(20),
  })
  configProblems(@Ctx() { database }: Context): Promise<ConfigProblem[]> {
    return listConfigProblems(database);
  }

  /** A query of its own, not a field of the config: a result of the files must not be cached with those of the database. */
  @Query(() => [String], {
    description:
      'MEs of the latest files whose path resembles that of the main ME of a config, the most similar first. Empty if there are none or no file can be read.',
    complexity: similarCost,
  })
  async similarElements(
    @Arg('config', () => ID, { description: 'ID of the config.' }) id: string,
    @Ctx() { database, histograms }: Context,
  ): Promise<readonly string[]> {
    const [similarTo] = (await configById(database, id))?.paths.main ?? [];
    if (similarTo === undefined) return [];
    for (const { path, run } of (await latestFiles(database)).slice(0, maxFilesRead)) {
      const answer = await histograms.read({ file: path, run, mePaths: [], similarTo });
      if (answer.outcome === 'read' && answer.similar?.length) return answer.similar;
    }
    return [];
  }

  @FieldResolver(() => [ConfigFailure], {
    description: 'Recent failures, latest first. MEs not found in a file are not included.',
  })
  failures(@Root() { id }: Config, @Ctx() context: Context): Promise<ConfigFailure[]> {
    return failuresOf(context).load(id);
  }

  @FieldResolver(() => [Trend], {
    description: 'Trends with data, one per dataset, with the points of the latest 50 runs.',
    complexity: listComplexity(datasetsOfConfig),
  })
  trends(@Root() { id }: Config, @Ctx() context: Context): Promise<Trend[]> {
    return trendsOf(context).load(id);
  }

  @FieldResolver(() => [ConfigRevision], { description: 'All revisions, first to last.' })
  revisions(@Root() { id }: Config, @Ctx() context: Context): Promise<ConfigRevision[]> {
    return revisionsOf(context).load(id);
  }

  @FieldResolver(() => Int, { description: 'Number of points with a value, over all datasets.' })
  pointCount(@Root() { id }: Config, @Ctx() context: Context): Promise<number> {
    return pointCounts(context).load(id);
  }

  @FieldResolver(() => Int, {
    nullable: true,
    description: 'Number of latest files without the main ME of the config, if it is in no file; null otherwise.',
  })
  missingFiles(@Root() { id }: Config, @Ctx() context: Context): Promise<number | null> {
    return missingFiles(context).load(id);
  }

  @FieldResolver(() => String, { nullable: true, description: 'Name of the display group that contains the config.' })
  async group(@Root() { subsystem, name }: Config, @Ctx() context: Context): Promise<string | null> {
    const groups = await groupsOf(context).load(subsystem);
    return groups.find(({ members }) => members.includes(name))?.name ?? null;
  }
}

@Resolver(() => DisplayGroup)
export class DisplayGroupResolver {
  @Cacheable()
  @Query(() => [DisplayGroup], { description: 'Display groups, in the order of the config files.' })
  displayGroups(
    @Ctx() { database }: Context,
    @Arg('subsystem', () => String, { nullable: true, description: 'Only groups of this subsystem.' })
    subsystem?: string | null,
  ): Promise<DisplayGroup[]> {
    return findDisplayGroups(database, subsystem ? [subsystem] : null);
  }
}

/** The display groups of some subsystems, or of all (null), in the order of the config files. */
export function findDisplayGroups(
  { dataSource }: Database,
  subsystems: readonly string[] | null,
): Promise<DisplayGroup[]> {
  return dataSource
    .getRepository(DisplayGroup)
    .createQueryBuilder('display_group')
    .where(subsystems ? 'display_group.subsystem = ANY (:subsystems)' : 'true', { subsystems })
    .orderBy('display_group.position')
    .getMany();
}

const groupsOf = perRequest(async (database, subsystems: readonly string[]) => {
  const groups = await findDisplayGroups(database, subsystems);
  return rowsByKey(groups, ({ subsystem }) => subsystem);
});

const revisionsOf = perRequest(async ({ dataSource }, ids: readonly number[]) => {
  const revisions = await dataSource
    .getRepository(ConfigRevision)
    .createQueryBuilder('revision')
    .where('revision.configId = ANY (:ids)', { ids })
    .orderBy('revision.revision')
    .getMany();
  return rowsByKey(revisions, ({ configId }) => configId);
});

const failuresOf = perRequest(async (database, ids: readonly number[]) => {
  return rowsByKey(await findFailures(database, ids), ({ configId }) => configId);
});

async function configById({ dataSource }: Database, id: string): Promise<Config | null> {
  const row = rowId(id);
  return row === undefined ? null : dataSource.getRepository(Config).findOneBy({ id: row });
}

const trendsOf = perRequest(async (database, ids: readonly number[], context) => {
  const listed = (await trendsOfConfigs(database, ids)).map((row) => ({ ...row, trendId: row.id }));
  const sets = new TrendSets(context, listed);
  const trends = listed.map((trend) => sets.trendOf(trend, { latest: 50 }));
  return rowsByKey(trends, ({ configId }) => configId);
});

const missingFiles = perRequest(async (database, ids: readonly number[]) => {
  const files = await findMissingElements(database, ids);
  return (id) => files.get(id) ?? null;
});

const pointCounts = perRequest(async (database, ids: readonly number[]) => {
  const counts = await countPoints(database, ids);
  return (id) => counts.get(id) ?? 0;
});
