import { Arg, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { FlagLumisections } from '../../../../store/entities/certification/run-flag.ts';
import { Run, RunFlag } from '../../../../store/entities/index.ts';
import {
  ColumnOfFlags,
  findFlagColumns,
  findFlags,
  findSubsystems,
} from '../../../../store/runs/certification/flags.ts';
import { Cacheable } from '../../cacheable.ts';
import type { Context } from '../../context.ts';
import { perRequest, rowsByKey } from '../../dataloader.ts';
import { listComplexity } from '../../query-cost.ts';

@Resolver(() => RunFlag)
export class FlagResolver {
  @Cacheable()
  @Query(() => [ColumnOfFlags], {
    description: 'All columns of Run Registry that a run has a flag of, or that certify a subsystem.',
    complexity: listComplexity(50),
  })
  flagColumns(@Ctx() { database }: Context): Promise<ColumnOfFlags[]> {
    return findFlagColumns(database);
  }

  @FieldResolver(() => [String], { description: 'Subsystems that the column certifies.' })
  async subsystems(@Root() { columnName }: RunFlag, @Ctx() context: Context): Promise<readonly string[]> {
    return subsystemsOf(context).load(columnName);
  }

  @FieldResolver(() => FlagLumisections, {
    nullable: true,
    description: 'Numbers of lumisections by status; null if the column is unusable.',
  })
  lumisections(@Root() { good, bad, standby, excluded, notset, empty }: RunFlag): FlagLumisections | null {
    if (good === null || bad === null || standby === null || excluded === null || notset === null || empty === null)
      return null;
    return { good, bad, standby, excluded, notset, empty };
  }
}

@Resolver(() => Run)
export class RunFlagsResolver {
  @FieldResolver(() => [RunFlag], {
    description: "Run Registry's certification flags: those of the run, then those of its datasets, by column.",
    complexity: listComplexity(25),
  })
  async flags(
    @Root() { number }: Run,
    @Ctx() context: Context,
    @Arg('subsystem', () => String, { nullable: true, description: 'Only columns that certify this subsystem.' })
    subsystem: string | null,
    @Arg('columns', () => [String], { nullable: true, description: 'Only these columns.' })
    columns: string[] | null,
  ): Promise<RunFlag[]> {
    const flags = await flagsOf(context).load(number);
    const subsystems = await Promise.all(flags.map(({ columnName }) => subsystemsOf(context).load(columnName)));
    return flags.filter(
      ({ columnName }, index) =>
        (columns?.includes(columnName) ?? true) &&
        (subsystem === null || subsystem === undefined || subsystems[index]?.includes(subsystem)),
    );
  }
}

const flagsOf = perRequest(async (database, runs: readonly number[]) =>
  rowsByKey(await findFlags(database, runs), ({ runNumber }) => runNumber),
);

const subsystemsOf = perRequest(async (database, _columns: readonly string[]) => {
  const subsystems = await findSubsystems(database);
  return (column: string): readonly string[] => subsystems.get(column) ?? [];
});
